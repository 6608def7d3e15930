/**
 * Held rows make one answer of the rows of several batches: where a batch may bring further columns, the rows before
 * it are held, and are NULL there.
 *
 * `SELECT * FROM orders`, the attribute `gift` met for the first time in the second batch → the rows of the first
 * batch have NULL there
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { ResultColumn } from "../messages/job.ts";

/** Hands rows on, in the columns of the whole answer. */
export interface HeldRows {
  /** Takes rows that have these columns. */
  add(rows: readonly string[], columns: readonly ResultColumn[]): Promise<void>;
  /** Ends the answer, which has these columns. */
  end(columns: readonly ResultColumn[]): Promise<void>;
}

/**
 * @param grows columns may come; if none can, rows go on at once
 * @param emit takes rows; resolves when there is room for more
 */
export function holdRows(grows: boolean, emit: (rows: readonly string[]) => Promise<void>): HeldRows {
  const held: { readonly rows: readonly string[]; readonly columns: readonly ResultColumn[] }[] = [];
  return {
    add(rows, columns) {
      if (!grows) return emit(rows);
      held.push({ rows, columns });
      return Promise.resolve();
    },
    async end(columns) {
      for (const { rows, columns: own } of held.splice(0)) {
        const places = own.length === columns.length ? null : placesIn(own, columns);
        await emit(places === null ? rows : rows.map((row) => spread(row, places, columns.length)));
      }
    },
  };
}

/** The positions of some columns among more columns, in the same order. */
function placesIn(few: readonly ResultColumn[], more: readonly ResultColumn[]): readonly number[] {
  const first = inOrder(few, more);
  const last = inOrder(few.toReversed(), more.toReversed()).map((place) => more.length - 1 - place).reverse();
  if (first.length === few.length && JSON.stringify(first) === JSON.stringify(last)) return first;
  throw new DynamoSqlError(
    "type_mismatch",
    "An attribute that nobody knew was met while reading, and another column of the answer has its name. It is " +
      "known now: run the SQL again.",
  );
}

function inOrder(few: readonly ResultColumn[], more: readonly ResultColumn[]): number[] {
  const places: number[] = [];
  let at = 0;
  for (const { name } of few) {
    while (at < more.length && more[at]?.name !== name) at++;
    if (at < more.length) places.push(at++);
  }
  return places;
}

/** The row's values in their places, NULL between them. */
function spread(row: string, places: readonly number[], width: number): string {
  const values = Array.from({ length: width }, () => "null");
  for (const [at, value] of valuesOf(row).entries()) {
    const place = places[at];
    if (place !== undefined) values[place] = value;
  }
  return `[${values.join(",")}]`;
}

/** The JSON texts of an array's values. */
function valuesOf(row: string): readonly string[] {
  const values: string[] = [];
  let depth = 0;
  let from = 1;
  for (let at = 0; at < row.length; at++) {
    const char = row.charCodeAt(at);
    if (char === QUOTE) {
      while (++at < row.length && row.charCodeAt(at) !== QUOTE) if (row.charCodeAt(at) === BACKSLASH) at++;
    } else if (OPENING.has(char)) depth++;
    else if (CLOSING.has(char)) {
      if (--depth === 0) values.push(row.slice(from, at));
    } else if (char === COMMA && depth === 1) {
      values.push(row.slice(from, at));
      from = at + 1;
    }
  }
  return values;
}

const codes = (text: string) => new Set([...text].map((char) => char.charCodeAt(0)));
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPENING, CLOSING] = [codes("[{"), codes("]}")];
