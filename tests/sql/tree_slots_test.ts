import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { createLinks, type Link } from "../../src/engine/duckdb/link.ts";
import { hasPlainTexts } from "../../src/engine/run/plain_texts.ts";
import { parse } from "../../src/sql/parse.ts";
import { printSql } from "../../src/sql/print.ts";
import type { RelationColumn } from "../../src/sql/query.ts";
import { standIns } from "../../src/sql/text_slots.ts";
import { cutPrint, fillPrint, outlineOf, withTexts } from "../../src/sql/tree_slots.ts";
import { readCases } from "../differential/cases.ts";

async function withLink(work: (link: Link) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const links = createLinks(instance);
  const link = await links.lend(new AbortController().signal);
  try {
    await work(link);
  } finally {
    link.close();
    links.close();
    instance.closeSync();
  }
}

const OTHERS = ["", "it's", "''", "ü😀", "100%", "NULL", "\\", 'a"b', "--", "x'; SELECT 1"];

Deno.test("what the printer writes depends on text constants only where they stand, over the whole corpus", async () => {
  const names = ["sparse", "mixed", "nested", "single", "money", "dates", "wide", "bytes", "stamps"];
  const corpus = (await Promise.all(
    names.map((name) => readCases(new URL(`../differential/cases/${name}.sql`, import.meta.url))),
  )).flat().map(({ sql }) => sql).filter((sql) => sql.includes("'"));
  await withLink(async (link) => {
    let filled = 0;
    for (const sql of corpus) {
      const tree = await parse(sql, link).then(({ node }) => node, () => null);
      if (tree === null) continue;
      const { outline, texts } = outlineOf(tree);
      const marks = standIns(texts.length);
      const slotted = cutPrint(await printSql(withTexts(tree, marks), link), marks);
      if (slotted === null || fillPrint(slotted, texts) !== await printSql(tree, link)) continue;
      const others = texts.map((_, at) => OTHERS[(at + filled) % OTHERS.length] ?? "");
      const other = withTexts(tree, others);
      assert.equal(fillPrint(slotted, others), await printSql(other, link), sql);
      assert.equal(outlineOf(other).outline, outline);
      filled++;
    }
    assert.ok(filled > 250, `${filled} statements`);
  });
});

Deno.test("a text is plain where it meets columns of text and nothing else", async () => {
  const column = (name: string, kind: "VARCHAR" | "BIGINT"): RelationColumn => ({
    attribute: name,
    column: name,
    type: { kind },
    text: "S",
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
  ];
  await withLink(async (link) => {
    for (const [sql, plain] of cases) {
      assert.equal(hasPlainTexts((await parse(sql, link)).node, columns), plain, sql);
    }
  });
});
