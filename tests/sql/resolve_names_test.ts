import assert from "node:assert/strict";
import { described, key, resolved } from "./described.ts";
import { testDialect } from "./duckdb_dialect.ts";

const dialect = await testDialect();
const twins = [{ id: { S: "1" }, X: { S: "p" }, x: { S: "q" } }];
const tables = [
  described("one", { key: key("id S"), items: twins }),
  described("two", { key: key("id S"), items: twins }),
  described("plain", { key: key("k S"), items: [{ k: { S: "1" }, X: { S: "p" } }] }),
];

Deno.test("USING and NATURAL over attributes that differ only by case say what to write instead", async () => {
  for (
    const sql of [
      'SELECT one.id FROM one JOIN two USING ("X")',
      'SELECT one.id FROM one JOIN two USING ("x")',
      'SELECT one.id FROM one JOIN plain USING ("X")',
      'SELECT one.id FROM plain JOIN one USING ("X")',
      "SELECT one.id FROM one NATURAL JOIN plain",
    ]
  ) {
    await assert.rejects(resolved(dialect, sql, tables), {
      code: "ambiguous_name",
      message: /cannot tell attributes that differ only by case: \S+ is one of several on a side\. Write ON/,
    }, sql);
  }
});

Deno.test("where they do no harm, they bind", async () => {
  for (
    const sql of [
      "SELECT one.id FROM one JOIN two USING (id)",
      "SELECT id FROM one NATURAL JOIN two",
      'SELECT one.id FROM one JOIN two ON one."X" = two."X"',
      'SELECT one.id FROM one JOIN plain ON one."X" = plain."X"',
    ]
  ) {
    assert.equal((await resolved(dialect, sql, tables)).relations.length, 2, sql);
  }
});
