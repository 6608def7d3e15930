/**
 * Rows on their way from an engine process: lines of JSON. A row too long for any page is replaced in the
 * engine by the sizes of its columns, so the server never holds it.
 * @module
 */

/** Payloads are cut at about this size, so that messages of other jobs get their turn. */
const BATCH_BYTES = 256 * 1024;

/** First character of the line that stands for a row above the byte cap; its rest is `[bytes per column]`. */
export const OVERSIZE_MARK = "!";

/** Rows as one payload. */
export interface RowBatch {
  readonly count: number;
  readonly payload: Uint8Array;
}

const encoder = new TextEncoder();

/**
 * @param rows each the compact JSON text of an array of values (so without a newline)
 * @param pageBytes the most bytes that the JSON of a page's rows may have, its outer brackets included
 */
export function* encodeRows(rows: readonly string[], pageBytes: number): Generator<RowBatch> {
  let lines: string[] = [];
  let characters = 0;
  for (const row of rows) {
    const line = isOversize(row, pageBytes) ? oversizeLine(row) : row;
    lines.push(line);
    characters += line.length + 1;
    if (characters >= BATCH_BYTES) {
      yield batch(lines);
      lines = [];
      characters = 0;
    }
  }
  if (lines.length > 0) yield batch(lines);
}

function batch(lines: readonly string[]): RowBatch {
  return { count: lines.length, payload: encoder.encode(`${lines.join("\n")}\n`) };
}

function isOversize(row: string, pageBytes: number): boolean {
  const limit = pageBytes - 2;
  // UTF-8 has at least one and at most three bytes per UTF-16 unit: most rows need no counting.
  if (row.length > limit) return true;
  return row.length * 3 > limit && encoder.encode(row).length > limit;
}

function oversizeLine(row: string): string {
  const values: unknown = JSON.parse(row);
  const sizes = Array.isArray(values)
    ? values.map((value: unknown) => encoder.encode(JSON.stringify(value)).length)
    : [];
  return `${OVERSIZE_MARK}${JSON.stringify(sizes)}`;
}
