import assert from "node:assert/strict";
import { type Judged, judgeSeed } from "./judged.ts";
import { type Reckoned, reckonSeed } from "./reckoned.ts";
import { FOUND, FOUND_WIDE } from "./seeds.ts";
import { newTally, runSeed } from "./trials.ts";
import { openEvidenceWorld } from "./world.ts";

Deno.test({
  name: "500 times, an answer is that under complete evidence, whatever was sampled, ran before, or is paged",
  async fn() {
    const world = await openEvidenceWorld();
    const tally = newTally();
    try {
      for (const seed of FOUND) await runSeed(world, seed, tally, "plain");
      for (const seed of FOUND_WIDE) await runSeed(world, seed, tally, "wide");
      for (let seed = 1; tally.trials < 500; seed++) await runSeed(world, seed, tally, "wide");
    } finally {
      await world.close();
    }
    const { failures, judged: _judged, ...counts } = tally;
    assert.deepEqual(failures, []);
    // Else they would say little.
    const { trials, equal, said, undecidable } = counts;
    assert.ok(equal >= trials * 0.8, JSON.stringify(counts));
    assert.ok(said + undecidable <= trials * 0.06, JSON.stringify(counts));
  },
  // The shared AWS client keeps connections.
  sanitizeResources: false,
  sanitizeOps: false,
});

Deno.test({
  name:
    "names that collide, rows with two bounds and steps into several kinds answer as under complete evidence",
  async fn() {
    const world = await openEvidenceWorld();
    const tally = newTally();
    try {
      for (let seed = 1; tally.trials < 90; seed++) await runSeed(world, seed, tally, "colliding");
    } finally {
      await world.close();
    }
    assert.deepEqual(tally.failures, []);
    assert.ok(tally.equal >= tally.trials * 0.7, `${tally.equal} of ${tally.trials}`);
  },
  // The shared AWS client keeps connections.
  sanitizeResources: false,
  sanitizeOps: false,
});

Deno.test({
  name: "answers under complete evidence are those of plain DuckDB over the raw items",
  async fn() {
    const world = await openEvidenceWorld();
    const judged: Judged = { compared: 0, failures: [] };
    try {
      for (let seed = 1; seed < 60; seed++) await judgeSeed(world, seed, judged);
    } finally {
      await world.close();
    }
    assert.deepEqual(judged.failures, []);
    assert.ok(judged.compared > 200, `${judged.compared}`);
  },
  // The shared AWS client keeps connections.
  sanitizeResources: false,
  sanitizeOps: false,
});

Deno.test({
  name: "counts, sums, extremes, filters and groups are those worked out by hand from the raw items",
  async fn() {
    const world = await openEvidenceWorld();
    const reckoned: Reckoned = { compared: 0, said: 0, failures: [] };
    try {
      for (let seed = 1; reckoned.compared < 300; seed++) await reckonSeed(world, seed, reckoned);
    } finally {
      await world.close();
    }
    assert.deepEqual(reckoned.failures, []);
    assert.ok(reckoned.said < reckoned.compared * 0.03, `${reckoned.said} of ${reckoned.compared}`);
  },
  // The shared AWS client keeps connections.
  sanitizeResources: false,
  sanitizeOps: false,
});
