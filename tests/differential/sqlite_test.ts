import assert from "node:assert/strict";
import { runAgainstSqlite } from "./sqlite/run.ts";
import { statementOf } from "./sqlite/statement.ts";
import { tablesOf } from "./sqlite/tables.ts";

Deno.test({
  name: "200 random statements give SQLite's rows, whatever the catalogue knows and however small the pages",
  async fn() {
    const { failures, same, nonEmpty } = await runAgainstSqlite(1, 200);
    assert.deepEqual(failures, []);
    // Else they would say little.
    assert.ok(same > 180 && nonEmpty > 80, JSON.stringify({ same, nonEmpty }));
  },
  // The shared AWS client keeps connections.
  sanitizeResources: false,
  sanitizeOps: false,
});

Deno.test("a seed makes the same statement every time, and another seed another", () => {
  const tables = tablesOf(42);
  assert.equal(statementOf(42, tables).sql, statementOf(42, tablesOf(42)).sql);
  assert.notEqual(statementOf(42, tables).sql, statementOf(43, tables).sql);
});
