/**
 * Writes `(a, b) IN (SELECT x, y …)` and the like as a comparison of each row, part by part, inside of the query:
 * `true IN (SELECT a = x AND b = y …)` is NULL as SQL defines it, where none is true and some is NULL. Where only true
 * counts, and for rows put in order, whose comparison as lists and structs is never NULL, it is EXISTS.
 * @module
 */
import { booleanConstant } from "../constant.ts";
import { isAggregate } from "../resolve/aggregates.ts";
import { nodesOf } from "../text_dates/bound_tree.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { call, column, comparison, conjunction, integer, unnamed } from "../typed/nodes.ts";
import { selected, subquery } from "../typed/subqueries.ts";
import { isVolatile } from "../volatile.ts";
import type { MemberNames } from "./member_names.ts";

/** The query of a subquery. */
export const queryOf = (of: Node): Node => node(node(of, "subquery") ?? {}, "node") ?? {};

/** A subquery with another query. */
export const withQuery = (of: Node, query: Node): Node => ({
  ...of,
  alias: "",
  subquery: { ...node(of, "subquery"), node: query },
});

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

/** Whether a part of a row has such a comparison in it. */
export const hasRowMember = (part: Node): boolean => nodesOf(part, isRowMember).length > 0;

/**
 * Whether a part of a row would be something else inside the subquery: a window, an aggregate without a column, or
 * what has another value for each row there.
 */
export const staysOutside = (part: Node): boolean =>
  nodesOf(part, (of) => str(of, "class") === "WINDOW").length > 0 ||
  nodesOf(part, (of) => isAggregate(of) && nodesOf(of, isColumn).length === 0).length > 0 ||
  isVolatile(part);

const isColumn = (of: Node): boolean => str(of, "class") === "COLUMN_REF";

/**
 * A comparison of a row of which no part stays outside.
 * @param filters only true counts here, so that false and NULL are the same
 */
export function byExists(of: Node, filters: boolean, names: MemberNames): Node {
  const parts = rowOf(of).map(unnamed);
  const type = str(of, "comparison_type");
  if (putsInOrder(of)) {
    const others = parts.map((_, at) => column(names.column(at)));
    return existsOf(of, membersOf(of, names), comparison(type, call("row", parts), call("row", others)));
  }
  const matches = matching(type, parts, names);
  if (filters) return existsOf(of, membersOf(of, names), matches);
  const each = selected([matches], membersOf(of, names));
  return { ...withQuery(of, each), comparison_type: "COMPARE_EQUAL", child: booleanConstant(true) };
}

/** Whether a row among the others is equal to these parts, or differs from them. */
export const matching = (type: string, parts: readonly Node[], names: MemberNames): Node =>
  conjunction(
    type === "COMPARE_NOTEQUAL" ? "CONJUNCTION_OR" : "CONJUNCTION_AND",
    parts.map((part, at) => comparison(type, part, column(names.column(at)))),
  );

/** The query of a row as what is selected from, its columns by these names. */
export const membersOf = (of: Node, names: MemberNames, count = rowOf(of).length): Node =>
  subquery(queryOf(of), names.members, Array.from({ length: count }, (_, at) => names.column(at)));

/** EXISTS over rows, in the place of a comparison. */
export const existsOf = (of: Node, rows: Node, condition: Node | null): Node => ({
  ...withQuery(of, selected([integer(1)], rows, condition)),
  subquery_type: "EXISTS",
  comparison_type: "INVALID",
  child: null,
});
