import assert from "node:assert/strict";
import { withConstantsFolded } from "../../../src/sql/fold/constants.ts";
import { parse } from "../../../src/sql/parse.ts";
import { printSql } from "../../../src/sql/print.ts";
import { testDialect } from "../duckdb_dialect.ts";

const dialect = await testDialect("SET TimeZone = 'UTC'");

/** The condition that becomes of a condition. */
async function folded(condition: string): Promise<string> {
  const { node } = await parse(`SELECT a FROM t WHERE ${condition}`, dialect);
  const sql = await printSql(await withConstantsFolded(node, dialect), dialect);
  return sql.slice("SELECT a FROM t WHERE ".length);
}

/** The condition as it is printed. */
async function unfolded(condition: string): Promise<string> {
  const { node } = await parse(`SELECT a FROM t WHERE ${condition}`, dialect);
  return (await printSql(node, dialect)).slice("SELECT a FROM t WHERE ".length);
}

for (
  const [condition, wanted] of [
    ["a = substr('xab', 2)", "(a = CAST('ab' AS VARCHAR))"],
    ["a > 1795982717 - 24 * 3600", "(a > 1795896317)"],
    ["a >= 10 / 4", "(a >= CAST('2.5' AS DOUBLE))"],
    ["a >= 0.1 + 0.20", "(a >= 0.30)"],
    ["a = CASE WHEN 1 < 2 THEN 'x' END", "(a = CAST('x' AS VARCHAR))"],
    ["a = format('c{:04d}', 7)", "(a = CAST('c0007' AS VARCHAR))"],
    ["a >= DATE '2026-06-08' - INTERVAL 7 DAYS", "(a >= CAST('2026-06-01 00:00:00' AS TIMESTAMP))"],
    ["a >= DATE '2026-06-08' - 7", "(a >= CAST('2026-06-01' AS DATE))"],
    [
      "a >= TIMESTAMPTZ '2026-06-01 02:00:00+02' + INTERVAL '1 hour'",
      "(a >= CAST(CAST('2026-06-01 01:00:00' AS TIMESTAMP) AS TIMESTAMP WITH TIME ZONE))",
    ],
    // As elsewhere, the zone of a text counts, whatever it is cast to.
    [
      "a >= TIMESTAMP '2026-06-01T02:00:00+02:00' + INTERVAL '1 hour'",
      "(a >= CAST('2026-06-01 01:00:00' AS TIMESTAMP))",
    ],
    ["a >= epoch(TIMESTAMP '1970-01-02 00:00:00.5')", "(a >= CAST('86400.5' AS DOUBLE))"],
    ["a IN (substr('xa', 2), 'b')", "(a IN (CAST('a' AS VARCHAR), 'b'))"],
    ["(a, b) = (substr('xa', 2), abs(-5))", '(main."row"(a, b) = main."row"(CAST(\'a\' AS VARCHAR), 5))'],
    ["a = 1 OR substr('xa', 2) = 'b'", "((a = 1) OR false)"],
    ["left(a, 2 + length('x')) = 'abc'", `("left"(a, CAST(3 AS BIGINT)) = 'abc')`],
    [
      "a IN (SELECT b FROM u WHERE c = abs(-1) AND d = random())",
      "(a = ANY(SELECT b FROM u WHERE ((c = 1) AND (d = random()))))",
    ],
  ] as const
) {
  Deno.test(`A constant part of a condition is computed before it is planned: ${condition}`, async () => {
    assert.equal(await folded(condition), wanted);
  });
}

for (
  const condition of [
    "a = 'x' AND b = 5",
    "a = random() + 1",
    "a = CAST('no date' AS DATE)",
    "a = 1 // 0",
    "a = CAST('300' AS UTINYINT) + 1",
    "a + INTERVAL 7 DAYS > b",
    "a = version()",
    "a = [1, 2]",
    "a > DATE '2026/01/31'",
    "a > DATE '2026/01/31' + 1",
    "a > date_trunc('month', '2026/01/31'::TIMESTAMP)",
    "a < 'infinity'::TIMESTAMP - INTERVAL 1 DAY",
    "a = current_time::VARCHAR",
    "a = age(TIMESTAMP '2026-01-01')",
    "a = repeat('x', 2000)",
    "list_contains(list_transform([1], x -> x + 1), 2)",
    "a > no_such_function(1)",
  ]
) {
  Deno.test(`What is no constant, varies or fails stays as it is written: ${condition}`, async () => {
    assert.equal(await folded(condition), await unfolded(condition));
  });
}

Deno.test("Conditions of joins are computed, what is selected is not", async () => {
  const { node } = await parse("SELECT abs(-1) FROM t JOIN u ON t.a = u.a AND u.b = abs(-2)", dialect);
  assert.equal(
    await printSql(await withConstantsFolded(node, dialect), dialect),
    "SELECT abs(-1) FROM t INNER JOIN u ON (((t.a = u.a) AND (u.b = 2)))",
  );
});
