/**
 * A real DuckDB behind `Dialect`, configured as the engine's is: no outside access, nothing loaded on demand.
 * @module
 */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { answerOn } from "../../src/engine/duckdb/answer.ts";
import type { Dialect } from "../../src/sql/dialect.ts";

/** A dialect and the connection it stands on. */
export interface TestDialect extends Dialect {
  readonly connection: DuckDBConnection;
  /** Runs SQL and gives the rows as JSON values. */
  rows(sql: string): Promise<unknown[][]>;
}

const PLAN =
  "SELECT json_serialize_plan($1::VARCHAR, skip_null := true, skip_empty := true, skip_default := true)::VARCHAR";

/** A fresh in-memory database, `setup` run in it. */
export async function testDialect(...setup: string[]): Promise<TestDialect> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    enable_external_access: "false",
  });
  const connection = await instance.connect();
  await connection.run("SET errors_as_json=true; SET TimeZone='UTC'");
  for (const sql of setup) await connection.run(sql);
  const one = async (sql: string, text: string) => {
    const reader = await connection.runAndReadAll(sql, [text]);
    return String(reader.getRows()[0]?.[0]);
  };
  return {
    connection,
    serialize: (sql) => one("SELECT json_serialize_sql($1::VARCHAR)", sql),
    deserialize: (json) => one("SELECT json_deserialize_sql($1::JSON)", json),
    plan: (sql) => one(PLAN, sql),
    prepare: async (sql) => (await connection.prepare(sql)).destroySync(),
    answer: (sql) => answerOn(connection, sql),
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson(),
  };
}
