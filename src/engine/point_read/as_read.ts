/**
 * Lookups by key that show columns and nothing else: what was read is the answer. DuckDB says once how its columns are
 * called, and gives a row that is compared; statements of the same shape need not ask it again.
 * @module
 */
import type { DuckDBType } from "@duckdb/node-api";
import { isWhole, type RelationPlan, type Resolved } from "../../sql/query.ts";
import { attributesIn } from "../../sql/resolve/conditions.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import { isList, type Node, node, nodes, str, strs } from "../../sql/tree.ts";
import type { ResultColumn } from "../messages/job.ts";
import type { InlineTable } from "./inline_table.ts";
import { type AnswerWriter, answerWriter } from "../values/answer.ts";

/** How statements of a shape are answered by what was read. */
export interface AsRead {
  readonly columns: readonly ResultColumn[];
  /** The answer's rows; null where a text has what DuckDB keeps in another way, or a column was never compared. */
  rows(hand: InlineTable): readonly string[] | null;
}

/** What DuckDB gave. */
export interface Given {
  readonly columns: readonly ResultColumn[];
  readonly types: readonly DuckDBType[];
  readonly rows: readonly string[];
}

/** What was found out about a shape. */
export interface FoundAsRead {
  readonly answer: AsRead;
  /** The answer's columns in which DuckDB gave a value, not only NULL. */
  readonly proven: Set<number>;
}

/** What is remembered with a shape of statements; null = DuckDB gave another row. */
export interface ShapeAsRead {
  asRead?: FoundAsRead | null;
}

/** How to answer statements of a shape; null where that is not known. */
export function knownAsRead(shape: ShapeAsRead): AsRead | null {
  return shape.asRead?.answer ?? null;
}

/**
 * Compares what DuckDB gave for one item with what the item gives by itself, and remembers the outcome.
 * @param places of {@link placesAsRead}
 */
export function noteAsRead(
  shape: ShapeAsRead,
  places: readonly number[],
  hand: InlineTable,
  { columns, types, rows: [row, ...others] }: Given,
): void {
  // No row says nothing, and neither does one that has to be asked for.
  if (row === undefined || others.length > 0 || isAskedFor(row)) return;
  const known = shape.asRead;
  if (known === null) return;
  const writers = types.map((type) => answerWriter(type));
  const same = types.length === places.length && rowsBy(places, writers, null)(hand)?.[0] === row;
  if (!same) return void (shape.asRead = null);
  const proven = known?.proven ?? new Set();
  for (const [at, place] of places.entries()) if (!isNull(hand, place, 0)) proven.add(at);
  if (known === undefined) {
    shape.asRead = { answer: { columns, rows: rowsBy(places, writers, proven) }, proven };
  }
}

function isNull(hand: InlineTable, place: number, row: number): boolean {
  return (hand[place]?.[row] ?? null) === null;
}

/** @param proven columns of which values may be written; null = all */
function rowsBy(
  places: readonly number[],
  writers: readonly AnswerWriter[],
  proven: ReadonlySet<number> | null,
): AsRead["rows"] {
  return (hand) => {
    const rows: string[] = [];
    for (let row = 0; row < (hand[0]?.length ?? 0); row++) {
      if (
        proven !== null && proven.size < places.length &&
        places.some((place, at) => !proven.has(at) && !isNull(hand, place, row))
      ) {
        return null;
      }
      const values = writers.map((write, at) => write(hand[places[at] ?? -1]?.[row] ?? null));
      const text = `[${values.join(",")}]`;
      if (isAskedFor(text)) return null;
      rows.push(text);
    }
    return rows;
  };
}

/** Whether texts hold a NUL or half a character: on the way through DuckDB they may become others. */
function isAskedFor(row: string): boolean {
  return /\\u(?:0000|d[89a-f])/.test(row);
}

/**
 * Where each column of the answer stands among the relation's; null where items are not the answer as they are.
 * The read must give exactly the items that pass the WHERE.
 */
export function placesAsRead(
  { rewritten, oneRowEach, relations: [only, ...others] }: Resolved,
  { relation, chosen: { access } }: RelationPlan,
): readonly number[] | null {
  const { condition, conditionExact, columns, table: { key } } = relation;
  if (!oneRowEach || only === undefined || others.length > 0 || access.kind !== "get") return null;
  if (condition === null || !conditionExact || nodes(rewritten, "modifiers").length > 0) return null;
  for (const attribute of attributesIn(condition)) {
    if (attribute !== key.hash.name && attribute !== key.sort?.name) return null;
  }
  const byName = new Map(columns.map(({ column }, at) => [foldName(column), at]));
  const places: number[] = [];
  for (const item of nodes(rewritten, "select_list")) {
    if (isPlainStar(item) && columns.every(isWhole)) places.push(...columns.keys());
    else {
      const at = str(item, "class") === "COLUMN_REF"
        ? byName.get(foldName(nameIn(item, rewritten)))
        : undefined;
      if (at === undefined) return null;
      places.push(at);
    }
  }
  return places;
}

/** `*`, or `t.*`, without anything that takes columns out or renames them. */
function isPlainStar(of: Node): boolean {
  return str(of, "class") === "STAR" && of["columns"] === false &&
    Object.values(of).every((value) => !isList(value) || value.length === 0);
}

/** The column of a reference, with its table's name before it or without; empty for any other. */
function nameIn(reference: Node, select: Node): string {
  const [first = "", second, ...others] = strs(reference, "column_names");
  if (second === undefined) return first;
  const from = node(select, "from_table") ?? {};
  const table = foldName(str(from, "alias") || str(from, "table_name"));
  return others.length === 0 && foldName(first) === table ? second : "";
}
