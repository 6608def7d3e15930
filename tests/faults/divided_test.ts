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
