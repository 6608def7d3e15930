/**
 * Lambdas are the arrows in a tree that are functions with parameters. `json -> 'a'` has the same shape.
 * @module
 */
import { type Node, node, nodes, str, strs } from "./tree.ts";

const TAKE_LAMBDAS = /^(list_|array_)?(apply|transform|filter|reduce)$/i;

/** A lambda that a call is given. */
export interface Lambda {
  /** The arrow. */
  readonly at: Node;
  /** The names of its parameters, as written. */
  readonly parameters: readonly string[];
  /** What it makes of them. */
  readonly body: Node;
}

/** The lambda that a call is given, `list_filter(l, x -> x > 1)`; null where it is given none. */
export function lambdaIn(call: Node): Lambda | null {
  if (str(call, "class") !== "FUNCTION" || !TAKE_LAMBDAS.test(str(call, "function_name"))) return null;
  const [, at] = nodes(call, "children");
  const [left, body] = at === undefined ? [null, null] : [node(at, "lhs"), node(at, "expr")];
  if (at === undefined || left === null || body === null || str(at, "class") !== "LAMBDA") return null;
  const named = str(left, "class") === "COLUMN_REF" ? [left] : nodes(left, "children");
  return { at, parameters: named.flatMap((each) => strs(each, "column_names")), body };
}
