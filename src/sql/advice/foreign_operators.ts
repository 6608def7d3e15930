/**
 * Operators and calls that mean something else in other engines: `shop + '-' + status` → `(shop || '-') || status`,
 * `(a = 1) && (b = 2)` → `a = 1 AND b = 2`, `format(n, 'N2')` → `format('{:,.2f}', n)`, `now() - 30` →
 * `now() - to_days(30)`.
 * @module
 */
import { textConstant } from "../constant.ts";
import { nodesOf } from "../text_dates/bound_tree.ts";
import { replaceNodes } from "../text_dates/scope.ts";
import { type Node, nodes, str } from "../tree.ts";
import { call, conjunction } from "../typed/nodes.ts";
import { callName } from "../typed/rewrite.ts";
import { textOf } from "../typed/unlike.ts";
import { readingsAs } from "./readings.ts";
import type { Side } from "./sides.ts";

/** An expression, and what to write instead. */
export interface Instead {
  readonly of: Node;
  readonly whole: Node;
}

/** What an expression of these sides would be elsewhere, in our words; null where it is none of these. */
export function meantElsewhere(tree: Node, of: Node, sides: readonly Side[]): Instead | null {
  if (callName(of) === "&&" && sides.length > 1 && sides.every(({ kind }) => kind === "boolean")) {
    return { of, whole: conjunction("CONJUNCTION_AND", nodes(of, "children")) };
  }
  return inDays(of, sides) ?? formattedBy(of) ?? joinedBy(tree, of, sides);
}

/** `now() - 30`: elsewhere, a number beside an instant counts days. */
function inDays(of: Node, sides: readonly Side[]): Instead | null {
  const number = sides.find(({ kind }) => kind === "number")?.of;
  const isMeant = /^[+-]$/.test(callName(of)) && sides.length === 2 &&
    sides.some(({ kind }) => kind === "date");
  if (!isMeant || number === undefined) return null;
  return { of, whole: replaceNodes(of, new Map([[number, call("to_days", [number])]])) };
}

/** `format(n, 'N2')` of .NET: a number with its digits after the point, by thousands where it says so. */
function formattedBy(of: Node): Instead | null {
  const [number, format, ...others] = nodes(of, "children");
  if (callName(of) !== "format" || number === undefined || format === undefined || others.length > 0) {
    return null;
  }
  const [, kind, digits = "2"] = /^([NF])(\d?)$/i.exec(textOf(format) ?? "") ?? [];
  if (kind === undefined) return null;
  const spec = `{:${kind.toUpperCase() === "N" ? "," : ""}.${digits || "2"}f}`;
  return { of, whole: call("format", [textConstant(spec), number]) };
}

/** Texts that are added, with all that is added to them, as texts that are joined; null for others. */
function joinedBy(tree: Node, of: Node, sides: readonly Side[]): Instead | null {
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
