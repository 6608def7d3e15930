/**
 * Writes out DuckDB's macro `weighted_avg(value, weight)` as a quotient of sums, so that rewrites of sums apply to
 * it, too.
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import { call, caseOf, integer, isThere, operator } from "../typed/nodes.ts";

const NAMES: ReadonlySet<string> = new Set(["weighted_avg", "wavg"]);

/** Returns the quotient of sums. */
export function weightedAverage(of: Node): Node {
  const [value, weight, ...others] = nodes(of, "children");
  if (str(of, "class") !== "FUNCTION" || !NAMES.has(str(of, "function_name").toLowerCase())) return of;
  if (value === undefined || weight === undefined || others.length > 0 || node(of, "filter") !== null) {
    return of;
  }
  const weights = caseOf([{ when: isThere(value), then: weight }], integer(0));
  const quotient = operator("/", call("sum", [operator("*", value, weight)]), call("sum", [weights]));
  return { ...quotient, alias: str(of, "alias") };
}
