/**
 * Asks the binder how many columns the query of a row has, and whether these or the row are taken from outside.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import type { DuckDbError } from "../duckdb_error.ts";
import { isStarred } from "../orders.ts";
import { printSql } from "../print.ts";
import { unnests } from "../resolve/aggregates.ts";
import { bindError } from "../text_dates/mismatches.ts";
import { type Node, nodes, transform } from "../tree.ts";
import { integer } from "../typed/nodes.ts";
import { firstSelect, selected, subquery } from "../typed/subqueries.ts";
import type { MemberNames } from "./member_names.ts";
import { existsOf, queryOf, rowOf } from "./members_by_exists.ts";
import type { Member, Scoped } from "./row_scopes.ts";

/** How many columns a query has that stands alone but for its WITH clauses; null for one that does not. */
export async function widthAlone(
  { row, scopes }: Member,
  dialect: Dialect,
  names: MemberNames,
): Promise<string | null> {
  const asked = selected([integer(1)], tooMany(queryOf(row), row, names));
  return widthIn(await bindError(await printSql(withScopes(asked, { scopes }), dialect), dialect), row);
}

/** The same of one that does not stand alone, where it stands; the row's own number if that does not tell, either. */
export async function widthThere(
  row: Node,
  statement: Node,
  dialect: Dialect,
  names: MemberNames,
): Promise<string> {
  const named = transform(
    statement,
    (of) => of === row ? existsOf(row, tooMany(queryOf(row), row, names), null) : of,
  );
  return widthIn(await bindError(await printSql(named, dialect), dialect), row) ?? String(rowOf(row).length);
}

/** How many columns the query of a row has as it is written; null if only binding would tell. */
export function widthWritten(row: Node): string | null {
  const items = nodes(firstSelect(queryOf(row)), "select_list");
  return items.length === 0 || items.some((item) => isStarred(item) || unnests(item))
    ? null
    : String(items.length);
}

/** Whether the row takes no column from outside of the query it stands in, as that binds alone. */
export async function isAtHome({ around }: Member, dialect: Dialect): Promise<boolean> {
  return around === null ||
    await bindError(await printSql(withScopes(around.query, around), dialect), dialect) === null;
}

/** A query in WITH clauses. */
const withScopes = (query: Node, { scopes }: Scoped): Node =>
  scopes.reduceRight((inner, { entries }) => ({
    ...selected([integer(1)], subquery(inner, "__scope")),
    cte_map: { map: entries },
  }), query);

/** A query, with a name more than the row has parts: the binder complains of it, and tells the number. */
const tooMany = (query: Node, row: Node, names: MemberNames): Node =>
  subquery(query, names.members, Array.from({ length: rowOf(row).length + 1 }, (_, at) => names.column(at)));

/** How many columns the binder says there are; null where it complains of something else. */
function widthIn(error: DuckDbError | null, row: Node): string | null {
  if (error === null) return `more than ${rowOf(row).length}`;
  return /^table "__m_*embers" has (\d+) columns available/i.exec(error.message)?.[1] ?? null;
}
