/**
 * The sides of a comparison are the expressions that it compares.
 *
 * `a = b` → `a`, `b`; `a BETWEEN b AND c` and `a IN (b, c)` → `a`, `b`, `c`
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import { callName } from "./rewrite.ts";

/** The members that hold the sides, by the class of the comparison. */
const MEMBERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["COMPARISON", ["left", "right"]],
  ["BETWEEN", ["input", "lower", "upper"]],
]);

/** Whether an expression is IN or NOT IN with a list of values. */
export function isListed(of: Node): boolean {
  return ["COMPARE_IN", "COMPARE_NOT_IN"].includes(str(of, "type"));
}

/** The sides of a comparison, BETWEEN or IN; none for all else. */
export function sidesOf(of: Node): readonly Node[] {
  const members = MEMBERS.get(str(of, "class"));
  if (members === undefined) return isListed(of) ? nodes(of, "children") : [];
  return members.map((name) => node(of, name)).filter((side) => side !== null);
}

/** What an expression compares: the sides, or what `nullif` is given. */
export function comparedIn(of: Node): readonly Node[] {
  return callName(of) === "nullif" ? nodes(of, "children") : sidesOf(of);
}

/** The expression with each side, or each argument of a call that compares, replaced. */
export function withSides(of: Node, replace: (side: Node, at: number) => Node): Node {
  const members = MEMBERS.get(str(of, "class"));
  if (members === undefined) return { ...of, children: nodes(of, "children").map(replace) };
  return {
    ...of,
    ...Object.fromEntries(members.map((name, at) => [name, replace(node(of, name) ?? {}, at)])),
  };
}
