/**
 * Rows of an answer as the bytes that came from the engine, cut into pages on demand. Rows are numbered from 0
 * over the whole answer; rows before the page last given out can be dropped.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { ResultColumn } from "../engine/messages/job.ts";
import { OVERSIZE_MARK } from "../engine/messages/rows.ts";
import type { JsonValue } from "./service.ts";

/** Some rows of a buffer. */
export interface RowPage {
  readonly rows: readonly (readonly JsonValue[])[];
  /** Bytes of their JSON, the outer brackets and commas included. */
  readonly bytes: number;
  /** Number of the row after the last. */
  readonly next: number;
  /** What ended the page; `end` = the buffer holds no more rows. */
  readonly endedBy: "rows" | "bytes" | "end";
}

/** Bounds of a page. */
export interface PageBounds {
  readonly rows: number;
  readonly bytes: number;
}

/** A growing list of rows. */
export interface RowBuffer {
  /** Bytes held. */
  readonly bytes: number;
  /** Number of the first row held. */
  readonly first: number;
  /** Number after the last row. */
  readonly end: number;
  /** Adds `count` lines, each ending in a newline. Fails with an Error where the payload holds another number. */
  push(count: number, payload: Uint8Array): void;
  /**
   * The rows from `from` that fit; at least one where there is one. Fails with `too_large`, naming columns, where
   * the row at `from` alone is above the bound.
   */
  page(from: number, bounds: PageBounds, columns: readonly ResultColumn[]): RowPage;
  /** Forgets rows before `row`, as far as whole batches allow. */
  drop(row: number): void;
  /** Forgets rows from `row` on. */
  truncate(row: number): void;
}

interface Batch {
  readonly first: number;
  readonly payload: Uint8Array;
  /** Per row, the offset after its newline. */
  readonly ends: Uint32Array;
}

const NEWLINE = 10;
const MARK = OVERSIZE_MARK.charCodeAt(0);

/** Columns named in a `too_large`. */
const COLUMNS_NAMED = 3;

/** An empty buffer. */
export function createRowBuffer(): RowBuffer {
  const decoder = new TextDecoder();
  let batches: Batch[] = [];
  let bytes = 0;
  let end = 0;

  function line(batch: Batch, row: number): Uint8Array {
    const at = row - batch.first;
    return batch.payload.subarray(at === 0 ? 0 : batch.ends[at - 1], (batch.ends[at] ?? 0) - 1);
  }

  return {
    get bytes() {
      return bytes;
    },
    get first() {
      return batches[0]?.first ?? end;
    },
    get end() {
      return end;
    },
    push(count, payload) {
      const ends = lineEnds(count, payload);
      if (count === 0) return;
      batches.push({ first: end, payload, ends });
      bytes += payload.length;
      end += count;
    },
    page(from, bounds, columns) {
      const texts: string[] = [];
      let pageBytes = 2;
      let next = from;
      let endedBy: RowPage["endedBy"] = "end";
      let index = batches.findLastIndex((one) => one.first <= from);
      while (next < end) {
        let batch = batches[index];
        if (batch !== undefined && next >= batch.first + batch.ends.length) batch = batches[++index];
        if (batch === undefined) break;
        const row = line(batch, next);
        const added = row.length + (texts.length === 0 ? 0 : 1);
        const oversize = row[0] === MARK;
        if (texts.length >= bounds.rows) endedBy = "rows";
        else if (oversize || pageBytes + added > bounds.bytes) endedBy = "bytes";
        if (endedBy !== "end") {
          if (texts.length === 0) throw rowTooLarge(row, oversize, bounds.bytes, columns);
          break;
        }
        texts.push(decoder.decode(row));
        pageBytes += added;
        next += 1;
      }
      // `as`: the engine sends every row as the JSON text of an array (JobContext.rows).
      const rows = JSON.parse(`[${texts.join(",")}]`) as JsonValue[][];
      return { rows, bytes: pageBytes, next, endedBy };
    },
    drop(row) {
      const kept = batches.filter((batch) => batch.first + batch.ends.length > row);
      bytes = kept.reduce((sum, batch) => sum + batch.payload.length, 0);
      batches = kept;
    },
    truncate(row) {
      const kept: Batch[] = [];
      for (const batch of batches) {
        if (batch.first >= row) break;
        const count = Math.min(batch.ends.length, row - batch.first);
        const ends = batch.ends.subarray(0, count);
        kept.push({ ...batch, ends, payload: batch.payload.subarray(0, ends[count - 1]) });
      }
      batches = kept;
      bytes = kept.reduce((sum, batch) => sum + batch.payload.length, 0);
      end = Math.min(end, row);
    },
  };
}

function lineEnds(count: number, payload: Uint8Array): Uint32Array {
  const ends = new Uint32Array(count);
  let at = 0;
  for (let row = 0; row < count; row++) {
    at = payload.indexOf(NEWLINE, at) + 1;
    if (at === 0) throw new Error("A message of rows holds fewer than it says.");
    ends[row] = at;
  }
  if (at !== payload.length) throw new Error("A message of rows holds more than it says.");
  return ends;
}

function rowTooLarge(
  row: Uint8Array,
  oversize: boolean,
  limit: number,
  columns: readonly ResultColumn[],
): DynamoSqlError {
  const text = new TextDecoder().decode(oversize ? row.subarray(1) : row);
  const parsed: unknown = JSON.parse(text);
  const values: unknown[] = Array.isArray(parsed) ? parsed : [];
  const sizes = values.map((value, index) => ({
    name: columns[index]?.name ?? `column ${index + 1}`,
    bytes: oversize ? Number(value) : new TextEncoder().encode(JSON.stringify(value)).length,
  }));
  const largest = sizes.sort((one, other) => other.bytes - one.bytes).slice(0, COLUMNS_NAMED);
  const named = largest.map(({ name, bytes }) => `"${name}" (${bytes} bytes)`).join(", ");
  return new DynamoSqlError(
    "too_large",
    `A row of the answer is larger than a page may be (${limit} bytes). Largest columns: ${named}. ` +
      "Leave them out or shorten them.",
  );
}
