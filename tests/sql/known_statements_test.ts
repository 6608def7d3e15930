import assert from "node:assert/strict";
import fc from "fast-check";
import { DuckDBInstance } from "@duckdb/node-api";
import { createLinks } from "../../src/engine/duckdb/link.ts";
import type { Dialect } from "../../src/sql/dialect.ts";
import { createParser } from "../../src/sql/known_statements.ts";
import { parse } from "../../src/sql/parse.ts";
import { plainText } from "../../src/sql/text.ts";
import { cutTexts, fillText } from "../../src/sql/text_slots.ts";
import { writeTree } from "../../src/sql/tree.ts";
import { readCases } from "../differential/cases.ts";

async function withDialect(work: (dialect: Dialect) => Promise<void>): Promise<void> {
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

/** Counts the parser's calls. */
function counting(dialect: Dialect): { dialect: Dialect; calls: () => number } {
  let calls = 0;
  const serialize = (sql: string) => {
    calls++;
    return dialect.serialize(sql);
  };
  return { dialect: { ...dialect, serialize }, calls: () => calls };
}

/** What the parser makes of a text, its refusal included. */
async function outcome(work: () => Promise<{ node: Parameters<typeof writeTree>[0] }>): Promise<string> {
  try {
    return writeTree((await work()).node);
  } catch (error) {
    return String(error);
  }
}

Deno.test("a statement asked a third time with another text needs no parser, and is what the parser makes of it", async () => {
  await withDialect(async (real) => {
    const { dialect, calls } = counting(real);
    const parser = createParser();
    const sql = (text: string) => `SELECT a, 'é' || b FROM t WHERE id = '${text}' AND b > 5`;
    for (const text of ["one", "two"]) await parser(sql(text), dialect);
    const before = calls();
    for (const text of ["", "it''s", "ü😀", "%", "t", "2024-01-01", "x".repeat(300)]) {
      const known = await parser(sql(text), dialect);
      assert.equal(writeTree(known.node), writeTree((await parse(sql(text), real)).node));
      assert.equal(known.source, sql(text));
    }
    assert.equal(calls(), before);
  });
});

Deno.test("where a text is more than a text, the parser is always asked", async () => {
  await withDialect(async (real) => {
    const cases: readonly (readonly [string, string])[] = [
      ["SELECT 1 AS 'x'", "SELECT 1 AS 'y'"],
      ["SELECT '\\x41'::BLOB", "SELECT 'plain'::BLOB"],
      ["SELECT * FROM 'a.csv'", "SELECT * FROM 'b.csv'"],
      ["SELECT X'41'", "SELECT X'42'"],
      ["SELECT E'a\\n'", "SELECT E'b\\n'"],
      ["SELECT 'a'\n'b'", "SELECT 'c'\n'd'"],
      ["SELECT a FROM t GROUP BY a || 'x', a || 'y'", "SELECT a FROM t GROUP BY a || 'x', a || 'x'"],
      ["SELECT INTERVAL '1' DAY", "SELECT INTERVAL '2' DAY"],
      ["SELECT DATE '2024-01-01'", "SELECT DATE 'no date'"],
      ["SELECT $$a$$ || 'b'", "SELECT $$a$$ || 'c'"],
      ["SELECT 'a' -- it's\n", "SELECT 'b' -- it's\n"],
    ];
    for (const [taught, asked] of cases) {
      const parser = createParser();
      for (let time = 0; time < 3; time++) await outcome(() => parser(taught, real));
      for (const sql of [asked, taught]) {
        assert.equal(await outcome(() => parser(sql, real)), await outcome(() => parse(sql, real)), sql);
      }
    }
  });
});

Deno.test("no statement of the corpus is read otherwise when it is known and its texts are others", async () => {
  const names = ["sparse", "mixed", "nested", "single", "money", "dates", "wide", "bytes", "stamps"];
  const corpus = (await Promise.all(
    names.map((name) => readCases(new URL(`../differential/cases/${name}.sql`, import.meta.url))),
  )).flat().map(({ sql }) => sql).filter((sql) => sql.includes("'"));
  assert.ok(corpus.length > 200);
  const text = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.constantFrom(
      "",
      "'",
      "t",
      "f",
      "true",
      "null",
      "1",
      "-1.5e3",
      "2024-02-30",
      "\\x41",
      "%_",
      '{"a":1}',
      "[",
      "year",
    ),
  );
  await withDialect(async (real) => {
    const parser = createParser(2_000);
    let known = 0;
    for (const sql of corpus) {
      for (let time = 0; time < 2; time++) await outcome(() => parser(sql, real));
      const cut = cutTexts(plainText(sql));
      if (cut === null) continue;
      for (
        const texts of fc.sample(
          fc.array(text, { minLength: cut.texts.length, maxLength: cut.texts.length }),
          3,
        )
      ) {
        const other = fillText(cut.outline, texts);
        const { dialect, calls } = counting(real);
        assert.equal(
          await outcome(() => parser(other, dialect)),
          await outcome(() => parse(other, real)),
          other,
        );
        if (calls() === 0) known++;
      }
    }
    assert.ok(known > 300, `${known} statements were known`);
  });
});
