/** A page of wide rows reads no more items than it can show, and the pages together read the table once. */
import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { pagesOf } from "../pages.ts";
import { open, openWorld } from "../world.ts";

const world = await openWorld();
const few = await openWorld({ sampleItems: 5 });
Deno.test.afterAll(async () => {
  await world.close();
  await few.close();
});

/** 40 items of 60 KB in two partitions; each costs 7.5 read units. */
const ITEMS = 40;
const body = "x".repeat(60_000);
const items = Array.from({ length: ITEMS }, (_, n) => ({
  pk: `p${n % 2}`,
  n: num(String(n)),
  body,
  doc: { body: "short", long: "y" },
}));
for (const { database } of [world, few]) {
  await createTable(database, { name: "wide", hash: "pk", sort: "n:N" });
  await putItems(database, "wide", items);
}
/** Two such rows fill it. */
const pageBytes = 128 * 1024;

for (
  const sql of [
    "SELECT body, pk FROM wide",
    "SELECT * FROM wide",
    "SELECT w.*, n + 1 AS next FROM wide w",
    "SELECT n, Body FROM wide WHERE pk = 'p0'",
    "SELECT n, body FROM wide WHERE pk = 'p0' ORDER BY n DESC",
    "SELECT body AS b FROM wide WHERE doc.body = 'short' LIMIT 50",
    "SELECT body FROM wide WHERE length(body) > 5 LIMIT 50",
  ]
) {
  Deno.test({
    name: `a page that two rows fill reads three items or four: ${sql}`,
    ...open,
    async fn() {
      for (const pageRows of [10, 100, 1_000]) {
        // The second and third time it is known.
        for (const _time of [1, 2, 3]) {
          const { rows, stats } = await world.run(sql, { pageRows, pageBytes });
          assert.ok(rows.length >= 2, `${rows.length} rows`);
          assert.ok(stats.itemsRead <= 4, `${stats.itemsRead} items`);
          await world.executor.learned();
        }
      }
    },
  });
}

Deno.test({
  name: "the pages of wide rows together read each item once",
  ...open,
  async fn() {
    for (const sql of ["SELECT body, pk, n FROM wide", "SELECT n, body FROM wide WHERE pk = 'p1'"]) {
      const of = sql.includes("WHERE") ? ITEMS / 2 : ITEMS;
      const pages = await pagesOf(world, sql, { pageRows: 100, pageBytes });
      const seen = pages.flatMap(({ rows }) => rows);
      const read = pages.reduce((sum, { stats }) => sum + stats.itemsRead, 0);
      const units = pages.reduce((sum, { stats }) => sum + stats.readUnits, 0);
      assert.deepEqual([seen.length, new Set(seen).size, read], [of, of, of], sql);
      // A request rounds up to half a unit.
      assert.ok(units <= of * 7.5 + of / 4, `${units} units`);
    }
  },
});

Deno.test({
  name: "what rows show of wide items may be narrow: then as many items are read as the page has rows",
  ...open,
  async fn() {
    for (const sql of ["SELECT length(body) FROM wide", "SELECT pk, doc.body FROM wide"]) {
      for (const known of [world, few]) {
        const { rows, stats } = await known.run(sql, { pageRows: 20, pageBytes });
        assert.deepEqual([rows.length, stats.itemsRead], [20, 20], sql);
      }
      const { rows, resume } = await world.run(sql, { pageRows: 1_000, pageBytes });
      assert.deepEqual([rows.length, resume], [ITEMS, undefined]);
    }
  },
});

Deno.test({
  name: "rows turn out to be wide: a page reads no further once what came fills it",
  ...open,
  async fn() {
    // What was looked at is narrow.
    await createTable(few.database, { name: "grown", hash: "pk", sort: "n:N" });
    const narrow = (n: number) => ({ pk: "p", n: num(String(n)), body: "x", part: "x" });
    await putItems(few.database, "grown", Array.from({ length: 10 }, (_, n) => narrow(n)));
    await few.run("SELECT n FROM grown WHERE pk = 'p' AND n = 1");
    await putItems(
      few.database,
      "grown",
      items.map(({ n }) => ({ pk: "q", n, body, part: "y".repeat(6_000) })),
    );
    const { rows, stats } = await few.run("SELECT body FROM grown WHERE pk = 'q'", {
      pageRows: 1_000,
      pageBytes,
    });
    // A page of DynamoDB is a megabyte: 17 items.
    assert.ok(rows.length >= 2 && stats.itemsRead <= 18, `${rows.length} rows of ${stats.itemsRead} items`);
    // What is missing then is asked for, and no more: 22 such rows fill a page, of which a megabyte has 16.
    const parts = await few.run("SELECT part FROM grown WHERE pk = 'q' AND length(body) > 5", {
      pageRows: 1_000,
      pageBytes,
    });
    assert.ok(parts.rows.length >= 21 && parts.stats.itemsRead <= 25, `${parts.stats.itemsRead} items`);
  },
});
