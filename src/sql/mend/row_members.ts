/**
 * Mends comparisons of a row with the rows of a query: `(a, b) IN (SELECT x, y …)`, `> ANY`, `<= ALL` and the like.
 * DuckDB does not run them if the query takes columns from outside. Where rows are put in order, its process ends, or
 * the rows are wrong where `b` and `y` are of different types, for it compares them without a cast. Such a comparison
 * becomes EXISTS. In all others, only what DuckDB says of missing parts is mended.
 * @module
 */
import { DynamoSqlError, type Position } from "../../errors.ts";
import type { Dialect } from "../dialect.ts";
import type { DuckDbError } from "../duckdb_error.ts";
import { isStarred } from "../orders.ts";
import { printSql } from "../print.ts";
import { unnests } from "../resolve/aggregates.ts";
import { bindError } from "../text_dates/mismatches.ts";
import { children, location, mapChildren, type Node, node, nodes, str, transform } from "../tree.ts";
import { column } from "../typed/nodes.ts";
import { firstSelect, selected, subquery } from "../typed/subqueries.ts";
import {
  byExists,
  existsIn,
  isRowMember,
  MEMBERS,
  nameAt,
  putsInOrder,
  queryOf,
  rowOf,
  staysOutside,
} from "./members_by_exists.ts";
import { missingInRows } from "./missing_in_rows.ts";
import { onlyTrueIn } from "./only_true.ts";

/** @param filters only true counts here, so that false and NULL are the same */
type Way = (of: Node, filters: boolean) => Node;

/**
 * The statement with rows compared as SQL defines it; itself if it has none.
 * @param position where a node of the statement stands in the caller's text
 * @throws DynamoSqlError `invalid_query` for a query that gives rows of another length
 */
export async function mendRowMembers(
  query: Node,
  dialect: Dialect,
  position: (place: number) => Position,
): Promise<Node> {
  const ways = new Map<Node, Way>();
  for (const found of membersIn(query)) {
    const way = await wayOf(found, query, dialect, position);
    if (way !== null) ways.set(found.row, way);
  }
  return ways.size === 0 ? query : visit(query, ways, false);
}

/** A comparison of a row, with the entries of the WITH clauses around it that its query may use, the outermost first. */
interface Member {
  readonly row: Node;
  readonly withs: readonly (readonly Node[])[];
}

function membersIn(query: Node): readonly Member[] {
  const found: Member[] = [];
  const look = (of: Node, withs: Member["withs"]): void => {
    if (isRowMember(of)) found.push({ row: of, withs });
    const map = node(of, "cte_map");
    const entries = nodes(map ?? {}, "map");
    const inside = entries.length === 0 ? withs : [...withs, entries];
    for (const child of children(of)) if (child !== map) look(child, inside);
    for (const [at, entry] of entries.entries()) {
      look(entry, [...withs, entries.slice(0, isRecursive(entry) ? at + 1 : at)]);
    }
  };
  look(query, []);
  return found;
}

const isRecursive = (entry: Node): boolean =>
  str(node(node(node(entry, "value") ?? {}, "query") ?? {}, "node") ?? {}, "type") === "RECURSIVE_CTE_NODE";

/** How a row is to be compared; null: as it is. */
async function wayOf(
  { row, withs }: Member,
  query: Node,
  dialect: Dialect,
  position: (place: number) => Position,
): Promise<Way | null> {
  const parts = rowOf(row).length;
  const names = tooManyNames(row);
  const asked = withs.reduceRight(
    (inner, entries) => ({ ...aliased(inner, names), cte_map: { map: entries } }),
    aliased(queryOf(row), names),
  );
  const alone = widthIn(await bindError(await printSql(asked, dialect), dialect), parts);
  // Of another number of columns DuckDB's own error says it, and one column may hold rows.
  if (alone !== null && !putsInOrder(row)) return alone === String(parts) ? missingInRows : null;
  const width = writtenWidth(row) ?? alone ?? await boundWidth(row, query, dialect);
  // A query of one column may give rows in it, which DuckDB compares by itself.
  if (width === "1") return null;
  if (width !== String(parts)) {
    throw refusal(row, position, `Subquery returns ${width} columns - expected ${parts}`);
  }
  if (rowOf(row).some(staysOutside)) throw refusal(row, position, STAYS_OUTSIDE);
  return byExists;
}

/** A name more than the row has parts: the binder complains of it, and tells how many columns there are. */
const tooManyNames = (row: Node): readonly string[] =>
  Array.from({ length: rowOf(row).length + 1 }, (_, at) => nameAt(at));

const aliased = (query: Node, names: readonly string[]): Node =>
  selected(names.map(column), subquery(query, MEMBERS, names));

/** How many columns the binder says there are; null where it complains of something else. */
function widthIn(error: DuckDbError | null, parts: number): string | null {
  if (error === null) return `more than ${parts}`;
  return /^Table "__members" has (\d+) columns available/.exec(error.message)?.[1] ?? null;
}

/** How many columns the query of a row has; null if only binding would tell. */
function writtenWidth(row: Node): string | null {
  const items = nodes(firstSelect(queryOf(row)), "select_list");
  return items.length === 0 || items.some((item) => isStarred(item) || unnests(item))
    ? null
    : String(items.length);
}

/** The same of one that does not stand alone, where it stands; the row's own number if that does not tell, either. */
async function boundWidth(row: Node, query: Node, dialect: Dialect): Promise<string> {
  const named = transform(query, (of) => of === row ? existsIn(row, tooManyNames(row), null) : of);
  const parts = rowOf(row).length;
  return widthIn(await bindError(await printSql(named, dialect), dialect), parts) ?? String(parts);
}

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

function visit(of: Node, ways: ReadonlyMap<Node, Way>, filters: boolean): Node {
  const filtersAt = onlyTrueIn(of, filters);
  const mapped = mapChildren(of, (child) => visit(child, ways, filtersAt(child)));
  const made = ways.get(of)?.(mapped, filters) ?? mapped;
  return made === mapped ? mapped : { ...made, alias: of["alias"] ?? "" };
}
