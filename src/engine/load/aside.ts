/**
 * Values that a load table does not show, or not wholly, kept beside it: its column may become one that does.
 * @module
 */
import { BIGINT, type DuckDBAppender, DuckDBDataChunk, VARCHAR } from "@duckdb/node-api";
import type { AttributeValue } from "../../dynamodb/access.ts";
import { typeName } from "../../catalog/column_type.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Session } from "../duckdb/session.ts";
import { quoted, vectorType } from "../values/column_type.ts";
import { encoderFor, noFindings } from "../values/encode.ts";
import { newTally } from "../values/tally.ts";

/** A value of a row and column. */
export interface AsideValue {
  readonly row: number;
  readonly column: number;
  readonly value: AttributeValue;
}

/** What lies beside a table. */
export interface Aside {
  add(values: readonly AsideValue[]): Promise<void>;
  /** Makes a table of a column's values as a type shows them, by `row`, and gives its name; null where there are none. */
  recall(column: number, type: SqlType): Promise<string | null>;
  /** Lets go of everything. */
  clear(): void;
}

/** Values taken back at a time. */
const AT_ONCE = 2048;

/** Nothing beside a table yet. Its rows are never deleted, so that a row's number is its `rowid`. */
export function createAside(session: Session, table: string): Aside {
  const name = `${table}__aside`;
  const restored = `${table}__recalled`;
  const columns = new Set<number>();
  let appender: DuckDBAppender | null = null;
  let count = 0;

  function clear(): void {
    // Pending rows are not wanted any more; closing would flush them.
    appender?.clear();
    appender?.closeSync();
    appender = null;
    columns.clear();
    count = 0;
  }

  return {
    clear,
    async add(values) {
      if (appender === null) {
        await session.run(
          `CREATE OR REPLACE TEMP TABLE ${quoted(name)} ("row" BIGINT, "column" BIGINT, "json" VARCHAR)`,
        );
        appender = await session.during(() => session.connection.createAppender(name));
      }
      for (const { column } of values) columns.add(column);
      const chunk = DuckDBDataChunk.create([BIGINT, BIGINT, VARCHAR], values.length);
      chunk.setColumnValues(0, values.map(({ row }) => BigInt(row)));
      chunk.setColumnValues(1, values.map(({ column }) => BigInt(column)));
      chunk.setColumnValues(2, values.map(({ value }) => JSON.stringify(value)));
      appender.appendDataChunk(chunk);
      count += values.length;
    },
    async recall(column, type) {
      if (!columns.has(column)) return null;
      appender?.flushSync();
      await session.run(
        `CREATE OR REPLACE TEMP TABLE ${quoted(restored)} ("row" BIGINT, "value" ${typeName(type)})`,
      );
      const into = await session.during(() => session.connection.createAppender(restored));
      // What it counts was counted when it was loaded.
      const encode = encoderFor(type, newTally());
      for (let from = 0; from < count; from += AT_ONCE) {
        const rows = await session.rows(
          `SELECT "row", "json" FROM ${quoted(name)} WHERE "column" = ${column} AND rowid >= ${from} AND ` +
            `rowid < ${from + AT_ONCE}`,
        );
        const taken = rows.flatMap(([row, json]) => {
          const findings = noFindings();
          const value = encode(JSON.parse(String(json)), findings);
          return findings.unfit ? [] : [{ row: BigInt(String(row)), value }];
        });
        if (taken.length === 0) continue;
        const chunk = DuckDBDataChunk.create([BIGINT, vectorType(type)], taken.length);
        chunk.setColumnValues(0, taken.map(({ row }) => row));
        chunk.setColumnValues(1, taken.map(({ value }) => value));
        into.appendDataChunk(chunk);
      }
      into.closeSync();
      return restored;
    },
  };
}
