/**
 * A temporary table that items are loaded into, through one reused data chunk. Types widen as items demand.
 * @module
 */
import { BIGINT, type DuckDBAppender, DuckDBDataChunk, type DuckDBValue, VARCHAR } from "@duckdb/node-api";
import type { AttributeValue, Item, ReadPage } from "../../dynamodb/access.ts";
import { typeName } from "../../catalog/column_type.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Session } from "../duckdb/session.ts";
import { quoted, vectorType } from "../values/column_type.ts";
import { type Findings, noFindings } from "../values/encode.ts";
import { jsonText } from "../values/json_column.ts";
import { type LoadColumn, noteContradiction, retype, widerTypes } from "./column.ts";
import { jsonTextSql } from "./json_sql.ts";

/** Rows of a data chunk (DuckDB's vector size). */
export const CHUNK_ROWS = 2048;

/** A table being loaded. */
export interface LoadTable {
  readonly name: string;
  readonly columns: readonly LoadColumn[];
  /** Rows loaded since it was last empty. */
  readonly rows: number;
  /** A column got another type since the table was made. */
  readonly widened: boolean;
  /** Makes the table anew and empty, with the types as they are now. */
  reset(): Promise<void>;
  /** Loads a page. */
  append(page: Pick<ReadPage, "items" | "count">): Promise<void>;
  /**
   * Empties the table, but lets no column widen later to a type that what was in it does not fit.
   * (Not for columns of lists and structs: of those nothing is remembered.)
   */
  forget(): Promise<void>;
  /** Makes everything appended visible. */
  flush(): Promise<void>;
  /** Lets go of native memory; the table itself goes with its session. */
  close(): void;
}

/** Makes the empty table. It needs at least one column: see count_table.ts for those without. */
export async function createLoadTable(
  session: Session,
  name: string,
  columns: readonly LoadColumn[],
): Promise<LoadTable> {
  let appender: DuckDBAppender | null = null;
  let chunk: DuckDBDataChunk | null = null;
  let exact: DuckDBAppender | null = null;
  let rows = 0;
  /** The table of exact texts is there, for the rows loaded since the last reset. */
  let exactMade = false;
  let widened = false;
  const exactName = `${name}__exact`;
  /** Least and greatest numbers of what was forgotten. */
  const extremesName = `${name}__extremes`;
  let forgotten = false;

  async function reset(): Promise<void> {
    // The chunk stays: native memory would only go with a garbage collection.
    closeAppenders();
    rows = 0;
    exactMade = false;
    const definition = columns.map((column) => `${quoted(column.name)} ${typeName(column.type)}`).join(", ");
    await session.run(`CREATE OR REPLACE TEMP TABLE ${quoted(name)} (${definition})`);
  }

  async function open(): Promise<{ appender: DuckDBAppender; chunk: DuckDBDataChunk }> {
    appender ??= await session.during(() => session.connection.createAppender(name));
    chunk ??= DuckDBDataChunk.create(columns.map((column) => vectorType(column.type)));
    return { appender, chunk };
  }

  function flush(): void {
    appender?.flushSync();
    exact?.flushSync();
  }

  function close(): void {
    closeAppenders();
    chunk = null;
  }

  function closeAppenders(): void {
    // Pending rows are not wanted any more; closing would flush them.
    appender?.clear();
    appender?.closeSync();
    exact?.clear();
    exact?.closeSync();
    appender = exact = null;
  }

  /** Appends one chunk's worth of items; false if a column had to be widened first and nothing was appended. */
  async function appendSlice(items: readonly Item[]): Promise<boolean> {
    const { appender, chunk } = await open();
    chunk.rowCount = items.length;
    const notes: SliceNotes = { misfits: new Map(), contradictions: [], exact: [] };
    for (const [at, column] of columns.entries()) fillColumn(chunk, at, column, items, notes);
    if (notes.misfits.size > 0) {
      chunk.reset();
      for (const [column, misfits] of notes.misfits) await widen(column, misfits);
      return false;
    }
    appender.appendDataChunk(chunk);
    chunk.reset();
    for (const { column, value } of notes.contradictions) {
      column.contradictions++;
      noteContradiction(column, value);
    }
    if (notes.exact.length > 0) await appendExact(notes.exact);
    rows += items.length;
    return true;
  }

  async function appendExact(values: SliceNotes["exact"]): Promise<void> {
    if (exact === null) {
      if (!exactMade) {
        await session.run(
          `CREATE OR REPLACE TEMP TABLE ${quoted(exactName)} ("row" BIGINT, "column" BIGINT, "json" VARCHAR)`,
        );
        exactMade = true;
      }
      exact = await session.during(() => session.connection.createAppender(exactName));
    }
    const side = DuckDBDataChunk.create([BIGINT, BIGINT, VARCHAR], values.length);
    side.setColumnValues(0, values.map(({ row }) => BigInt(rows + row)));
    side.setColumnValues(1, values.map(({ column }) => BigInt(column)));
    side.setColumnValues(2, values.map(({ json }) => json));
    exact.appendDataChunk(side);
  }

  async function widen(column: LoadColumn, misfits: Misfits): Promise<void> {
    const loaded = rows > 0;
    if (loaded) flush();
    close();
    const candidates = widerTypes(column, misfits.values, misfits.reshape);
    for (const [at, type] of candidates.entries()) {
      try {
        await alter(column, type, loaded);
        retype(column, type);
        widened = true;
        return;
      } catch (error) {
        // A loaded value does not fit this type: the next one is wider. The last takes all.
        if (at === candidates.length - 1) throw error;
      }
    }
  }

  async function forget(): Promise<void> {
    const numbers = columns.filter(isNumbers).map((column) => quoted(column.name));
    if (numbers.length > 0) {
      const extreme = (which: string) =>
        `SELECT ${numbers.map((number) => `${which}(${number}) AS ${number}`).join(", ")}`;
      await session.run(
        `${
          forgotten
            ? `INSERT INTO ${quoted(extremesName)}`
            : `CREATE OR REPLACE TEMP TABLE ${quoted(extremesName)} AS`
        } ` +
          `${extreme("min")} FROM ${quoted(name)} UNION ALL ${extreme("max")} FROM ${quoted(name)}`,
      );
      forgotten = true;
    }
    await reset();
  }

  async function alter(column: LoadColumn, type: SqlType, loaded: boolean): Promise<void> {
    if (forgotten && isNumbers(column)) {
      await session.run(
        `ALTER TABLE ${quoted(extremesName)} ALTER ${quoted(column.name)} TYPE ${typeName(type)}`,
      );
    }
    const target = `ALTER TABLE ${quoted(name)} ALTER ${quoted(column.name)} TYPE ${typeName(type)}`;
    // Of a column that was never met there is nothing to keep.
    if (column.type.kind === "UNSEEN") return await session.run(`${target} USING NULL`);
    if (type.kind !== "JSON") return await session.run(target);
    await session.run(`${target} USING (${jsonTextSql(column.type, quoted(column.name))})::JSON`);
    if (!loaded || !exactMade) return;
    await session.run(
      `UPDATE ${quoted(name)} AS loaded SET ${quoted(column.name)} = exact."json"::JSON ` +
        `FROM ${quoted(exactName)} AS exact ` +
        `WHERE exact."row" = loaded.rowid AND exact."column" = ${columns.indexOf(column)}`,
    );
  }

  await reset();
  return {
    name,
    columns,
    get rows() {
      return rows;
    },
    get widened() {
      return widened;
    },
    reset,
    forget,
    async append({ items }) {
      for (let from = 0; from < items.length; from += CHUNK_ROWS) {
        const slice = items.length <= CHUNK_ROWS ? items : items.slice(from, from + CHUNK_ROWS);
        while (!await appendSlice(slice));
      }
    },
    flush() {
      flush();
      return Promise.resolve();
    },
    close,
  };
}

interface Misfits {
  readonly values: AttributeValue[];
  reshape: boolean;
}

/** What filling a chunk brought up. */
interface SliceNotes {
  readonly misfits: Map<LoadColumn, Misfits>;
  readonly contradictions: { readonly column: LoadColumn; readonly value: AttributeValue }[];
  /** Nested values that their column does not tell whole, as JSON, in case the column becomes JSON. */
  readonly exact: { readonly row: number; readonly column: number; readonly json: string }[];
}

function isNumbers({ type }: LoadColumn): boolean {
  return type.kind === "BIGINT" || type.kind === "DECIMAL" || type.kind === "DOUBLE";
}

function isNested(type: SqlType): boolean {
  return type.kind === "STRUCT" || type.kind === "LIST";
}

function fillColumn(
  chunk: DuckDBDataChunk,
  at: number,
  column: LoadColumn,
  items: readonly Item[],
  notes: SliceNotes,
): void {
  const vector = chunk.getColumnVector(at);
  const { encode, valueIn } = column;
  const nested = isNested(column.type);
  const findings: Findings = noFindings();
  for (let row = 0; row < items.length; row++) {
    const item = items[row];
    const value = item === undefined ? undefined : valueIn(item);
    if (value === undefined) {
      vector.setItem(row, null);
      continue;
    }
    const encoded: DuckDBValue = encode(value, findings);
    vector.setItem(row, encoded);
    if (findings.unfit || findings.reshape) {
      noteMisfit(notes, column, value, findings.reshape);
      findings.unfit = findings.reshape = false;
    }
    if (findings.contradictions > 0) {
      notes.contradictions.push({ column, value });
      findings.contradictions = 0;
    }
    if (findings.lossy) {
      if (nested) notes.exact.push({ row, column: at, json: jsonText(value) });
      findings.lossy = false;
    }
  }
  vector.flush();
}

function noteMisfit(notes: SliceNotes, column: LoadColumn, value: AttributeValue, reshape: boolean): void {
  const misfits = notes.misfits.get(column) ?? { values: [], reshape: false };
  misfits.values.push(value);
  misfits.reshape ||= reshape;
  notes.misfits.set(column, misfits);
}
