/**
 * Finds where a statement puts values in order: comparisons by size, ORDER BY, windows, the least and the greatest. A
 * column of texts and numbers is ordered as text there.
 * @module
 */
import { BY_SECOND, orderedBy, ordersOf } from "../orders.ts";
import { type Node, nodes, str, walk } from "../tree.ts";
import { operands } from "./scope.ts";

/** Comparisons by size. */
const BY_SIZE = /^COMPARE_(LESS|GREATER)THAN(OREQUALTO)?$/;

/** Calls that look for what is least, greatest or in the middle among their arguments. */
const OF_ORDER = /^(min|max|greatest|least|median|quantile_disc|quantile)$/;

/** The expressions that a statement puts in order. */
export function orderedIn(query: Node): readonly Node[] {
  const found: Node[] = [];
  walk(query, (of) => {
    found.push(...comparedBySize(of), ...sorted(of));
  });
  return found.flatMap(valuesOf);
}

/** What an expression hands on as it is: the parts of a row, the first that is there, the branches of CASE. */
function valuesOf(of: Node): readonly Node[] {
  const isOneOf = /^(row|list_value|coalesce|ifnull|nvl)$/.test(str(of, "function_name").toLowerCase()) ||
    /^(OPERATOR_COALESCE|ARRAY_CONSTRUCTOR)$/.test(str(of, "type"));
  if (isOneOf) return nodes(of, "children").flatMap(valuesOf);
  return str(of, "class") === "CASE" ? operands(of).flatMap(valuesOf) : [of];
}

function comparedBySize(of: Node): readonly Node[] {
  const kind = str(of, "class");
  if (kind === "BETWEEN" || (kind === "COMPARISON" && BY_SIZE.test(str(of, "type")))) return operands(of);
  if (kind !== "FUNCTION" && kind !== "WINDOW") return [];
  const name = str(of, "function_name").toLowerCase();
  if (OF_ORDER.test(name)) return nodes(of, "children");
  return BY_SECOND.test(name) ? nodes(of, "children").slice(1, 2) : [];
}

/** What it sorts by: names and numbers of selected columns are what is selected. */
function sorted(of: Node): readonly Node[] {
  return ordersOf(of).map((entry) => orderedBy(of, entry)).filter((by) => by !== null);
}
