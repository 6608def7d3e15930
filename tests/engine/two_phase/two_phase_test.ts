/** Rows aggregated in two phases, a few at a time, give the answer that all rows give. */
import assert from "node:assert/strict";
import { rowsSql } from "../../../src/engine/two_phase/averages.ts";
import {
  aggregatedSelectOf,
  type LoadedColumn,
  NotSplit,
} from "../../../src/engine/two_phase/aggregated_select.ts";
import { splitSelect } from "../../../src/engine/two_phase/partial_final.ts";
import { parse } from "../../../src/sql/parse.ts";
import { withSession } from "../../fixtures/duckdb.ts";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

const columns: readonly LoadedColumn[] = [
  { name: "status", type: { kind: "VARCHAR" } },
  { name: "stamp", type: { kind: "VARCHAR" } },
  { name: "paid", type: { kind: "BOOLEAN" } },
  { name: "n", type: { kind: "BIGINT" } },
  { name: "total", type: { kind: "DECIMAL", width: 18, scale: 2 } },
  { name: "fine", type: { kind: "DECIMAL", width: 38, scale: 30 } },
];

const splits = [
  "SELECT status, count(*), sum(total) FROM t GROUP BY 1",
  "SELECT status, count(*) AS n_of FROM t GROUP BY status HAVING n_of > 2 ORDER BY n_of DESC, status LIMIT 3",
  "SELECT sum(total) AS total FROM t ORDER BY total",
  "SELECT x.status, min(x.n), max(x.total) FROM t AS x WHERE x.n > 5 AND x.total BETWEEN 1 AND 2.5 GROUP BY x.status",
  "SELECT upper(status) AS s, bool_and(paid), bool_or(n > 1) FROM t GROUP BY s",
  "SELECT date_trunc('month', stamp::TIMESTAMP), count(*) FILTER (WHERE paid) FROM t GROUP BY 1",
  "SELECT n, count(DISTINCT status) FROM t GROUP BY n",
  "SELECT sum(n * total), sum(CASE WHEN paid THEN total ELSE 0 END), sum(coalesce(n, 0)) FROM t",
  "WITH s AS (SELECT status, sum(n) AS n FROM t GROUP BY status) SELECT max(n) FROM s",
  "SELECT status, any_value(stamp), any_value(total) FILTER (WHERE n > 1) FROM t GROUP BY 1",
  "SELECT count(*) FROM t WHERE n IN (1, 2) OR total IS NULL OR NOT paid",
  "SELECT status, avg(total), mean(n) FILTER (WHERE paid), sum(total) FROM t GROUP BY 1 HAVING avg(n) > 2 ORDER BY avg(total)",
  "SELECT avg(CASE WHEN paid THEN 1 ELSE 0 END), avg(coalesce(n, 0)), avg(DISTINCT n), round(avg(n * total) + 1, 2) FROM t",
];

const keptWhole = {
  "an average of doubles": "SELECT avg(total / 2) FROM t",
  "an average of what the type may change": "SELECT avg(n // 2) FROM t",
  "an average of narrow decimals, which DuckDB divides otherwise":
    "SELECT avg(CASE WHEN paid THEN 0.5 ELSE 0.25 END) FROM t",
  "an average of narrow integers": "SELECT avg(length(status)::SMALLINT) FROM t",
  "a deviation": "SELECT stddev(n) FROM t",
  "an aggregate that has an order": "SELECT string_agg(status) FROM t",
  "an aggregate's own order": "SELECT sum(n ORDER BY stamp) FROM t",
  "a type that a group shows": "SELECT n::VARCHAR, count(*) FROM t GROUP BY 1",
  "a division, which depends on the type": "SELECT sum(n // 2) FROM t",
  "a sum that a division makes inexact": "SELECT sum(total / 2) FROM t",
  "a condition on a type": "SELECT count(*) FROM t WHERE n % 2 = 0",
  "two columns of numbers compared": "SELECT count(*) FROM t WHERE n = total",
  "a long literal": "SELECT count(*) FROM t WHERE n = 9007199254740993",
  "many digits after the point": "SELECT sum(fine) FROM t",
  "the clock": "SELECT count(*) FROM t WHERE stamp::TIMESTAMP < now()",
  "chance": "SELECT status, count(*) FROM t WHERE random() < 0.5 GROUP BY 1",
  "a window": "SELECT status, count(*), sum(count(*)) OVER () FROM t GROUP BY 1",
  "a subquery": "SELECT count(*) FROM t WHERE n > (SELECT 1)",
  "grouping sets": "SELECT status, count(*) FROM t GROUP BY ROLLUP (status)",
  "a sample": "SELECT count(*) FROM t USING SAMPLE 10 ROWS",
  "a join": "SELECT count(*) FROM t, range(3)",
  "the table twice": "SELECT count(*) FROM t UNION ALL SELECT sum(n) FROM t",
  "no aggregate": "SELECT status FROM t",
  "a column outside of groups": "SELECT status, count(*) FROM t",
  "an alias that is a column too": "SELECT status, sum(n) AS n FROM t GROUP BY status HAVING n > 1",
  "names of a part": "SELECT * FROM (SELECT status, sum(n) FROM t GROUP BY 1)",
};

Deno.test("only what is the same in two steps is split", async (t) => {
  await withSession(async (session) => {
    const trySplit = async (sql: string) => {
      const { node } = await parse(sql, session);
      try {
        return splitSelect(aggregatedSelectOf(node, "t", columns), "parts");
      } catch (error) {
        if (error instanceof NotSplit) return null;
        throw error;
      }
    };
    for (const sql of splits) await t.step(sql, async () => assert.ok(await trySplit(sql)));
    for (const [what, sql] of Object.entries(keptWhole)) {
      await t.step(what, async () => assert.equal(await trySplit(sql), null));
    }
  });
});

/** What the catalogue has not seen when the query begins, and the type that it takes. */
const late: Readonly<Record<string, string>> = {
  "1.25": "DECIMAL(38,2)",
  "9223372036854775808": "DECIMAL(38,0)",
  "1E+100": "DOUBLE",
  // With twenty digits after the point, the nineteen digits of a number that is aggregated by then do not fit a decimal.
  "0.00000000000000000001": "DOUBLE",
  "-3.000000001": "DECIMAL",
};

const statements = [
  "SELECT g, count(*), count(n), sum(n), min(n), max(n) FROM tab GROUP BY g",
  "SELECT n, count(*) FROM tab GROUP BY n",
  "SELECT count(DISTINCT n), sum(DISTINCT n) FROM tab",
  "SELECT count(*), max(n), min(sk) FROM tab WHERE n > 3 AND n <> 7.5",
  "SELECT sum(n * 2 - 1), sum(CASE WHEN g = 'a' THEN n ELSE 0 END), bool_or(n BETWEEN 4 AND 6) FROM tab",
  "SELECT g, sum(n) AS s FROM tab WHERE n IN (1, 2, 3, 1.25) OR n IS NULL GROUP BY g HAVING sum(n) > 1 ORDER BY s",
  "SELECT avg(n), sum(n / 2) FROM tab",
  "SELECT g, any_value(n), any_value(sk), any_value(n) FILTER (WHERE sk > 's030') FROM tab GROUP BY g",
  "SELECT g, avg(n), count(*), avg(n * 2) FILTER (WHERE g <> 'b'), avg(DISTINCT n) FROM tab GROUP BY g ORDER BY avg(n)",
  "SELECT avg(n) + 1, min(n), avg(CASE WHEN g = 'a' THEN 1 ELSE 0 END) FROM tab WHERE n > 2 HAVING avg(n) > 1",
  "SELECT avg(n), count(n), bool_or(n > 1) FROM tab WHERE g = 'none'",
  "WITH s AS (SELECT g, sum(n) AS x FROM tab WHERE g > '' GROUP BY g) SELECT a.g, a.x FROM s a JOIN s b ON a.x >= b.x",
];

for (const [number, type] of Object.entries(late)) {
  Deno.test({
    name: `a late ${number} widens what was aggregated before, to the answer that all rows give`,
    async fn(t) {
      const world = await openWorld();
      try {
        const item = (at: number, n?: unknown) => ({
          pk: "p",
          sk: `s${String(at).padStart(3, "0")}`,
          g: "abc"[at % 3],
          ...(n === undefined ? {} : { n }),
        });
        await createTable(world.database, { name: "tab", hash: "pk", sort: "sk" });
        await putItems(world.database, "tab", [
          ...Array.from({ length: 140 }, (_, at) => item(at, at % 9 === 0 ? undefined : at % 8)),
        ]);
        await world.lookup([{ table: "tab" }]);
        await putItems(world.database, "tab", [
          // Unknown too, and aggregated when the widening comes.
          item(140, num("1000000000000000007")),
          item(141, num("1000000000000000008")),
          item(160, num(number)),
          item(161, 5),
          // Less than 1 % of what there is: it contradicts the numbers.
          item(162, "no number"),
          item(163, 2),
        ]);
        for (const sql of statements) {
          await t.step(sql, async () => {
            const usual = await world.run(sql, { scanSegmentsMax: 1 });
            const twoPhase = await world.run(sql, { scanSegmentsMax: 1, twoPhase: true });
            assert.deepEqual(twoPhase.columns, usual.columns);
            assert.deepEqual(twoPhase.warnings, usual.warnings);
            assert.deepEqual(twoPhase.rows.map(rounded).sort(), usual.rows.map(rounded).sort());
            assert.equal(twoPhase.stats.requests, usual.stats.requests);
          });
        }
        const { columns } = await world.run("SELECT n, count(*) FROM tab GROUP BY n");
        assert.ok(columns[0]?.type.startsWith(type), columns[0]?.type);
      } finally {
        await world.close();
      }
    },
    ...open,
  });
}

Deno.test("an average of partial averages has every bit of the average of all rows", async (t) => {
  await withSession(async (session) => {
    const columns = {
      "BIGINT, small": "(random() * 1000 - 300)::BIGINT",
      "BIGINT, large": "((random() - 0.5) * 9e18)::BIGINT",
      "DECIMAL(18,2)": "((random() - 0.3) * 1e14)::DECIMAL(18,2)",
      "DECIMAL(18,9)": "((random() - 0.3) * 1e8)::DECIMAL(18,9)",
      "DECIMAL(38,0)": "((random() - 0.3) * 1e30)::DECIMAL(38,0)",
      "DECIMAL(38,18)": "((random() - 0.3) * 1e18)::DECIMAL(38,18)",
      "INTEGER": "(random() * 2)::INTEGER",
    };
    await session.rows("SELECT setseed(0.25)");
    const split = { groups: 1, joins: ["sum", "sum"], averages: [{ sum: 1, count: 2 }] };
    for (const [what, values] of Object.entries(columns)) {
      await t.step(what, async () => {
        await session.run(
          `CREATE OR REPLACE TEMP TABLE t AS SELECT (random() * random() * 5000)::INT AS g, (random() * 9)::INT AS batch, ` +
            `CASE WHEN random() < 0.9 THEN ${values} END AS v FROM range(120000)`,
        );
        await session.run(
          "CREATE OR REPLACE TEMP TABLE parts AS SELECT g AS p0, sum(v) AS p1, count(v) AS p2 FROM t GROUP BY g, batch",
        );
        await session.run(rowsSql(split, "parts"));
        const [[groups, different, inexact] = []] = await session.rows(
          "SELECT count(*), count(*) FILTER (WHERE two_phase IS DISTINCT FROM whole), count(*) FILTER (WHERE divided <> whole) FROM " +
            "(SELECT g, avg(v) AS whole, sum(v)::DOUBLE / count(v) AS divided FROM t GROUP BY g) JOIN " +
            "(SELECT p0 AS g, avg(a1) AS two_phase, sum(p2) AS n FROM parts_rows GROUP BY p0) USING (g)",
        );
        assert.ok(Number(groups) > 4_000);
        assert.equal(Number(different), 0);
        // What it takes the trouble for: a plain division would not do.
        if (what.startsWith("DECIMAL")) assert.ok(Number(inexact) > 0);
      });
    }
  });
});

Deno.test("an average over parts of more rows than a list should hold counts them all", async () => {
  await withSession(async (session) => {
    await session.run(
      "CREATE TEMP TABLE parts AS SELECT * FROM (VALUES ('a', 10::HUGEINT, 5000::HUGEINT), ('b', NULL, 0), ('a', -4, 2049), ('c', 7, 1)) v(p0, p1, p2)",
    );
    await session.run(
      rowsSql({ groups: 1, joins: ["sum", "sum"], averages: [{ sum: 1, count: 2 }] }, "parts"),
    );
    assert.deepEqual(
      await session.rows(
        "SELECT p0, avg(a1), sum(p2)::INT, count(a1)::INT FROM parts_rows GROUP BY 1 ORDER BY 1",
      ),
      [["a", 6 / 7049, 7049, 7049], ["b", null, 0, 0], ["c", 7, 1, 1]],
    );
  });
});

/** Sums of doubles depend on their order, in the last digits. */
function rounded(row: string): string {
  return row.replace(/-?\d+(\.\d+)?(e[+-]?\d+)?/g, (text) => String(Number(Number(text).toPrecision(12))));
}
