/**
 * Writes operators that are called by name as operators: `add(a, b)` → `a + b`. So rewrites of operators apply to
 * them, too.
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";

const OPERATORS: ReadonlyMap<string, string> = new Map([
  ["add", "+"],
  ["subtract", "-"],
  ["multiply", "*"],
  ["divide", "//"],
  ["mod", "%"],
]);

/** Calls of operators by name, of two arguments, as operators. */
export function operatorNames(of: Node): Node {
  if (str(of, "class") !== "FUNCTION" || nodes(of, "children").length !== 2) return of;
  const operator = OPERATORS.get(str(of, "function_name").toLowerCase());
  return operator === undefined ? of : { ...of, function_name: operator, is_operator: true };
}
