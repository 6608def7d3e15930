import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { openWorld } from "../world.ts";

Deno.test({
  name: "LIMIT with a condition that DynamoDB filters by stops as early as one with a condition it cannot",
  async fn(t) {
    const world = await openWorld();
    try {
      await createTable(world.database, { name: "invoices", hash: "id" });
      await putItems(
        world.database,
        "invoices",
        Array.from({ length: 3_000 }, (_, at) => ({
          id: `i${at}`,
          qty: at % 8,
          city: at === 1_234 ? "Oslo" : "Bergen",
          padding: "x".repeat(150),
        })),
      );
      // About 180 bytes each, 22 in a block of half a unit; all are 0.54 MB, one page of 66 units.
      const cases: readonly [string, number, number, number][] = [
        // SQL, rows, units and requests at most.
        ["SELECT id FROM invoices WHERE qty = 5 LIMIT 1", 1, 2, 4],
        ["SELECT id FROM invoices WHERE qty = 5 AND city = 'Bergen' LIMIT 3", 3, 4, 5],
        ["SELECT id FROM invoices WHERE padding IS NOT NULL LIMIT 3", 3, 1, 2],
        ["SELECT EXISTS (SELECT 1 FROM invoices WHERE qty = 5)", 1, 2, 4],
        // Where nothing comes of it, log2 requests more, each rounded up.
        ["SELECT id FROM invoices WHERE city = 'Oslo' LIMIT 2", 1, 75, 9],
        ["SELECT id FROM invoices WHERE qty = 9 LIMIT 1", 0, 75, 9],
      ];
      for (const [sql, rows, units, requests] of cases) {
        await t.step(sql, async () => {
          const { rows: given, stats } = await world.run(sql);
          assert.equal(given.length, rows);
          assert.ok(stats.readUnits <= units && stats.requests <= requests, JSON.stringify(stats));
        });
      }
      await t.step("a page of few rows does, too, and its pages together are all", async () => {
        const sql = "SELECT id FROM invoices WHERE qty = 5";
        const first = await world.run(sql, { pageRows: 2 });
        assert.ok(first.rows.length >= 2 && first.stats.readUnits <= 3, JSON.stringify(first.stats));
        const rows = [...first.rows];
        for (let { resume } = first; resume !== undefined;) {
          const next = await world.run(sql, { pageRows: 50, resume });
          rows.push(...next.rows);
          resume = next.resume;
        }
        assert.equal(new Set(rows).size, 375);
        assert.equal(rows.length, 375);
      });
      await t.step("a budget that all of it would pass is enough for what is read", async () => {
        const budget = { readUnits: 5, items: 1e6, bytes: 1e9, deadline: Date.now() + 60_000 };
        const { rows } = await world.run("SELECT id FROM invoices WHERE qty = 5 LIMIT 1", { budget });
        assert.equal(rows.length, 1);
        await assert.rejects(world.run("SELECT id FROM invoices WHERE qty = 9 LIMIT 1", { budget }), {
          code: "budget_exceeded",
        });
      });
    } finally {
      await world.close();
    }
  },
  // The shared AWS client keeps connections.
  sanitizeOps: false,
  sanitizeResources: false,
});
