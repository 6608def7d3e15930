/**
 * `deno task evidence [trials] [first seed]`: the same statement over the same items gives the same rows, whatever was
 * sampled, whatever ran before, on whichever page.
 * @module
 */
import { newTally, runSeed } from "./trials.ts";
import { openEvidenceWorld } from "./world.ts";

const [trials = 20_000, first = Math.floor(Math.random() * 1e9)] = Deno.args.map(Number);
console.log(`${trials} trials from seed ${first}`);
const world = await openEvidenceWorld();
const tally = newTally();
const started = performance.now();
try {
  for (let seed = first; tally.trials < trials; seed++) {
    const before = tally.failures.length;
    if ((seed - first) % 100 === 99) {
      console.log(`${tally.trials} trials, ${Math.round(performance.now() - started)} ms`);
    }
    await runSeed(world, seed, tally);
    for (const { seed, state, sql, problem } of tally.failures.slice(before)) {
      console.log(`\nseed ${seed}, ${state}\n  ${sql}\n  ${problem}`);
    }
  }
  const { failures, ...counts } = tally;
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n${JSON.stringify(counts)} in ${seconds} s, ${failures.length} failed`);
  Deno.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  await world.close();
}
