/** The superset rule, pass by pass: whichever pass of the planner is left out, the rows are the same. */
import assert from "node:assert/strict";
import { PASSES } from "../../src/sql/plan/passes.ts";
import { open, openWorld } from "../engine/world.ts";
import type { CostCase } from "./case.ts";
import { cases } from "./cases.ts";
import { assertRight, type Right, rightOf } from "./left_open.ts";
import { createCostTables } from "./tables.ts";

/** A statement of the suite, or one beside it. */
const statements = (): readonly CostCase[] => [...cases, SEVERAL_GOALS];

/** No query of the read-cost suite has as many reads of one table that each stop early. */
const SEVERAL_GOALS: CostCase = {
  sql:
    "SELECT EXISTS (SELECT 1 FROM big WHERE kind = 'k9') AS a, EXISTS (SELECT 1 FROM big WHERE kind = 'k8') AS b, " +
    "EXISTS (SELECT 1 FROM big WHERE kind = 'zz') AS c",
  units: 0,
  rows: 1,
};

Deno.test({
  name: "Each pass of the planner changes what some statement costs, and no statement's rows",
  ...open,
  async fn(t) {
    const world = await openWorld();
    try {
      await createCostTables(world.database);
      const usual = new Map<string, Right>();
      for (const { name } of PASSES) {
        await t.step(name, async () => {
          let changed = 0;
          let compared = 0;
          for (const { units: _, rows, aws: _aws, optimum: _optimum, ...asked } of statements()) {
            const { sql, ...more } = asked;
            const planned = await world.plan(sql, more);
            const without = { ...more, withoutPasses: [name] };
            if ((await world.plan(sql, without)).plan === planned.plan) continue;
            changed++;
            const answer = await world.run(sql, without);
            assert.equal(answer.rows.length, rows, sql);
            const key = JSON.stringify([sql, more]);
            const right = usual.get(key) ?? await rightOf(sql, more, world.run);
            usual.set(key, right);
            assertRight(answer.rows, right, sql);
            // LIMIT 0 leaves nothing to compare.
            if (rows > 0) compared++;
          }
          assert.ok(changed > 0, `No statement is planned otherwise without ${name}.`);
          assert.ok(compared > 0, `No row of a statement is compared without ${name}.`);
        });
      }
    } finally {
      await world.close();
    }
  },
});
