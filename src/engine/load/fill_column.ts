/**
 * Filling writes items' values into one column of a data chunk, and notes what does not fit, what contradicts, and what is
 * not held whole.
 *
 * `{ price: { S: "x" } }` in a column of numbers → NULL, counted, and kept aside
 * @module
 */
import type { DuckDBDataChunk, DuckDBValue } from "@duckdb/node-api";
import type { AttributeValue, Item } from "../../dynamodb/access.ts";
import { type EncodingFindings, noFindings } from "../values/encode.ts";
import type { AsideValue } from "./aside.ts";
import type { LoadColumn } from "./column.ts";
import { clearShortTexts, flushShortTexts, putShortText } from "./short_texts.ts";

/** What filling a chunk brought up. */
export interface SliceNotes {
  readonly misfits: Map<LoadColumn, AttributeValue[]>;
  readonly contradictions: { readonly column: LoadColumn; readonly value: AttributeValue }[];
  /** Values that their column does not hold whole, by the row of the chunk. */
  readonly aside: AsideValue[];
}

/** Fills a column of the chunk with the items' values. */
export function fillColumn(
  chunk: DuckDBDataChunk,
  at: number,
  column: LoadColumn,
  items: readonly Item[],
  notes: SliceNotes,
): void {
  const vector = chunk.getColumnVector(at);
  const { encode, valueIn, astray } = column;
  const findings: EncodingFindings = noFindings();
  let own = 0;
  let shortTexts = false;
  for (let row = 0; row < items.length; row++) {
    const item = items[row];
    const value = item === undefined ? undefined : valueIn(item);
    if (value === undefined) {
      if (astray !== null && item !== undefined) astray.note(item);
      vector.setItem(row, null);
      continue;
    }
    const encoded: DuckDBValue = encode(value, findings);
    if (typeof encoded === "string") {
      if (!shortTexts) clearShortTexts(items.length);
      shortTexts = true;
      if (!putShortText(row, encoded)) vector.setItem(row, encoded);
    } else vector.setItem(row, encoded);
    if (encoded !== null) own++;
    if (findings.unfit) noteMisfit(notes, column, value);
    if (findings.contradictions > 0) notes.contradictions.push({ column, value });
    if (findings.contradictions > 0 || findings.lossy) notes.aside.push({ row, column: at, value });
    findings.unfit = findings.lossy = false;
    findings.contradictions = 0;
  }
  column.tally.own += own;
  if (shortTexts) flushShortTexts(chunk, at, items.length);
  vector.flush();
}

function noteMisfit(notes: SliceNotes, column: LoadColumn, value: AttributeValue): void {
  const misfits = notes.misfits.get(column);
  if (misfits === undefined) notes.misfits.set(column, [value]);
  else misfits.push(value);
}
