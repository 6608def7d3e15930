/**
 * `deno task evidence [trials] [first seed] [plain|wide|both|colliding|every] [all]`: the same statement over the same items gives the
 * same rows, whatever was sampled, whatever ran before, on whichever page. `all` prints also what is not equal and yet
 * no failure.
 * @module
 */
import { type Failure, type Maker, newTally, runSeed } from "./trials.ts";
import { openEvidenceWorld } from "./world.ts";

const [trials = 20_000, first = Math.floor(Math.random() * 1e9)] = Deno.args.slice(0, 2).map(Number);
const [, , makers = "every", detail] = Deno.args;
console.log(`${trials} trials from seed ${first}`);
const world = await openEvidenceWorld();
const print = (kind: string, { seed, state, sql, problem }: Failure) =>
  console.log(`\n${kind}: seed ${seed}, ${state}\n  ${sql}\n  ${problem}`);
const tally = newTally(detail === undefined ? undefined : print);
const started = performance.now();
try {
  for (let seed = first; tally.trials < trials; seed++) {
    if ((seed - first) % 100 === 99) {
      console.log(`${tally.trials} trials, ${Math.round(performance.now() - started)} ms`);
    }
    for (const maker of ["plain", "wide", "colliding"] satisfies Maker[]) {
      const isMeant = makers === maker || makers === "every" || (makers === "both" && maker !== "colliding");
      if (!isMeant) continue;
      const before = tally.failures.length;
      await runSeed(world, seed, tally, maker);
      for (const failure of tally.failures.slice(before)) print(`FAILED, ${maker}`, failure);
    }
  }
  const { failures, judged: _judged, ...counts } = tally;
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n${JSON.stringify(counts)} in ${seconds} s, ${failures.length} failed`);
  Deno.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  await world.close();
}
