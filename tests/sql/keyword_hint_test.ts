import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { parse } from "../../src/sql/parse.ts";
import { testDialect } from "./duckdb_dialect.ts";

Deno.test("a keyword in the place of a name is named, with its quotes; as an alias, with AS; elsewhere nothing is guessed", async () => {
  const dialect = await testDialect();
  const said = async (sql: string, hint = /: double-quote it where it is a name, ("\w+")/) => {
    try {
      await parse(sql, dialect);
    } catch (error) {
      if (error instanceof DynamoSqlError) {
        return hint.exec(error.message)?.[1] ?? null;
      }
      throw error;
    }
    return "parsed";
  };
  const cases: readonly [string, string | null][] = [
    ["SELECT order FROM t", '"order"'],
    ["SELECT id, table FROM t", '"table"'],
    ["SELECT * FROM t WHERE id = 1 AND group = 2", '"group"'],
    ["SELECT * FROM order", '"order"'],
    ["SELECT end FROM t", '"end"'],
    ["SELECT a FROM t ORDER BY order", '"order"'],
    ["SELECT a FROM t WHERE limit > 3", '"limit"'],
    ["SELECT a FROM t WHERE from = 'x'", '"from"'],
    ["SELECT max(desc) FROM t", '"desc"'],
    ["SELECT select FROM t", '"select"'],
    ["SELECT id, where FROM t", '"where"'],
    ["SELECT SELECT id FROM t", null],
    ["SELECT not FROM t", null],
    ["SELECT 'order', -- order\n  order FROM t", '"order"'],
    ['SELECT "order", "group" FROM t', "parsed"],
    ["SELECT a FROM t WHERE", null],
    ["SELECT a, b FROM WHERE x = 1", null],
    ["SELECT a FROM t WHERE AND b = 1", null],
    ["SELECT (SELECT ) FROM t", null],
    ["SELECT a FORM t WHERE b = 1", null],
    ["SELECT 'order FROM t", null],
    ["SELECT a FROM t GROUP status", null],
  ];
  const aliases: readonly [string, string | null][] = [
    ["SELECT count(*) types FROM t", "types"],
    ["SELECT count(*) day, a FROM t", "day"],
    ["SELECT a value, b FROM t", "value"],
    ["SELECT t.a Year FROM t", "Year"],
    ["SELECT (SELECT max(a) month) FROM t", "month"],
    ["SELECT a b c FROM t", null],
    ["SELECT a FROM t LIMIT 1 types", null],
    ["SELECT max(a) order FROM t", null],
    ["SELECT count(*) AS types FROM t", "parsed"],
  ];
  try {
    for (const [sql, hint] of cases) assert.equal(await said(sql), hint, sql);
    for (const [sql, hint] of aliases) {
      assert.equal(await said(sql, /: where it is an alias, write AS (\w+)/), hint, sql);
    }
  } finally {
    dialect.connection.closeSync();
  }
});

Deno.test("a table's name with a dash is told to be quoted, and nothing else that has a dash", async () => {
  const dialect = await testDialect();
  const cases: readonly [string, string | null][] = [
    ["SELECT * FROM svc-300-prod", '"svc-300-prod"'],
    ["SELECT * FROM shop.my-orders.v2 WHERE a = 1", 'shop."my-orders.v2"'],
    ["SELECT * FROM a JOIN my-table USING (id)", '"my-table"'],
    ["SELECT * FROM a, my-table", '"my-table"'],
    ["SELECT 1 - FROM t", null],
    ["SELECT a FROM t WHERE a = 1 -", null],
    ["SELECT a - b FROM t LIMIT 1 - ", null],
  ];
  try {
    for (const [sql, hint] of cases) {
      const thrown = await parse(sql, dialect).catch((error: Error) => error);
      assert.ok(thrown instanceof Error, sql);
      assert.equal(/needs double quotes: (\S+?)\.?$/.exec(thrown.message)?.[1] ?? null, hint, thrown.message);
    }
  } finally {
    dialect.connection.closeSync();
  }
});
