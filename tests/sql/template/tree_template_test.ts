import assert from "node:assert/strict";
import { plainNumbers } from "../../../src/engine/point_read/parameterizable.ts";
import { parse } from "../../../src/sql/parse.ts";
import { printSql } from "../../../src/sql/print.ts";
import type { RelationColumn } from "../../../src/sql/query.ts";
import { type ProbeLiteral, probeLiterals } from "../../../src/sql/template/probe_literals.ts";
import {
  cutPrint,
  fillPrint,
  fingerprintOf,
  printWithParameters,
  withConstants,
} from "../../../src/sql/template/tree_template.ts";
import { readCases } from "../../differential/cases.ts";
import { withLink } from "../../fixtures/duckdb.ts";

const OTHERS = ["", "it's", "''", "ü😀", "100%", "NULL", "\\", 'a"b', "--", "x'; SELECT 1"];

Deno.test("what the printer writes depends on text constants only where they stand, over the whole corpus", async () => {
  const names = ["sparse", "mixed", "nested", "single", "money", "dates", "wide", "bytes", "stamps"];
  const corpus = (await Promise.all(
    names.map((name) => readCases(new URL(`../../differential/cases/${name}.sql`, import.meta.url))),
  )).flat().map(({ sql }) => sql).filter((sql) => sql.includes("'"));
  await withLink(async (link) => {
    let filled = 0;
    for (const sql of corpus) {
      const tree = await parse(sql, link).then(({ node }) => node, () => null);
      if (tree === null) continue;
      const { fingerprint, constants } = fingerprintOf(tree);
      const marks = probeLiterals(constants);
      const marked = cutPrint(await printSql(withConstants(tree, marks), link), marks);
      if (marked === null || fillPrint(marked, constants) !== await printSql(tree, link)) continue;
      const others = constants.map((_, at): ProbeLiteral => ({
        type: "VARCHAR",
        text: OTHERS[(at + filled) % OTHERS.length] ?? "",
      }));
      const other = withConstants(tree, others);
      assert.equal(fillPrint(marked, others), await printSql(other, link), sql);
      assert.equal(fingerprintOf(other).fingerprint, fingerprint);
      filled++;
    }
    assert.ok(filled > 250, `${filled} statements`);
  });
});

Deno.test("a text is plain where it meets columns of text and nothing else", async () => {
  const column = (name: string, kind: "VARCHAR" | "BIGINT"): RelationColumn => ({
    attribute: name,
    path: [],
    column: name,
    type: { kind },
  });
  const columns = [column("a", "VARCHAR"), column("b", "VARCHAR"), column("n", "BIGINT")];
  const cases: readonly (readonly [string, boolean])[] = [
    ["SELECT * FROM t WHERE a = 'x'", true],
    ["SELECT a, n AS m FROM t WHERE t.a = 'x' AND (b <> 'y' OR 'z' < b) AND n = 5", true],
    ["SELECT a FROM t WHERE a IN ('x', 'y') AND NOT b IS NULL", true],
    ["SELECT a FROM t", true],
    ["SELECT a FROM t WHERE n = '5'", false],
    ["SELECT a FROM t WHERE n IN (1, '5')", false],
    ["SELECT 'x' FROM t WHERE a = 'x'", false],
    ["SELECT a FROM t WHERE 'x' = 'y'", false],
    ["SELECT a FROM t WHERE a = 'x' ORDER BY b", false],
    ["SELECT a FROM t WHERE a LIKE 'x%'", false],
    ["SELECT a FROM t WHERE lower(a) = 'x'", false],
    ["SELECT a FROM t WHERE a::DATE = '2024-01-01'", false],
    ["SELECT current_date FROM t WHERE a = 'x'", false],
    ["SELECT random() FROM t WHERE a = 'x'", false],
    ["SELECT * REPLACE ('x' AS a) FROM t WHERE a = 'x'", false],
    ["SELECT COLUMNS('a') FROM t WHERE a = 'x'", false],
    ["SELECT a FROM t WHERE a = (SELECT 'x')", false],
    ["SELECT a FROM t WHERE a BETWEEN 'x' AND 'y'", false],
    ["SELECT a = 'x' AS same, b FROM t", true],
    ["SELECT a = 'x', b FROM t", false],
    ["SELECT n IN (5, 6) FROM t", false],
    ["SELECT n IS NULL, 5 FROM t", true],
  ];
  await withLink(async (link) => {
    for (const [sql, plain] of cases) {
      assert.equal(plainNumbers((await parse(sql, link)).node, columns) !== null, plain, sql);
    }
  });
});

Deno.test("a number may be another where it meets columns of numbers, and is printed as a parameter of its own type", async () => {
  const column = (name: string, type: RelationColumn["type"]): RelationColumn => ({
    attribute: name,
    path: [],
    column: name,
    type,
  });
  const columns = [
    column("a", { kind: "VARCHAR" }),
    column("n", { kind: "BIGINT" }),
    column("m", { kind: "DECIMAL", width: 18, scale: 2 }),
    column("d", { kind: "DOUBLE" }),
    column("b", { kind: "BOOLEAN" }),
  ];
  const cases: readonly (readonly [string, string | null])[] = [
    ["SELECT a FROM t WHERE n = 5", "SELECT a FROM t WHERE (n = $8::INTEGER)"],
    ["SELECT a FROM t WHERE n = 3000000000", "SELECT a FROM t WHERE (n = $8::BIGINT)"],
    [
      "SELECT a FROM t WHERE n IN (1, 2) AND 7 < m",
      "SELECT a FROM t WHERE ((n IN ($8::INTEGER, $9::INTEGER)) AND ($10::INTEGER < m))",
    ],
    [
      "SELECT a FROM t WHERE d = 5 AND a = 'x'",
      "SELECT a FROM t WHERE ((d = $8::INTEGER) AND (a = $9::VARCHAR))",
    ],
    ["SELECT a, 5 FROM t WHERE n = -5", "SELECT a, 5 FROM t WHERE (n = $8::INTEGER)"],
    ["SELECT a FROM t WHERE n = 1.5 AND 5 = 6", "SELECT a FROM t WHERE ((n = 1.5) AND (5 = 6))"],
    ["SELECT a FROM t WHERE a = 5 AND b = 1", "SELECT a FROM t WHERE ((a = 5) AND (b = 1))"],
    ["SELECT a FROM t WHERE n = 5 LIMIT 5", null],
    ["SELECT a FROM t WHERE n + 5 = 5", null],
  ];
  await withLink(async (link) => {
    for (const [sql, expected] of cases) {
      const tree = (await parse(sql, link)).node;
      const numbers = plainNumbers(tree, columns);
      assert.equal(numbers === null, expected === null, sql);
      if (numbers === null) continue;
      const { constants } = fingerprintOf(tree, numbers);
      const marks = probeLiterals(constants);
      const printed = cutPrint(await printSql(withConstants(tree, marks, numbers), link), marks);
      assert.ok(printed !== null, sql);
      assert.equal(printWithParameters(printed, constants, 8), expected);
      assert.equal(fillPrint(printed, constants), await printSql(tree, link));
    }
  });
});
