/**
 * A count that is only compared with none: whether there is an item at all is then all that matters.
 *
 * `SELECT count(*) > 0 FROM orders WHERE customer = 'c1'` → one item is enough; `SELECT count(*) > 5 …` → it is not
 * @module
 */
import { children, list, type Node, node, nodes, str } from "../tree.ts";
import { isAggregate } from "./aggregates.ts";
import { constantOf } from "./constants.ts";

/** What a count is compared with, where the answer is the same for every count but none. */
const AGAINST_NONE: ReadonlyMap<string, string> = new Map([
  ["COMPARE_EQUAL", "0"],
  ["COMPARE_NOTEQUAL", "0"],
  ["COMPARE_GREATERTHAN", "0"],
  ["COMPARE_LESSTHANOREQUALTO", "0"],
  ["COMPARE_GREATERTHANOREQUALTO", "1"],
  ["COMPARE_LESSTHAN", "1"],
]);
const MIRRORED: ReadonlyMap<string, string> = new Map([
  ["COMPARE_GREATERTHAN", "COMPARE_LESSTHAN"],
  ["COMPARE_LESSTHAN", "COMPARE_GREATERTHAN"],
  ["COMPARE_GREATERTHANOREQUALTO", "COMPARE_LESSTHANOREQUALTO"],
  ["COMPARE_LESSTHANOREQUALTO", "COMPARE_GREATERTHANOREQUALTO"],
]);

/** Whether a SELECT makes one row of its items, and nothing of them but whether there are any. */
export function asksWhetherAny(select: Node): boolean {
  const isGrouped = list(select, "group_expressions").length > 0 || list(select, "group_sets").length > 0 ||
    str(select, "aggregate_handling") !== "STANDARD_HANDLING" || node(select, "having") !== null;
  if (isGrouped || node(select, "qualify") !== null || node(select, "sample") !== null) return false;
  if (list(select, "modifiers").length > 0) return false;
  const items = nodes(select, "select_list");
  return items.some(hasAggregate) && items.every(isOfNone);
}

function hasAggregate(expression: Node): boolean {
  return isAggregate(expression) || children(expression).some(hasAggregate);
}

/** Whether all that an expression says of the items is whether there are any. */
function isOfNone(expression: Node): boolean {
  const kind = str(expression, "class");
  if (kind === "WINDOW" || kind === "SUBQUERY" || kind === "STAR" || kind === "COLUMN_REF") return false;
  if (isAggregate(expression)) return false;
  return comparesWithNone(expression) || children(expression).every(isOfNone);
}

function comparesWithNone(expression: Node): boolean {
  const type = str(expression, "type");
  const [left, right] = [node(expression, "left"), node(expression, "right")];
  if (left === null || right === null) return false;
  return (isCount(left) && isNumber(right, AGAINST_NONE.get(type))) ||
    (isCount(right) && isNumber(left, AGAINST_NONE.get(MIRRORED.get(type) ?? type)));
}

function isNumber(expression: Node, value: string | undefined): boolean {
  const constant = constantOf(expression);
  return value !== undefined && constant?.kind === "number" && constant.value === value;
}

/** `count(*)`, or `count(1)`. */
function isCount(expression: Node): boolean {
  const name = str(expression, "function_name").toLowerCase();
  if (str(expression, "schema") !== "" || node(expression, "filter") !== null) return false;
  if (expression["distinct"] === true || !isAggregate(expression)) return false;
  const [argument, ...others] = nodes(expression, "children");
  if (argument === undefined) return name === "count_star" || name === "count";
  const constant = constantOf(argument);
  return name === "count" && others.length === 0 && constant !== null && constant.kind !== "null";
}
