/**
 * Mends comparisons of a row with the rows of a query: `(a, b) IN (SELECT x, y …)`, `> ANY`, `<= ALL` and the like.
 * DuckDB does not run them if the query takes columns from outside. Where rows are put in order, its process ends, or
 * the rows are wrong where `b` and `y` are of different types, for it compares them without a cast. Such a comparison
 * is made inside of the query. In all others, only what DuckDB says of missing parts is mended. Either way the query
 * stands once in the statement, and so does what is in it.
 * @module
 */
import { DynamoSqlError, type Position } from "../../errors.ts";
import type { Dialect } from "../dialect.ts";
import { lineAndColumn } from "../position.ts";
import { printSql } from "../print.ts";
import { mentionsDates } from "../text_dates/mentions.ts";
import { bindError } from "../text_dates/mismatches.ts";
import { location, mapChildren, type Node, node, nodes, str } from "../tree.ts";
import { unnamed } from "../typed/nodes.ts";
import { baseTable, withEntry } from "../typed/subqueries.ts";
import { isVolatile } from "../volatile.ts";
import { type MemberNames, memberNames } from "./member_names.ts";
import { byExists, hasRowMember, putsInOrder, queryOf, rowOf, staysOutside } from "./members_by_exists.ts";
import { missingInRows } from "./missing_in_rows.ts";
import { onlyTrueIn } from "./only_true.ts";
import { type Member, membersIn, placeOf, type WithPlace } from "./row_scopes.ts";
import { isAtHome, widthAlone, widthThere, widthWritten } from "./row_width.ts";

/** A comparison in another way; `filters` = only true counts there, so that false and NULL are the same. */
type RowComparison = (of: Node, filters: boolean, share: Share) => Node;

/** Puts the query of a row into a WITH clause, and gives the table that it is there. */
type Share = (place: WithPlace, query: Node, columns: readonly string[]) => Node;

/** Where rows are compared. */
interface ComparedRows {
  readonly statement: Node;
  readonly dialect: Dialect;
  readonly names: MemberNames;
  /** Texts of the statement may be read as dates. */
  readonly isRead: boolean;
  readonly position: (place: number) => Position;
}

/** How many parts of rows are compared one by one, each by its hash; of more that takes the binder long. */
const MOST_APART = 32;

/**
 * The statement with rows compared as SQL defines it; itself if it has none.
 * @param position where a node of the statement stands in the caller's text
 * @throws DynamoSqlError `invalid_query` for a query that gives rows of another length, and for rows that cannot be
 * compared where they stand
 */
export async function mendRowMembers(
  statement: Node,
  dialect: Dialect,
  position: (place: number) => Position,
): Promise<Node> {
  const members = membersIn(statement);
  if (members.length === 0) return statement;
  const context: ComparedRows = {
    statement,
    dialect,
    names: memberNames(statement),
    isRead: await mayBeRead(statement, dialect),
    position,
  };
  const ways = new Map<Node, RowComparison>();
  for (const member of members) {
    const way = await wayOf(member, context);
    if (way !== null) ways.set(member.row, way);
  }
  return ways.size === 0 ? statement : inWays(statement, ways, context.names);
}

/** Texts are read as dates only in what has to do with dates, and does not bind as it is. */
async function mayBeRead(statement: Node, dialect: Dialect): Promise<boolean> {
  const sql = await printSql(statement, dialect);
  return mentionsDates(sql) && await bindError(sql, dialect) !== null;
}

/** How a row is to be compared; null: as it is. */
async function wayOf(member: Member, context: ComparedRows): Promise<RowComparison | null> {
  const { statement, dialect, names, isRead, position } = context;
  const { row, scopes } = member;
  const parts = rowOf(row);
  const alone = await widthAlone(member, dialect, names);
  const standsAlone = alone !== null && !putsInOrder(row);
  // Of another number of columns DuckDB's own error says it, and one column may hold rows.
  if (standsAlone && alone !== String(parts.length)) return null;
  const width = widthWritten(row) ?? alone ?? await widthThere(row, statement, dialect, names);
  // A query of one column may give rows in it, which DuckDB compares by itself.
  if (width === "1") return null;
  if (width !== String(parts.length)) {
    throw refusal(row, position, `Subquery returns ${width} columns - expected ${parts.length}`);
  }
  // Among those of a WITH clause, DuckDB looks for no column from outside.
  const home = standsAlone && !member.staysInside && await isAtHome(member, dialect);
  const place = home ? placeOf(queryOf(row), scopes) : null;
  const looksFor = str(row, "comparison_type") === "COMPARE_EQUAL";
  const outside = parts.some(staysOutside);
  // Parts that have such comparisons in them stand once, so that these do not multiply.
  const inside = place === null || parts.some(hasRowMember) ||
    (!looksFor && !outside && parts.length > MOST_APART);
  const refused = outside && (inside || (looksFor && (parts.length > 2 || parts.some(isVolatile))));
  return (of, filters, share) => {
    if (standsAlone && looksFor && filters && (home || outside)) return of;
    if (refused) throw refusal(row, position, STAYS_OUTSIDE);
    if (inside) return byExists(of, filters, names);
    const table = share(place, queryOf(of), parts.map((_, at) => names.column(at)));
    return missingInRows({ of, parts: rowOf(of).map(unnamed), table, names, isRead });
  };
}

const STAYS_OUTSIDE =
  "A row with a window, count(*) or random() is compared with the rows of a subquery: calculate it in FROM (SELECT …), " +
  "and compare it there";

function refusal(row: Node, position: (place: number) => Position, said: string): DynamoSqlError {
  const at = location(row);
  const place = at === null ? undefined : position(at);
  return new DynamoSqlError(
    "invalid_query",
    `${said}${lineAndColumn(place)}.`,
    place === undefined ? {} : { position: place },
  );
}

/** The statement with each comparison in its way, and what they share in its WITH clauses. */
function inWays(statement: Node, ways: ReadonlyMap<Node, RowComparison>, names: MemberNames): Node {
  const shared = new Map<Node, { readonly at: number; readonly entry: Node }[]>();
  let count = 0;
  const share: Share = ({ query, at }, members, columns) => {
    const name = names.shared(count++);
    const others = shared.get(query) ?? [];
    shared.set(query, [...others, { at, entry: withEntry(name, columns, members) }]);
    return baseTable(name);
  };
  const visit = (of: Node, filters: boolean): Node => {
    const filtersAt = onlyTrueIn(of, filters);
    const mapped = mapChildren(of, (child) => visit(child, filtersAt(child)));
    const made = ways.get(of)?.(mapped, filters, share);
    if (made !== undefined && made !== mapped) return { ...made, alias: of["alias"] ?? "" };
    const more = shared.get(of);
    if (more === undefined) return mapped;
    const map = node(mapped, "cte_map");
    const old = nodes(map ?? {}, "map");
    const entriesAt = (at: number) => more.filter((each) => each.at === at).map(({ entry }) => entry);
    const entries = old.flatMap((entry, at) => [...entriesAt(at), entry]);
    return { ...mapped, cte_map: { ...map, map: [...entries, ...entriesAt(old.length)] } };
  };
  return visit(statement, false);
}
