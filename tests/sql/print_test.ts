import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { parse } from "../../src/sql/parse.ts";
import { printSql } from "../../src/sql/print.ts";
import { type Node, nodes, transform, writeTree } from "../../src/sql/tree.ts";
import { testDialect } from "./duckdb_dialect.ts";
import { HONEST } from "./guard/honest.ts";
import { PRINT_CORPUS } from "./print_corpus.ts";

const dialect = await testDialect(
  "CREATE TABLE t (a INT, b VARCHAR, c DECIMAL(38,10), l INT[])",
  "INSERT INTO t VALUES (1, 'x', 1.5, [1, 2]), (2, 'y''z', -0.0000000001, []), (NULL, NULL, NULL, NULL)",
  "CREATE TABLE u AS SELECT a, b AS d FROM t",
);

/** A tree's text without the places in the text that it came from. */
const withoutPlaces = (query: Node): string =>
  writeTree(transform(query, (of) => {
    if (!("query_location" in of)) return of;
    const { query_location: _, ...rest } = of;
    return rest;
  }));

const print = async (sql: string) => await printSql((await parse(sql, dialect)).node, dialect);

/**
 * What is printed as another tree of the same meaning: VALUES become a subquery, doubles and truth values casts of
 * text, cross joins inside others inner joins on TRUE, grouping sets are numbered anew, `5.` and BIGINT casts.
 */
const REWRITTEN =
  /VALUES|\d[eE][+-]?\d|\d\.,|IS (NOT )?(TRUE|FALSE)|GROUPING SETS|CROSS JOIN|NATURAL FULL JOIN|TRUE|FALSE/;

Deno.test("parse → print → parse gives the same tree, on everything honest", async () => {
  const different: string[] = [];
  let same = 0;
  for (const sql of [...PRINT_CORPUS, ...HONEST]) {
    const before = (await parse(sql, dialect)).node;
    const printed = await printSql(before, dialect);
    const after = (await parse(printed, dialect)).node;
    if (withoutPlaces(before) === withoutPlaces(after)) same++;
    else if (!REWRITTEN.test(sql)) different.push(`${sql}\n  ${printed}`);
    if (sql.includes("GROUPING SETS")) continue; // Sets are printed in the order of their expressions' numbers.
    assert.equal(await printSql(after, dialect), printed, `not a fixed point: ${sql}`);
  }
  assert.deepEqual(different, []);
  assert.ok(same > 240, String(same));
});

Deno.test("what is printed as another tree gives the same rows and types", async () => {
  const corpus = [
    "SELECT 1e5 / 3, 1e-5, 1.0e10 // 7, 1e300, -1e5, 1e400, -1e400, 5. / 2, .5e1, typeof(1e5), typeof(5.), typeof(1e16)",
    "SELECT a IS TRUE, a IS NOT FALSE, TRUE, FALSE, TRUE AND NULL FROM t ORDER BY a",
    "VALUES (1, 'a'), (2, NULL) ORDER BY 1 DESC LIMIT 1",
    "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(n, \"s s\") WHERE n > 1",
    "SELECT * FROM t CROSS JOIN u JOIN u AS v ON t.a = v.a ORDER BY ALL",
    "SELECT * FROM t, u LEFT JOIN t AS w ON u.a = w.a, u AS x ORDER BY ALL",
    "SELECT * FROM (t CROSS JOIN (SELECT d FROM u) AS v) NATURAL JOIN (SELECT 1 AS a) ORDER BY ALL",
    "SELECT * FROM t CROSS JOIN (u CROSS JOIN u AS v) LEFT JOIN t AS w ON w.a = t.a ORDER BY ALL",
    "SELECT * FROM t, unnest(t.l) AS x(i) JOIN u ON u.a = i ORDER BY ALL",
    "SELECT * FROM t CROSS JOIN LATERAL (SELECT t.a + 1) AS x(i) LEFT JOIN u ON u.a = i ORDER BY ALL",
    "SELECT a, b, count(*) FROM t GROUP BY GROUPING SETS ((a, b), ROLLUP (b), ()) ORDER BY ALL",
    "SELECT 0.12345678901234567890123456789012345678, typeof(0.12345678901234567890123456789012345678)",
    "SELECT typeof(2147483647), typeof(2147483648), typeof(-2147483648), 2147483648 * 4",
  ];
  for (const sql of corpus) {
    const printed = await print(sql);
    if (sql.includes("0.123456789012345678901")) continue;
    assert.deepEqual(await dialect.rows(printed), await dialect.rows(sql), `${sql}\n  ${printed}`);
  }
});

Deno.test("numbers of up to 38 digits in the text are exact, wherever their point is", async () => {
  const digits = "12345678901234567890123456789012345678";
  for (let at = 0; at <= 38; at++) {
    for (const sign of ["", "-"]) {
      const plain = at === 38 ? digits : `${digits.slice(0, at) || "0"}.${digits.slice(at)}`;
      const [[value] = []] = await dialect.rows(await print(`SELECT ${sign}${plain}`));
      assert.equal(String(value), `${sign}${plain}`);
    }
  }
  const exact: readonly (readonly [string, string])[] = [
    ["000000000000000000000000000000000000000000001.5", "1.5"],
    ["0.10000000000000000000000000000000000000000000000000", "0.1"],
    ["1_000.000_000_000_000_000_000_000_000_000_000_000_1", "1000.0000000000000000000000000000000001"],
  ];
  for (const [literal, value] of exact) {
    assert.deepEqual(await dialect.rows(await print(`SELECT ${literal}`)), [[value]]);
  }
  assert.deepEqual(await dialect.rows(await print("SELECT typeof(1.5e0), typeof('é'), 'é', typeof(1e38)")), [
    ["DOUBLE", "VARCHAR", "é", "DOUBLE"],
  ]);
});

Deno.test("a join that cannot be printed without parentheses is an error, not another join", async () => {
  for (const kind of ["NATURAL", "POSITIONAL"]) {
    await assert.rejects(
      print(`SELECT * FROM t ${kind} JOIN (u JOIN u AS v USING (a))`),
      (error) => error instanceof DynamoSqlError && error.code === "invalid_query",
    );
  }
});

Deno.test("parameters may be printed, and are the same parameters again", async () => {
  const statement = await parse(await print("SELECT $b, $a WHERE $b > 1 LIMIT $n"), dialect);
  assert.deepEqual(statement.parameters.toSorted(), ["a", "b", "n"]);
  assert.equal(nodes(statement.node, "select_list").length, 2);
});

Deno.test("printing a chain of a hundred joins takes no exponential time", async () => {
  const started = performance.now();
  await print(
    `SELECT * FROM t${Array.from({ length: 99 }, (_, at) => ` JOIN t AS t${at} ON true`).join("")}`,
  );
  await print(`SELECT * FROM t${Array.from({ length: 99 }, (_, at) => `, t AS t${at}`).join("")}`);
  assert.ok(performance.now() - started < 2_000);
});

Deno.test("a collation of a lower bound is printed where it can be parsed", async () => {
  const printed = await print("SELECT b FROM t WHERE b BETWEEN ('W' COLLATE NOCASE) AND 'x'");
  // In lower case, as NOCASE compares, w ≤ x ≤ x.
  assert.deepEqual(await dialect.rows(printed), [["x"]]);
  const not = await print(
    "SELECT b FROM t WHERE b NOT BETWEEN ('W' COLLATE NOCASE) AND ('X' COLLATE NOCASE)",
  );
  assert.deepEqual(await dialect.rows(not), [["y'z"]]);
});
