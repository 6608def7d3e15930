/**
 * `(a, b) IN (SELECT x, y …)` whose query takes columns from outside: DuckDB does not run it. `> ANY`, `<= ALL` and the
 * like: its process ends at them, or their rows are wrong where `b` and `y` are of different types, for it compares
 * the rows without a cast. They become EXISTS. Where false and NULL differ, the
 * result follows SQL's definition: NULL if no row is equal and some comparison is neither true nor false. Rows put in
 * order, as lists and structs, have no comparison that is NULL.
 * @module
 */
import { DynamoSqlError, type Position } from "../../errors.ts";
import { booleanConstant, nullConstant } from "../constant.ts";
import type { Dialect } from "../dialect.ts";
import { isStarred } from "../orders.ts";
import { printSql } from "../print.ts";
import { isAggregate, unnests } from "../resolve/aggregates.ts";
import { bindError } from "../text_dates/mismatches.ts";
import { nodesOf } from "../text_dates/bound_tree.ts";
import { location, mapChildren, type Node, node, nodes, str, transform } from "../tree.ts";
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
import { firstSelect, selected, subquery } from "../typed/subqueries.ts";

/** The query of a subquery. */
export const queryOf = (of: Node): Node => node(node(of, "subquery") ?? {}, "node") ?? {};

/** `(a, b) IN (SELECT …)`, `(a, b) > ANY (SELECT …)`, … */
export const isRowMember = (of: Node): boolean =>
  str(of, "class") === "SUBQUERY" && str(of, "subquery_type") === "ANY" && rowOf(of).length > 1;

const puts = (of: Node): boolean => /^COMPARE_(LESS|GREATER)/.test(str(of, "comparison_type"));

/** The expressions of a row; none for other expressions. */
export function rowOf(of: Node): readonly Node[] {
  const row = node(of, "child") ?? {};
  return str(row, "function_name").toLowerCase() === "row" ? nodes(row, "children") : [];
}

/**
 * The statement with such rows looked for by EXISTS; itself if it binds as it is and no rows are put in order.
 * @param position where a node of the statement stands in the caller's text
 * @throws DynamoSqlError `invalid_query` for a query that gives rows of another length
 */
export async function correlatedMembers(
  query: Node,
  dialect: Dialect,
  position: (place: number) => Position,
): Promise<Node> {
  const rows = nodesOf(query, isRowMember);
  const doubtful = rows.some(puts) ||
    (rows.length > 0 && await bindError(await printSql(query, dialect), dialect) !== null);
  if (!doubtful) return query;
  const correlated = new Set<Node>();
  for (const row of rows) {
    const looksOut = await bindError(await printSql(queryOf(row), dialect), dialect) !== null;
    if (!looksOut && !puts(row)) continue;
    const width = await widthOf(row, query, dialect);
    // A query of one column may give rows in it, which DuckDB compares by itself.
    if (width === "1") continue;
    const parts = rowOf(row).length;
    if (width !== String(parts)) {
      throw refusal(row, position, `Subquery returns ${width} columns - expected ${parts}`);
    }
    if (rowOf(row).some(staysOutside)) throw refusal(row, position, STAYS_OUTSIDE);
    correlated.add(row);
  }
  return correlated.size === 0 ? query : visit(query, correlated, false);
}

/** How many columns the query of a row has; the row's own number if only binding would tell. */
async function widthOf(row: Node, query: Node, dialect: Dialect): Promise<string> {
  const items = nodes(firstSelect(queryOf(row)), "select_list");
  if (items.length > 0 && !items.some((item) => isStarred(item) || unnests(item))) {
    return String(items.length);
  }
  const own = rowOf(row).length;
  const names = Array.from({ length: own + 1 }, (_, at) => nameAt(at));
  const named = transform(query, (of) => of === row ? existsIn(row, names, null) : of);
  const error = await bindError(await printSql(named, dialect), dialect);
  if (error === null) return `more than ${own}`;
  return /^Table "__members" has (\d+) columns available/.exec(error.message)?.[1] ?? String(own);
}

/**
 * Whether a part of a row would mean something else inside the subquery: a window, or an aggregate without a column.
 */
export const staysOutside = (part: Node): boolean =>
  nodesOf(part, (of) => str(of, "class") === "WINDOW").length > 0 ||
  nodesOf(part, (of) => isAggregate(of) && nodesOf(of, isColumn).length === 0).length > 0;

const isColumn = (of: Node): boolean => str(of, "class") === "COLUMN_REF";

const STAYS_OUTSIDE =
  "A row with a window or count(*) is compared with the rows of a subquery: calculate it in FROM (SELECT …), and " +
  "compare it there";

function refusal(row: Node, position: (place: number) => Position, said: string): DynamoSqlError {
  const at = location(row);
  const place = at === null ? null : position(at);
  const where = place === null ? "" : ` (line ${place.line}, column ${place.column})`;
  return new DynamoSqlError(
    "invalid_query",
    `${said}${where}.`,
    place === null ? {} : { position: place },
  );
}

/** The name of a column of the query of a row. */
export const nameAt = (at: number): string => `__m${at}`;

/** @param filters only true counts here, so that false and NULL are the same */
function visit(of: Node, correlated: ReadonlySet<Node>, filters: boolean): Node {
  const type = str(of, "type");
  const where = type === "SELECT_NODE" ? of["where_clause"] : type === "JOIN" ? of["condition"] : null;
  const within = filters && str(of, "class") === "CONJUNCTION";
  const mapped = mapChildren(of, (child) => visit(child, correlated, within || child === where));
  return correlated.has(of) ? member(mapped, filters) : mapped;
}

function member(of: Node, filters: boolean): Node {
  const parts = rowOf(of).map(unnamed);
  const names = parts.map((_, at) => nameAt(at));
  const others = names.map(column);
  const type = str(of, "comparison_type");
  const exists = (condition: Node): Node => existsIn(of, names, condition);
  if (puts(of)) {
    const matches = comparison(type, call("row", parts), call("row", others));
    return { ...exists(matches), alias: of["alias"] ?? "" };
  }
  const matches = parts.map((part, at) => comparison(type, part, others[at] ?? nullConstant()))
    .reduce(type === "COMPARE_NOTEQUAL" ? either : both);
  const found = filters ? exists(matches) : caseOf([
    { when: exists(matches), then: booleanConstant(true) },
    { when: exists(isNullOf(matches)), then: nullConstant() },
  ], booleanConstant(false));
  return { ...found, alias: of["alias"] ?? "" };
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
      node: selected([integer(1)], subquery(queryOf(of), "__members", names), condition),
    },
  };
}
