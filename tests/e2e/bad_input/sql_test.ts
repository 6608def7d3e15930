import assert from "node:assert/strict";
import { loadVega } from "../../fixtures/vega.ts";
import { connect, startWorld } from "../session.ts";
import { failure, stillWorks } from "./outcome.ts";

/** SQL → its code, and what its message must say. */
const CASES: {
  readonly name: string;
  readonly sql: string;
  readonly code: string;
  readonly says?: RegExp;
}[] = [
  { name: "an empty text", sql: "", code: "invalid_parameter" },
  { name: "two statements", sql: "SELECT 1; SELECT 2", code: "statement_not_allowed" },
  { name: "DELETE", sql: "DELETE FROM cars", code: "statement_not_allowed" },
  { name: "INSERT", sql: "INSERT INTO cars VALUES (1)", code: "statement_not_allowed" },
  { name: "UPDATE", sql: `UPDATE cars SET "Name" = 'x'`, code: "statement_not_allowed" },
  { name: "DROP", sql: "DROP TABLE cars", code: "statement_not_allowed" },
  { name: "CREATE", sql: "CREATE TABLE x AS SELECT * FROM cars", code: "statement_not_allowed" },
  {
    name: "COPY to a file",
    sql: "COPY (SELECT 1) TO '/tmp/dynamosql-stolen'",
    code: "statement_not_allowed",
  },
  { name: "ATTACH", sql: "ATTACH '/tmp/x.db' AS x", code: "statement_not_allowed" },
  { name: "INSTALL", sql: "INSTALL httpfs", code: "statement_not_allowed" },
  { name: "SET", sql: "SET memory_limit = '100GB'", code: "statement_not_allowed" },
  { name: "PRAGMA", sql: "PRAGMA database_list", code: "statement_not_allowed" },
  { name: "read_csv", sql: "SELECT * FROM read_csv('/etc/passwd')", code: "function_not_allowed" },
  { name: "read_text", sql: "SELECT * FROM read_text('/etc/passwd')", code: "function_not_allowed" },
  { name: "glob", sql: "SELECT * FROM glob('/etc/*')", code: "function_not_allowed" },
  { name: "getenv", sql: "SELECT getenv('AWS_SECRET_ACCESS_KEY')", code: "function_not_allowed" },
  { name: "duckdb_settings", sql: "SELECT * FROM duckdb_settings()", code: "function_not_allowed" },
  { name: "an unknown function", sql: "SELECT frobnicate(1)", code: "function_not_allowed" },
  {
    name: "an unknown table, with the nearest names",
    sql: "SELECT * FROM carz",
    code: "table_not_found",
    says: /Table not found: vega\.carz.*cars/s,
  },
  {
    name: "an unknown schema",
    sql: "SELECT * FROM vegs.cars",
    code: "schema_not_found",
    says: /vegs.*vega/s,
  },
  {
    name: "an unknown column, with the nearest names",
    sql: "SELECT Horsepowr FROM cars",
    code: "column_not_found",
    says: /Horsepowr.*Horsepower/s,
  },
  { name: "a sum of text", sql: `SELECT sum("Name") FROM cars`, code: "type_mismatch" },
  {
    name: "a number compared with an interval",
    sql: `SELECT * FROM cars WHERE car_no = INTERVAL 1 DAY`,
    code: "type_mismatch",
  },
];

Deno.test("bad SQL gets its code and the server goes on", async (t) => {
  const world = await startWorld(loadVega);
  try {
    await using session = await connect(world.served.url, await world.token());

    await t.step("SQL that does not parse: line, column, caret", async () => {
      const error = await failure(session, "SELECT *\nFROM cars\nWHERE WHERE x = 1");
      assert.equal(error.code, "syntax_error");
      assert.deepEqual([error.line, error.column], [3, 7]);
      assert.equal(error.excerpt, "WHERE WHERE x = 1\n      ^");
    });

    for (const { name, sql, code, says } of CASES) {
      await t.step(`${name}: ${code}`, async () => {
        const error = await failure(session, sql);
        assert.equal(error.code, code, error.message);
        if (says !== undefined) assert.match(error.message, says);
      });
    }

    await t.step("a file as a table is no way to the file", async () => {
      for (
        const sql of [`SELECT * FROM '/etc/passwd'`, `SELECT * FROM "/etc/passwd"`, `FROM 'data.parquet'`]
      ) {
        const error = await failure(session, sql);
        assert.equal(error.code, "table_not_found", error.message);
        assert.doesNotMatch(error.message, /root:/);
      }
    });

    await t.step("a statement above sql_bytes: too_large", async () => {
      const error = await failure(session, `SELECT '${"a".repeat(100_000)}'`);
      assert.equal(error.code, "too_large");
      assert.ok(error.message.length < 500);
    });

    await t.step("wrong arguments are refused by name", async () => {
      const wrong: [Record<string, unknown>, RegExp][] = [
        [{ sql: "SELECT 1", max_rows: 0 }, /max_rows/],
        [{ sql: "SELECT 1", max_rows: 100_000 }, /max_rows/],
        [{ sql: "SELECT 1", mode: "explode" }, /mode/],
        [{ sql: 5 }, /sql/],
        [{}, /sql/],
        [{ cursor: "tampered" }, /cursor/],
      ];
      for (const [args, says] of wrong) {
        const { isError, content } = await session.client.callTool({ name: "run_sql", arguments: args });
        assert.equal(isError, true, JSON.stringify(args));
        const first = content[0];
        assert.match(first?.type === "text" ? first.text : "", says);
      }
    });

    await t.step("a query dearer than its budget is refused before it reads", async () => {
      const error = await failure(session, "SELECT * FROM movies", { max_read_units: 1 });
      assert.equal(error.code, "budget_exceeded", error.message);
    });

    await t.step("no file was written and the server answers", async () => {
      await assert.rejects(Deno.stat("/tmp/dynamosql-stolen"));
      await stillWorks(world, session);
    });
  } finally {
    await world.close();
  }
});
