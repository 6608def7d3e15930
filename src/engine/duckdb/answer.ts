/**
 * The rows of a small query, as texts.
 * @module
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { DialectRows } from "../../sql/dialect.ts";

/** Runs a query as {@link Dialect.answer} has it. */
export async function answerOn(connection: DuckDBConnection, sql: string): Promise<DialectRows> {
  const reader = await connection.runAndReadAll(sql);
  return {
    names: reader.columnNames(),
    types: reader.columnTypes().map(String),
    rows: reader.getRows().map((row) => row.map((value) => value === null ? null : String(value))),
  };
}
