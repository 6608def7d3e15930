/**
 * Texts that are added, which other engines take for joining: `shop + '-' + status` → `(shop || '-') || status`.
 * @module
 */
import { nodesOf } from "../text_dates/bound_tree.ts";
import { type Node, nodes, str } from "../tree.ts";
import { call } from "../typed/nodes.ts";
import { callName } from "../typed/rewrite.ts";
import { readingsAs } from "./readings.ts";
import type { Side } from "./sides.ts";

/** Texts that are added, with all that is added to them, as texts that are joined; null for others. */
export function joinedBy(
  tree: Node,
  of: Node,
  sides: readonly Side[],
): { readonly of: Node; readonly whole: Node } | null {
  const isSum = (each: Node) => callName(each) === "+" && nodes(each, "children").length === 2;
  const isPlain = (side: Side) =>
    side.kind === "text" && side.says.number === false && side.says.date === false &&
    readingsAs(side, "interval").length === 0;
  const plain = sides.filter(isPlain);
  const isMeant = sides.every(({ kind }) => kind === "text")
    ? plain.length > 0
    : plain.some((side) => str(side.of, "class") === "CONSTANT");
  if (!isSum(of) || !isMeant) return null;
  const joinedOf = (each: Node): Node => call("||", nodes(each, "children"), true);
  let [sum, whole] = [of, joinedOf(of)];
  for (;;) {
    const [outer] = nodesOf(tree, (each) => isSum(each) && nodes(each, "children")[0] === sum);
    if (outer === undefined) return { of: sum, whole };
    whole = joinedOf({ ...outer, children: [whole, ...nodes(outer, "children").slice(1)] });
    sum = outer;
  }
}
