/**
 * The aside store keeps values that a load table does not show, or shows only in part, beside the table: the column's type
 * may become one that shows them.
 *
 * `v` holds numbers and item 7 has `{ S: "x" }` → NULL in the table, `(7, v, "x")` aside; when `v` becomes VARCHAR, the
 * text is taken back
 * @module
 */
import { BIGINT, type DuckDBAppender, DuckDBDataChunk, VARCHAR } from "@duckdb/node-api";
import type { AttributeValue } from "../../dynamodb/access.ts";
import { typeName } from "../../catalog/column_type.ts";
import type { Evidence } from "../../catalog/description.ts";
import { createObserver } from "../../catalog/evidence.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Session } from "../duckdb/session.ts";
import { quoted, vectorType } from "../values/column_type.ts";
import { encoderFor, noFindings } from "../values/encode.ts";
import { newTally, type Tally } from "../values/tally.ts";

/** Signals that a value of the aside store does not fit the new type. */
export class Misfit extends Error {}

/** A value of a row and column. */
export interface AsideValue {
  readonly row: number;
  readonly column: number;
  readonly value: AttributeValue;
}

/** The aside store of one table. */
export interface Aside {
  add(values: readonly AsideValue[]): Promise<void>;
  /** The evidence of a column's values; null where there are none. */
  evidenceOf(column: number): Promise<Evidence | null>;
  /** Makes a table of a column's values as a type shows them; null where there are none. Fails where one does not fit. */
  recall(column: number, type: SqlType, exact: boolean): Promise<Recalled | null>;
  /** Drops all values. */
  clear(): void;
}

/** A column's values, converted to a type. */
export interface Recalled {
  /** The table, with a `row` and a `value`. */
  readonly table: string;
  /** The tally of what they hold below their own place. */
  readonly tally: Tally;
}

/** Values that are written or read back at a time: the rows of a data chunk. */
const BATCH_ROWS = 2048;

/** An empty store. It never deletes rows of its table, so that a row's number is its `rowid`. */
export function createAside(session: Session, table: string): Aside {
  const name = `${table}__aside`;
  const restored = `${table}__recalled`;
  const columns = new Set<number>();
  let appender: DuckDBAppender | null = null;
  let count = 0;

  function clear(): void {
    // Closing the appender would flush pending rows, which nobody wants any more.
    appender?.clear();
    appender?.closeSync();
    appender = null;
    columns.clear();
    count = 0;
  }

  async function* valuesOf(
    column: number,
  ): AsyncGenerator<{ readonly row: bigint; readonly value: AttributeValue }[]> {
    await session.optimize(true);
    appender?.flushSync();
    for (let from = 0; from < count; from += BATCH_ROWS) {
      const rows = await session.rows(
        `SELECT "row", "json" FROM ${quoted(name)} WHERE "column" = ${column} AND rowid >= ${from} AND ` +
          `rowid < ${from + BATCH_ROWS}`,
      );
      if (rows.length > 0) {
        yield rows.map(([row, json]) => ({ row: BigInt(String(row)), value: JSON.parse(String(json)) }));
      }
    }
  }

  return {
    clear,
    async add(values) {
      if (appender === null) {
        await session.beside(
          `CREATE OR REPLACE TEMP TABLE ${quoted(name)} ("row" BIGINT, "column" BIGINT, "json" VARCHAR)`,
        );
        appender = await session.during(() => session.connection.createAppender(name));
      }
      for (const { column } of values) columns.add(column);
      for (let from = 0; from < values.length; from += BATCH_ROWS) {
        const part = values.slice(from, from + BATCH_ROWS);
        const chunk = DuckDBDataChunk.create([BIGINT, BIGINT, VARCHAR], part.length);
        chunk.setColumnValues(0, part.map(({ row }) => BigInt(row)));
        chunk.setColumnValues(1, part.map(({ column }) => BigInt(column)));
        chunk.setColumnValues(2, part.map(({ value }) => JSON.stringify(value)));
        appender.appendDataChunk(chunk);
        count += part.length;
      }
    },
    async evidenceOf(column) {
      if (!columns.has(column)) return null;
      const observer = createObserver();
      for await (const values of valuesOf(column)) {
        for (const { value } of values) observer.add({ value });
      }
      return observer.attributes()["value"] ?? null;
    },
    async recall(column, type, exact) {
      if (!columns.has(column)) return null;
      await session.beside(
        `CREATE OR REPLACE TEMP TABLE ${quoted(restored)} ("row" BIGINT, "value" ${typeName(type)})`,
      );
      const into = await session.during(() => session.connection.createAppender(restored));
      const tally = newTally();
      const encode = encoderFor(type, tally, false, exact);
      const findings = noFindings();
      try {
        for await (const values of valuesOf(column)) {
          const chunk = DuckDBDataChunk.create([BIGINT, vectorType(type)], values.length);
          chunk.setColumnValues(0, values.map(({ row }) => row));
          chunk.setColumnValues(1, values.map(({ value }) => encode(value, findings)));
          if (findings.unfit) throw new Misfit();
          into.appendDataChunk(chunk);
        }
      } finally {
        into.closeSync();
      }
      return { table: restored, tally };
    },
  };
}
