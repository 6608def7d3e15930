/**
 * Short texts are written into a vector of texts as DuckDB holds them itself: length and characters in the 16 bytes of the
 * row (`duckdb_string_t` in duckdb.h, up to 12 bytes). Handing over each by itself takes ten times as long.
 *
 * `"paid"` in row 2 → bytes 32–47: 4, 0, 0, 0, `p`, `a`, `i`, `d`, and eight zeros
 * @module
 */
import type { DuckDBDataChunk } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";

const ROW_BYTES = 16;
const TEXT_AT = 4;
const TEXT_BYTES = ROW_BYTES - TEXT_AT;

// One for all: a column is filled without a pause.
let bytes = new Uint8Array(0);

/** Begins a column: no row has a text. DuckDB wants zeros after one. */
export function clearShortTexts(rows: number): void {
  if (bytes.length < rows * ROW_BYTES) bytes = new Uint8Array(rows * ROW_BYTES);
  else bytes.fill(0, 0, rows * ROW_BYTES);
}

/**
 * Writes a text into its row, unless it is too long or not ASCII.
 * @returns whether it is written
 */
export function putShortText(row: number, text: string): boolean {
  const { length } = text;
  if (length > TEXT_BYTES) return false;
  const from = row * ROW_BYTES;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) {
      bytes.fill(0, from, from + ROW_BYTES);
      return false;
    }
    bytes[from + TEXT_AT + at] = code;
  }
  bytes[from] = length;
  return true;
}

/** Puts the column into the chunk. Other rows are without a text: they are to be written after this. */
export function flushShortTexts(chunk: DuckDBDataChunk, column: number, rows: number): void {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
  duckdb.copy_data_to_vector(vector, 0, bytes.buffer, 0, rows * ROW_BYTES);
}
