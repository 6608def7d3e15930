import assert from "node:assert/strict";
import fc from "fast-check";
import type { Link } from "../../../src/engine/duckdb/link.ts";
import type { Dialect } from "../../../src/sql/dialect.ts";
import {
  createStatementCache,
  type StatementCache,
} from "../../../src/engine/statement_cache/statement_cache.ts";
import { job } from "../world.ts";
import { parse } from "../../../src/sql/parse.ts";
import type { ProbeLiteral } from "../../../src/sql/template/probe_literals.ts";
import { plainText } from "../../../src/sql/text.ts";
import { cutTexts, fillText } from "../../../src/sql/template/text_template.ts";
import { writeTree } from "../../../src/sql/tree.ts";
import { readCases } from "../../differential/cases.ts";
import { withLink } from "../../fixtures/duckdb.ts";

/** What is known of statements, by a parser that remembers nothing itself. */
function cacheOver(link: Link): StatementCache {
  return createStatementCache({ link: () => Promise.resolve({ ...link, close() {} }) });
}

const parsed = (cache: StatementCache, sql: string, dialect: Dialect) => cache.of(job(sql)).parse(dialect);

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

/** Asks once and waits until that is learned. */
async function teach(cache: StatementCache, sql: string, dialect: Dialect): Promise<void> {
  await outcome(() => parsed(cache, sql, dialect));
  cache.after();
  await cache.learned();
}

Deno.test("a statement asked again with another text needs no parser, and is what the parser makes of it", async () => {
  await withLink(async (real) => {
    const { dialect, calls } = counting(real);
    const cache = cacheOver(real);
    const sql = (text: string) => `SELECT a, 'é' || b FROM t WHERE id = '${text}' AND b > 5`;
    await teach(cache, sql("one"), dialect);
    const before = calls();
    for (const text of ["", "it''s", "ü😀", "%", "t", "2024-01-01", "x".repeat(300)]) {
      const known = await parsed(cache, sql(text), dialect);
      assert.equal(writeTree(known.node), writeTree((await parse(sql(text), real)).node));
      assert.equal(known.source, sql(text));
    }
    assert.equal(calls(), before);
  });
});

Deno.test("where a text is more than a text, the parser is always asked", async () => {
  await withLink(async (real) => {
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
      ["SELECT a::DECIMAL(10, 2)", "SELECT a::DECIMAL(12, 4)"],
      [
        "SELECT CAST(a AS NUMERIC(9,1)) FROM t WHERE b = 1",
        "SELECT CAST(a AS NUMERIC(9,3)) FROM t WHERE b = 1",
      ],
      ["SELECT a::VARCHAR(5)", "SELECT a::VARCHAR(6)"],
      ["SELECT a::INTEGER[3]", "SELECT a::INTEGER[4]"],
      ["SELECT a -5, - 6, -7", "SELECT a -8, - 9, -10"],
      ["SELECT - -5, 3 - 4", "SELECT - -6, 3 - 5"],
      ["SELECT -9223372036854775808", "SELECT -9223372036854775809"],
      ["SELECT -2147483648", "SELECT -2147483649"],
      ["SELECT 1e5, 1.5, .5, 5., 1_000, 0x1F", "SELECT 2e5, 2.5, .6, 6., 2_000, 0x2F"],
      ["SELECT 007, 08", "SELECT 009, 09"],
      ["SELECT 1 AS a1, t2.b3 FROM t2", "SELECT 2 AS a4, t5.b6 FROM t5"],
      ['SELECT 1 AS "5", "6" FROM t', 'SELECT 1 AS "7", "8" FROM t'],
      ["SELECT $1 + 1, ?", "SELECT $2 + 1, ?"],
      ["SELECT ?1 + 1", "SELECT ?2 + 1"],
      ["SELECT a FROM t ORDER BY #1", "SELECT a FROM t ORDER BY #2"],
      ["SELECT a FROM t GROUP BY ROLLUP(b + 1, b + 2)", "SELECT a FROM t GROUP BY ROLLUP(b + 1, b + 1)"],
      ["SELECT a FROM t TABLESAMPLE 10%", "SELECT a FROM t TABLESAMPLE 20%"],
      ["SELECT a FROM t TABLESAMPLE 10 ROWS", "SELECT a FROM t TABLESAMPLE 20 ROWS"],
      ["SELECT a FROM t LIMIT 10%", "SELECT a FROM t LIMIT 20%"],
      ["SELECT a FROM t LIMIT 10 PERCENT", "SELECT a FROM t LIMIT 101 PERCENT"],
      ["SELECT INTERVAL 5 DAY, INTERVAL (6) DAY", "SELECT INTERVAL 7 DAY, INTERVAL (8) DAY"],
      [
        "SELECT INTERVAL '5' DAY, TIMESTAMP(3) '2024-01-01'",
        "SELECT INTERVAL '5' DAY, TIMESTAMP(4) '2024-01-01'",
      ],
      ["SELECT 1'a'", "SELECT 2'b'"],
      ["SELECT 'a'1", "SELECT 'b'2"],
      ["SELECT 99999999999999999999", "SELECT 99999999999999999998"],
      ["SELECT 1a", "SELECT 2a"],
      ["SELECT a[1], a[1:2]", "SELECT a[2], a[2:3]"],
      ["SELECT {'a': 1}.a, MAP {1: 2}", "SELECT {'a': 2}.a, MAP {3: 4}"],
      ["SELECT sum(a) OVER (ROWS 1 PRECEDING)", "SELECT sum(a) OVER (ROWS 2 PRECEDING)"],
    ];
    for (const [taught, asked] of cases) {
      const cache = cacheOver(real);
      await teach(cache, taught, real);
      for (const sql of [asked, taught]) {
        assert.equal(
          await outcome(() => parsed(cache, sql, real)),
          await outcome(() => parse(sql, real)),
          sql,
        );
      }
    }
  });
});

Deno.test("a number may be another of its type, and is typed as the parser types it", async () => {
  await withLink(async (real) => {
    const { dialect, calls } = counting(real);
    const cache = cacheOver(real);
    const sql = (number: string) =>
      `SELECT a + ${number} FROM t WHERE id = ${number} AND b IN (3, 4) GROUP BY 1 ORDER BY 2 LIMIT 5 OFFSET 6`;
    await teach(cache, sql("42"), dialect);
    await teach(cache, sql("4200000000"), dialect);
    const before = calls();
    for (const number of ["0", "7", "2147483647", "2147483648", "9007199254740993", "9223372036854775807"]) {
      const known = await parsed(cache, sql(number), dialect);
      assert.equal(writeTree(known.node), writeTree((await parse(sql(number), real)).node));
    }
    assert.equal(calls(), before);
    for (const number of ["9223372036854775808", "1.0", "1e0", "007", "-1", "3"]) {
      const asked = await parsed(cache, sql(number), dialect);
      assert.equal(writeTree(asked.node), writeTree((await parse(sql(number), real)).node), number);
    }
  });
});

Deno.test("no statement of the corpus is read otherwise when it is known and its constants are others", async () => {
  const names = ["sparse", "mixed", "nested", "single", "money", "dates", "wide", "bytes", "stamps"];
  const corpus = (await Promise.all(
    names.map((name) => readCases(new URL(`../../differential/cases/${name}.sql`, import.meta.url))),
  )).flat().map(({ sql }) => sql).filter((sql) => /['\d]/.test(sql));
  assert.ok(corpus.length > 200);
  const integer = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 2, 10, 2 ** 31 - 1)).map(String);
  const bigint = fc.bigInt({ min: 2n ** 31n, max: 2n ** 63n - 1n }).map(String);
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
  await withLink(async (real) => {
    const cache = cacheOver(real);
    let known = 0;
    for (const sql of corpus) {
      await teach(cache, sql, real);
      const cut = cutTexts(plainText(sql));
      if (cut === null) continue;
      const others = cut.constants.map(({ type }): fc.Arbitrary<ProbeLiteral> =>
        (type === "VARCHAR" ? text : type === "INTEGER" ? integer : bigint).map((text) => ({ type, text }))
      );
      for (const constants of fc.sample(fc.tuple(...others), 3)) {
        const other = fillText(cut.fingerprint, constants);
        const { dialect, calls } = counting(real);
        assert.equal(
          await outcome(() => parsed(cache, other, dialect)),
          await outcome(() => parse(other, real)),
          other,
        );
        if (calls() === 0) known++;
      }
    }
    assert.ok(known > 300, `${known} statements were known`);
  });
});
