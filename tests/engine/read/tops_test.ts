import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { openWorld } from "../world.ts";

const PAD = "-".repeat(1_500);

Deno.test("An index that lacks items is enough while those come last, and the table is read where it gives too few", async (t) => {
  const world = await openWorld();
  try {
    await createTable(world.database, {
      name: "sales",
      hash: "id",
      gsis: [{ name: "by_status", hash: "status", sort: "sold_at" }],
    });
    // 100 are paid and have a date; of 50 that are open one has.
    const sales = Array.from({ length: 150 }, (_, at) => ({
      id: `s${String(at).padStart(3, "0")}`,
      status: at < 100 ? "paid" : "open",
      sold_at: at <= 100
        ? `2026-01-01T00:${String(at % 60).padStart(2, "0")}:${Math.floor(at / 60)}0Z`
        : undefined,
      pad: PAD,
    }));
    await putItems(world.database, "sales", sales);
    const ids = (rows: readonly string[]) => rows.map((row) => JSON.parse(row)[0]);
    await t.step("the last three that were paid come from the index alone", async () => {
      const sql = "SELECT id FROM sales WHERE status = 'paid' ORDER BY sold_at DESC LIMIT 3";
      const { rows, stats } = await world.run(sql);
      assert.deepEqual(ids(rows), ["s059", "s058", "s057"]);
      assert.equal(stats.readUnits, 1);
      assert.match(
        (await world.plan(sql)).plan,
        /the last 3 items of each[\s\S]*where they are fewer than 3: Scan/,
      );
    });
    await t.step("of the open ones two come after the one with a date", async () => {
      const sql = "SELECT id, sold_at FROM sales WHERE status = 'open' ORDER BY sold_at DESC, id LIMIT 3";
      const { rows } = await world.run(sql);
      assert.deepEqual(ids(rows), ["s100", "s101", "s102"]);
      const alone = await world.run(
        "SELECT sold_at FROM sales WHERE status = 'open' ORDER BY sold_at DESC LIMIT 3",
      );
      assert.deepEqual(ids(alone.rows), ["2026-01-01T00:40:10Z", null, null]);
      // 1 block of the index, then the table: 150 × 1,550 bytes = 57 blocks.
      assert.ok(alone.stats.readUnits > 28 && alone.stats.readUnits < 32, `${alone.stats.readUnits}`);
    });
    await t.step("where items without a date come first, the index is no help", async () => {
      const first = await world.run(
        "SELECT id FROM sales WHERE status = 'open' ORDER BY sold_at, id LIMIT 2",
      );
      assert.deepEqual(ids(first.rows), ["s101", "s102"]);
      const last = await world.run(
        "SELECT id FROM sales WHERE status = 'open' ORDER BY sold_at DESC NULLS FIRST, id LIMIT 2",
      );
      assert.deepEqual(ids(last.rows), ["s101", "s102"]);
    });
  } finally {
    await world.close();
  }
});

Deno.test("A group's last item counts only if it has what is asked for, and pages are read until one has", async (t) => {
  const world = await openWorld();
  try {
    await createTable(world.database, { name: "readings", hash: "device", sort: "ts:N" });
    await putItems(
      world.database,
      "readings",
      ["a", "b", "c"].flatMap((device) =>
        Array.from({ length: 60 }, (_, ts) => ({
          device,
          ts,
          // The last eleven of `a`, all but the first of `b` and all of `c` have none.
          value: device === "a" && ts < 49 ? ts * 2 : device === "b" && ts === 0 ? 7 : undefined,
          pad: PAD,
        }))
      ),
    );
    const sql =
      "SELECT device, arg_max(value, ts) AS v, max(ts) AS at FROM readings GROUP BY device ORDER BY device";
    for (const where of ["device IN ('a', 'b', 'c')", "device = 'a' OR device IN ('b', 'c')"]) {
      await t.step(where, async () => {
        const { rows, stats } = await world.run(sql.replace("GROUP", `WHERE ${where} GROUP`));
        assert.deepEqual(rows.map((row) => JSON.parse(row)), [["a", 96, 59], ["b", 7, 59], ["c", null, 59]]);
        // Of `a` some 16 items at most in growing requests; of the others all.
        assert.ok(stats.itemsRead <= 16 + 120, `${stats.itemsRead} items`);
      });
    }
  } finally {
    await world.close();
  }
});
