import assert from "node:assert/strict";
import { described, key, resolved, rewrittenSql } from "../described.ts";
import { testDialect } from "../duckdb_dialect.ts";

const dialect = await testDialect();
const twins = [{ id: { S: "1" }, X: { S: "p" }, x: { S: "q" } }];
const tables = [
  described("one", { key: key("id S"), items: twins }),
  // The same attributes, found the other way round.
  described("two", { key: key("id S"), items: [{ id: { S: "1" }, x: { S: "q" }, X: { S: "p" } }] }),
  described("plain", { key: key("k S"), items: [{ k: { S: "1" }, X: { S: "p" } }] }),
  described("small", { key: key("k S"), items: [{ k: { S: "1" }, x: { S: "p" } }] }),
];

Deno.test("USING over attributes that differ only by case joins the equal ones, whatever else a side has", async () => {
  for (
    const [sql, rewritten] of [
      ['SELECT * FROM one JOIN two USING ("X")', 'one INNER JOIN loaded_1 AS two USING ("X#1")'],
      ['SELECT "X" FROM one JOIN two USING ("x")', 'one INNER JOIN loaded_1 AS two USING ("x#2")'],
      ['SELECT k FROM plain LEFT JOIN one USING ("X")', 'plain LEFT JOIN loaded_1 AS one USING ("X#1")'],
      ['SELECT k FROM one RIGHT JOIN small USING ("x")', 'one RIGHT JOIN loaded_1 AS small USING ("x#2")'],
      [
        'SELECT one.id FROM one JOIN two USING ("X", "x")',
        'one INNER JOIN loaded_1 AS two USING ("X#1", "x#2")',
      ],
      [
        'SELECT a.id FROM (SELECT * FROM one) a JOIN two USING ("X")',
        'a INNER JOIN loaded_1 AS two USING ("X#1")',
      ],
      [
        'WITH c AS (SELECT "X", id FROM one) SELECT k FROM c JOIN plain USING ("X")',
        'c INNER JOIN loaded_1 AS plain USING ("X#1")',
      ],
    ] as const
  ) {
    const text = await rewrittenSql(dialect, await resolved(dialect, sql, tables));
    assert.ok(text.includes(rewritten), `${sql}: ${text}`);
  }
});

Deno.test("a merged column is named by its own name, and its twins are not it", async () => {
  for (
    const [sql, rewritten] of [
      ['SELECT "X" FROM one JOIN plain USING ("X")', 'SELECT "X#1" FROM'],
      ['SELECT "x" FROM one JOIN plain USING ("X")', 'SELECT one."x#2" FROM'],
      ['SELECT plain."X", one."x" FROM one JOIN plain USING ("X")', 'SELECT plain."X#1", one."x#2" FROM'],
    ] as const
  ) {
    const text = await rewrittenSql(dialect, await resolved(dialect, sql, tables));
    assert.ok(text.startsWith(rewritten), `${sql}: ${text}`);
  }
  const { outputNames } = await resolved(dialect, 'SELECT * FROM one JOIN plain USING ("X")', tables);
  assert.deepEqual([...outputNames].sort(), [["X#1", "X"], ["x#2", "x"]]);
});

Deno.test("keys travel over USING and NATURAL between attributes with twins", async () => {
  for (const join of ['JOIN plain USING ("X")', "NATURAL JOIN plain"]) {
    const { edges } = await resolved(dialect, `SELECT k FROM one ${join}`, tables);
    assert.deepEqual(edges, [
      { from: { relation: 0, attribute: "X" }, to: { relation: 1, attribute: "X" } },
      { from: { relation: 1, attribute: "X" }, to: { relation: 0, attribute: "X" } },
    ]);
  }
});

Deno.test("a name that means another attribute on each side says what to write instead", async () => {
  for (
    const sql of [
      'SELECT one.id FROM one JOIN plain USING ("X", "x")',
      'SELECT one.id FROM one JOIN plain USING ("x")',
      'SELECT one.id FROM small JOIN one USING ("X")',
      "SELECT one.id FROM one, plain NATURAL JOIN small",
    ]
  ) {
    await assert.rejects(resolved(dialect, sql, tables), {
      code: "ambiguous_name",
      message: /cannot tell attributes that differ only by case: \S+ is one of several, .* Write ON/,
    }, sql);
  }
});

Deno.test("where they do no harm, tables keep their names", async () => {
  for (
    const sql of [
      "SELECT one.id FROM one JOIN two USING (id)",
      'SELECT one.id FROM one JOIN two ON one."X" = two."X"',
      'SELECT plain."X" FROM one JOIN plain ON one."X" = plain."X"',
      'SELECT plain."X" FROM one JOIN two USING (id), plain',
    ]
  ) {
    const { relations } = await resolved(dialect, sql, tables);
    for (const { alias, columns } of relations) {
      if (alias === "plain") assert.deepEqual(columns.map(({ column }) => column), ["X"], sql);
    }
  }
});
