import assert from "node:assert/strict";
import { openWorld } from "../engine/world.ts";
import { cases } from "./cases.ts";
import { assertRight, rightOf } from "./left_open.ts";
import { createCostTables } from "./tables.ts";

Deno.test("Every query of the read-cost suite consumes the read units worked out by hand", async (t) => {
  const world = await openWorld();
  try {
    await createCostTables(world.database);
    for (const { sql, units, rows, aws, optimum, ...more } of cases) {
      const how = more.consistentRead === true ? ", consistent" : "";
      await t.step(`${units} read units${how}: ${sql}`, async () => {
        const answer = await world.run(sql, more);
        assert.deepEqual({ units: answer.stats.readUnits, rows: answer.rows.length }, { units, rows });
        // Reading everything instead gives the same rows, and costs no less, but where it is the optimum.
        const whole = await world.run(sql, { ...more, pushDown: false });
        assert.equal(whole.rows.length, rows);
        const right = await rightOf(sql, { ...more, pushDown: false }, world.run);
        assertRight(answer.rows, right, sql);
        assertRight(whole.rows, right, sql);
        assert.ok(whole.stats.readUnits >= (optimum ?? units), `${whole.stats.readUnits} by Scan`);
        assert.ok((optimum ?? units) <= units && (aws ?? units) <= units);
      });
    }
  } finally {
    await world.close();
  }
});

Deno.test("Of the read-cost suite only a few named queries miss their optimum", () => {
  const missed = cases.filter(({ optimum }) => optimum !== undefined);
  assert.ok(cases.length - missed.length >= 60, `${cases.length} in all`);
  assert.ok(missed.length <= 3, missed.map(({ sql }) => sql).join("\n"));
});
