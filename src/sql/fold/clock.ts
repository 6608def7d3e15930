/**
 * The clock of a statement stands still: every use of the time is the one instant at which the statement was planned, so
 * that what is read and what is computed agree, on every page and in every batch.
 *
 * `WHERE placed <= now()` → `WHERE placed <= CAST(CAST('2026-11-28 10:00:00.123' AS TIMESTAMP) AS TIMESTAMPTZ)`
 * @module
 */
import { textConstant } from "../constant.ts";
import type { Dialect } from "../dialect.ts";
import { isStarred } from "../orders.ts";
import { foldName, quotedParts } from "../resolve/identifiers.ts";
import { tableNames } from "../resolve/table_names.ts";
import { VALUE_FUNCTIONS } from "../resolve/value_functions.ts";
import { nameOf } from "../text_dates/scope.ts";
import { children, location, mapChildren, type Node, nodes, str, strs, walk } from "../tree.ts";
import { expression } from "../typed/nodes.ts";

type ClockType = "DATE" | "TIMESTAMP" | "TIMESTAMP WITH TIME ZONE";

/** What looks at the clock, and what it gives. Times of day are left to DuckDB: nothing is read by them. */
const CLOCKS: ReadonlyMap<string, ClockType> = new Map([
  ["now", "TIMESTAMP WITH TIME ZONE"],
  ["current_timestamp", "TIMESTAMP WITH TIME ZONE"],
  ["get_current_timestamp", "TIMESTAMP WITH TIME ZONE"],
  ["transaction_timestamp", "TIMESTAMP WITH TIME ZONE"],
  ["current_localtimestamp", "TIMESTAMP"],
  ["localtimestamp", "TIMESTAMP"],
  ["today", "DATE"],
  ["current_date", "DATE"],
]);

function mayLookAtClock(query: Node): boolean {
  let found = false;
  walk(query, (of) => {
    const name = str(of, "function_name") || (strs(of, "column_names")[0] ?? "");
    found ||= name !== "" && CLOCKS.has(foldName(name));
    return !found;
  });
  return found;
}

/** An instant as DuckDB writes a TIMESTAMP. */
export const instantText = (ms: number): string =>
  new Date(ms).toISOString().replace("T", " ").replace("Z", "");

/**
 * The statement with its clock standing at an instant. Statements without a table stay as they are: nothing is read for
 * them, and what is known of them is kept by their text.
 * @param text what the statement was parsed from
 * @param instant as {@link instantText} writes it
 */
export async function withFixedClock(
  query: Node,
  text: string,
  instant: string,
  dialect: Dialect,
): Promise<Node> {
  // Most statements have none of the words.
  if (!mayLookAtClock(query) || tableNames(query).length === 0) return query;
  const given = namesGiven(query);
  const typeOf = (of: Node): ClockType | null => clockIn(of, text, given);
  const holds = (of: Node): boolean =>
    typeOf(of) !== null || (str(of, "class") !== "SUBQUERY" && children(of).some(holds));
  const unnamed: (readonly [item: Node, select: Node])[] = [];
  let found = false;
  walk(query, (of) => {
    found ||= typeOf(of) !== null;
    if (str(of, "type") !== "SELECT_NODE") return;
    for (const item of nodes(of, "select_list")) {
      if (str(item, "alias") === "" && !isStarred(item) && holds(item)) unnamed.push([item, of]);
    }
  });
  if (!found) return query;
  const names = new Map<Node, string>();
  for (const [item, select] of unnamed) names.set(item, await nameOf(item, select, dialect));
  const visit = (of: Node): Node => {
    const type = typeOf(of);
    const now = type === null ? mapChildren(of, visit) : standing(of, type, instant);
    const alias = names.get(of);
    return alias === undefined ? now : { ...now, alias };
  };
  return visit(query);
}

/** What an expression says of the clock; null for others. */
function clockIn(of: Node, text: string, given: ReadonlySet<string>): ClockType | null {
  if (str(of, "class") === "FUNCTION") {
    return nodes(of, "children").length > 0
      ? null
      : CLOCKS.get(str(of, "function_name").toLowerCase()) ?? null;
  }
  const [name = "", ...more] = str(of, "class") === "COLUMN_REF" ? strs(of, "column_names") : [];
  const folded = foldName(name);
  const type = more.length === 0 && VALUE_FUNCTIONS.has(folded) ? CLOCKS.get(folded) : undefined;
  if (type === undefined || given.has(folded)) return null;
  // In double quotes it is an attribute.
  return quotedParts(text, location(of), 1)[0] === true ? null : type;
}

/** Names that the statement gives to columns: such a column comes before the function. */
function namesGiven(query: Node): ReadonlySet<string> {
  const names = new Set<string>();
  walk(query, (of) => {
    for (const name of [str(of, "alias"), ...strs(of, "column_name_alias"), ...strs(of, "aliases")]) {
      if (name !== "") names.add(foldName(name));
    }
  });
  return names;
}

function standing(of: Node, type: ClockType, instant: string): Node {
  // A text with a zone would be read in another way; the session's zone is UTC.
  const timestamp = castOf(textConstant(instant), "TIMESTAMP");
  const value = type === "DATE"
    ? castOf(textConstant(instant.slice(0, 10)), type)
    : type === "TIMESTAMP"
    ? timestamp
    : castOf(timestamp, type);
  return { ...value, alias: str(of, "alias"), query_location: of["query_location"] ?? null };
}

const castOf = (child: Node, id: ClockType): Node =>
  expression("CAST", "OPERATOR_CAST", { child, cast_type: { id, type_info: null }, try_cast: false });

/** A text about the statement with its clock named as a function, not as the instant at which it stands. */
export function withClockNamed(text: string, instant: string): string {
  const timestamp = `CAST('${instant}' AS TIMESTAMP)`;
  return text
    .replaceAll(`CAST(${timestamp} AS TIMESTAMP WITH TIME ZONE)`, "now()")
    .replaceAll(timestamp, "current_localtimestamp()");
}
