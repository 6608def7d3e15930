import assert from "node:assert/strict";
import { openWorld } from "../engine/world.ts";
import { createCostTables } from "./tables.ts";

const joined = "SELECT o.customer, o.placed, c.email FROM orders o JOIN customers c ON c.id = o.customer";

Deno.test("a join in growing batches gives its whole page once, and stops at its budget", async () => {
  const world = await openWorld();
  try {
    await createCostTables(world.database);
    // Longer than a page: all that LIMIT asks for is read once and kept, so that later pages read nothing.
    const answer = await world.run(`${joined} LIMIT 90`, { pageRows: 10 });
    assert.equal(answer.rows.length, 90);
    assert.equal(new Set(answer.rows).size, 90);
    assert.equal(answer.resume, undefined);
    assert.equal(answer.complete, true);
    // 90 orders = 22 blocks, in three partitions = 3 customers.
    assert.equal(answer.stats.readUnits, 11 + 3 * 0.5);
    // Every batch counts: the third customer is one too many.
    await assert.rejects(
      world.run(`${joined} WHERE o.total >= 0 LIMIT 300`, {
        budget: { readUnits: 20, items: 1e6, bytes: 1e9, deadline: Date.now() + 60_000 },
      }),
      { code: "budget_exceeded" },
    );
    // The kept limit cuts, as for any result.
    const cut = await world.run(`${joined} LIMIT 90`, { resultRowsMax: 20 });
    assert.equal(cut.rows.length, 20);
    assert.equal(cut.complete, false);
    assert.equal(await world.executor.tableBytes(), 0);
    const { plan } = await world.plan(`${joined} LIMIT 90`);
    assert.match(plan, /^Read o in growing batches, its keys drive the rest, until 90 rows are there: about/);
  } finally {
    await world.close();
  }
});
