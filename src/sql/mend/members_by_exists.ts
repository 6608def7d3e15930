/**
 * Writes `(a, b) IN (SELECT x, y …)` and the like as EXISTS. Where false and NULL differ, the result follows SQL's
 * definition: NULL if no row is equal and some comparison is neither true nor false. Rows put in order, as lists and
 * structs, have no comparison that is NULL.
 * @module
 */
import { booleanConstant, nullConstant } from "../constant.ts";
import { isAggregate } from "../resolve/aggregates.ts";
import { nodesOf } from "../text_dates/bound_tree.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import {
  both,
  call,
  caseOf,
  column,
  comparison,
  either,
  integer,
  isNullOf,
  unnamed,
} from "../typed/nodes.ts";
import { selected, subquery } from "../typed/subqueries.ts";

/** The name of the query of a row where it is selected from. */
export const MEMBERS = "__members";

/** The name of a column of the query of a row. */
export const nameAt = (at: number): string => `__m${at}`;

/** The query of a subquery. */
export const queryOf = (of: Node): Node => node(node(of, "subquery") ?? {}, "node") ?? {};

/** `(a, b) IN (SELECT …)`, `(a, b) > ANY (SELECT …)`, … */
export const isRowMember = (of: Node): boolean =>
  str(of, "class") === "SUBQUERY" && str(of, "subquery_type") === "ANY" && rowOf(of).length > 1;

/** Whether a row is put in order among others, not only looked for. */
export const putsInOrder = (of: Node): boolean => /^COMPARE_(LESS|GREATER)/.test(str(of, "comparison_type"));

/** The expressions of a row; none for other expressions. */
export function rowOf(of: Node): readonly Node[] {
  const row = node(of, "child") ?? {};
  return str(row, "function_name").toLowerCase() === "row" ? nodes(row, "children") : [];
}

/**
 * Whether a part of a row would mean something else inside the subquery: a window, or an aggregate without a column.
 */
export const staysOutside = (part: Node): boolean =>
  nodesOf(part, (of) => str(of, "class") === "WINDOW").length > 0 ||
  nodesOf(part, (of) => isAggregate(of) && nodesOf(of, isColumn).length === 0).length > 0;

const isColumn = (of: Node): boolean => str(of, "class") === "COLUMN_REF";

/**
 * A comparison of a row, by EXISTS.
 * @param filters only true counts here, so that false and NULL are the same
 */
export function byExists(of: Node, filters: boolean): Node {
  const parts = rowOf(of).map(unnamed);
  const names = parts.map((_, at) => nameAt(at));
  const others = names.map(column);
  const type = str(of, "comparison_type");
  const exists = (condition: Node): Node => existsIn(of, names, condition);
  if (putsInOrder(of)) return exists(comparison(type, call("row", parts), call("row", others)));
  const matches = parts.map((part, at) => comparison(type, part, others[at] ?? nullConstant()))
    .reduce(type === "COMPARE_NOTEQUAL" ? either : both);
  return filters ? exists(matches) : caseOf([
    { when: exists(matches), then: booleanConstant(true) },
    { when: exists(isNullOf(matches)), then: nullConstant() },
  ], booleanConstant(false));
}

/** EXISTS over the query of a row, its columns by these names. */
export function existsIn(of: Node, names: readonly string[], condition: Node | null): Node {
  return {
    ...of,
    alias: "",
    subquery_type: "EXISTS",
    comparison_type: "INVALID",
    child: null,
    subquery: {
      ...node(of, "subquery"),
      node: selected([integer(1)], subquery(queryOf(of), MEMBERS, names), condition),
    },
  };
}
