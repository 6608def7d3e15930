import assert from "node:assert/strict";
import { num } from "../fixtures/tables.ts";
import { asking, faultTest } from "./asking.ts";

const LONG = "9007199254740993";
const small = { n: 7, l: [1, 2], m: { n: 1 }, s: 1 };
const tables = {
  tab: [
    ...Array.from({ length: 6 }, (_, at) => ({ id: `a${at}`, ...small })),
    { id: "b", n: num(LONG), l: [num(LONG)], m: { n: num(LONG) }, s: 2 },
  ],
};

faultTest("What is calculated in doubles of whole numbers beyond 2^53 is said, with the column", async () => {
  for (const sample of [1, 1_000]) {
    await asking(tables, async ({ answer, value }) => {
      const warnings = async (sql: string) => (await answer(sql)).warnings;
      const told = (what: string, at: string) =>
        `${what} of tab.${at} is calculated in DOUBLE, which keeps about 15 digits: it holds whole numbers ` +
        "beyond 2^53 that have more.";
      assert.deepEqual(await warnings("SELECT n / 3 FROM tab"), [
        told("A quotient", "n") + " `//` and `%` are exact.",
      ]);
      assert.deepEqual(await warnings("SELECT s, avg(n) FROM tab GROUP BY s"), [
        `${told("avg", "n")} avg(CAST(n AS DECIMAL(38,0))) is exact.`,
      ]);
      assert.deepEqual(await warnings("SELECT q / 2 FROM (SELECT sum(n) AS q FROM tab)"), []);
      assert.equal((await warnings("SELECT sum(n) / count(*) FROM tab")).length, 1);
      assert.equal((await warnings("SELECT stddev(m.n) FROM tab")).length, 1);
      assert.equal((await warnings("SELECT sum(u / 2) FROM tab, unnest(l) x(u)")).length, 1);
      assert.equal((await warnings("SELECT list_avg(l) FROM tab")).length, 1);
      assert.deepEqual(await warnings("SELECT pow(n, 2), n ** 2 FROM tab"), [
        told("pow", "n"),
        told("A power", "n"),
      ]);
      for (const name of ["list_product(l)", "list_aggregate(l, 'fsum')", "list_dot_product(l, l)"]) {
        assert.equal((await warnings(`SELECT ${name} FROM tab`)).length, 1, name);
      }
      for (
        const sql of [
          "SELECT pow(s, 2), s ^ 2, floor(n), even(n), fdiv(n, 2), fmod(n, 2), round_even(n, -1) FROM tab",
          "SELECT n, sum(n), n // 2, n % 2, max(n), s / 2, count(n) / 2 FROM tab GROUP BY ALL",
          "SELECT n / 3, avg(n), list_avg(l) FROM tab WHERE id < 'b' GROUP BY ALL",
          "SELECT avg(CAST(n AS DECIMAL(38,0))) FROM tab",
        ]
      ) assert.deepEqual(await warnings(sql), [], sql);
      // (6 × 7 + 9007199254740993) ÷ 7
      assert.equal(
        await value("SELECT avg(CAST(n AS DECIMAL(38,0)))::VARCHAR FROM tab"),
        "1286742750677290.714285714285714",
      );
    }, sample);
  }
});

const FLOAT = "0.30000000000000004";
const KEPT =
  "keeps about 15 digits: it holds numbers that have more. Cast the DOUBLE to DECIMAL(38,9) to keep them.";
const met = {
  tab: [
    { id: "a", n: 7, w: num("0.5"), f: num(FLOAT), l: [1], fl: [num(FLOAT)], k: "x", m: { n: 1 } },
    {
      id: "b",
      n: num(LONG),
      w: num("12345678901234567.25"),
      f: num("9007199254740992"),
      l: [num(LONG)],
      fl: [num("0.5")],
      k: "x",
      m: { n: num(LONG) },
    },
  ],
  oth: [
    { id: "a", n: num(FLOAT), f: num(FLOAT), k: "x" },
    { id: "b", n: num("9007199254740992"), f: num("9007199254740992"), k: "x" },
  ],
};

/** Statements, and what in them brings which column together with doubles. */
const meeting: readonly (readonly [sql: string, ...what: readonly (readonly [by: string, at: string])[]])[] =
  [
    ["SELECT n = f, n IN (f, 5), n BETWEEN 1 AND f, nullif(f, n) FROM tab", ["A comparison", "n"]],
    ["SELECT w > f FROM tab", ["A comparison", "w"]],
    ["SELECT n = 1e17 FROM tab", ["A comparison", "n"]],
    ["SELECT (k, n) = (k, f), {'a': n} = {'a': f}, l = fl FROM tab", ["A comparison", "n"], [
      "A comparison",
      "l",
    ]],
    ["SELECT id FROM tab WHERE f IN (SELECT n FROM tab)", ["A comparison", "n"]],
    ["SELECT id FROM tab WHERE n <= ALL (SELECT f FROM oth)", ["A comparison", "n"]],
    ["SELECT (n, k) IN (SELECT f, k FROM oth) FROM tab", ["A comparison", "n"]],
    ["SELECT (f, k) NOT IN (SELECT n, k FROM tab) FROM oth", ["A comparison", "n"]],
    ["SELECT t.id FROM tab t JOIN oth o ON o.f = t.m.n", ["A comparison", "m.n"]],
    ["SELECT n FROM tab JOIN oth USING (n)", ["A comparison", "n"]],
    ["SELECT id FROM tab WHERE EXISTS (SELECT 1 FROM oth WHERE oth.f = tab.n)", ["A comparison", "n"]],
    ["SELECT greatest(n, f), coalesce(f, n) FROM tab", ["greatest", "n"], ["coalesce", "n"]],
    ["SELECT CASE WHEN k = 'x' THEN n ELSE f END, [n, f] FROM tab", ["CASE", "n"], ["A list", "n"]],
    ["SELECT list_contains(fl, n), list_append(l, f) FROM tab", ["list_contains", "n"], ["list_append", "l"]],
    ["SELECT lag(f, 1, n) OVER (ORDER BY id) FROM tab", ["lag", "n"]],
    ["SELECT n FROM tab UNION SELECT f FROM oth", ["UNION", "n"]],
    ["SELECT * FROM (SELECT n FROM tab) EXCEPT SELECT * FROM (SELECT f FROM oth)", ["EXCEPT", "n"]],
    ["SELECT n + f, f - n, n * f FROM tab", ["A sum", "n"], ["A difference", "n"], ["A product", "n"]],
    ["SELECT f // n, n % f FROM tab", ["A whole quotient", "n"], ["The rest of a quotient", "n"]],
    ["SELECT list_transform(l, lambda x: x + f) FROM tab", ["A sum", "l"]],
    ["SELECT max(n) > min(f) FROM tab", ["A comparison", "n"]],
    ["WITH c AS (SELECT n AS q FROM tab) SELECT count(*) FROM c, oth WHERE q = f", ["A comparison", "n"]],
  ];

faultTest(
  "Numbers that doubles do not keep, and that are brought together with doubles, are told of by column",
  async () => {
    for (const sample of [1, 1_000]) {
      await asking(met, async ({ answer }) => {
        for (const [sql, ...what] of meeting) {
          assert.deepEqual(
            [...(await answer(sql)).warnings].sort(),
            what.map(([by, at]) => `${by} of tab.${at} with a DOUBLE ${KEPT}`).sort(),
            sql,
          );
        }
        for (
          const sql of [
            "SELECT n, f, n || f, concat(n, f), {'n': n, 'f': f}, count(n) + max(f) FROM tab GROUP BY ALL",
            "SELECT n + 1, n * 1.5, n > 0.5, n > 1e3, greatest(n, 2.5), w > n, w + n, f + 1, f > 0.5 FROM tab",
            "SELECT n = f::DECIMAL(38,9), greatest(n, f::DECIMAL(38,9)) FROM tab",
            "SELECT n = f, (n, k) = (f, k), greatest(n, f), w * f, list_contains(fl, n) FROM tab WHERE id = 'a'",
          ]
        ) assert.deepEqual((await answer(sql)).warnings, [], sql);
        assert.deepEqual(
          (await answer("SELECT n = f::DECIMAL(38,9) AS e FROM tab WHERE id = 'b'")).answer.rows,
          [
            "[false]",
          ],
        );
      }, sample);
    }
  },
);

faultTest("What is told of doubles is told each time an item is looked up by its key", async () => {
  await asking(met, async ({ answer }) => {
    for (const [sql, count] of [["n / 3", 1], ["n = f", 1], ["n, f", 0]] as const) {
      for (let round = 0; round < 5; round++) {
        const { warnings } = await answer(`SELECT ${sql} FROM tab WHERE id = 'b'`);
        assert.equal(warnings.length, count, `${sql} ${round}`);
        assert.deepEqual((await answer(`SELECT ${sql} FROM tab WHERE id = 'a'`)).warnings, []);
      }
    }
  });
});
