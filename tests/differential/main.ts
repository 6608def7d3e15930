/**
 * `deno task differential [count] [first seed]`: random statements through the real executor, against plain DuckDB.
 * @module
 */
import { randomTables } from "./datasets/random.ts";
import { openBench } from "./harness.ts";
import { runRandom } from "./random/run.ts";

const [count = 5_000, first = Math.floor(Math.random() * 1e9)] = Deno.args.map(Number);
console.log(`${count} random statements from seed ${first}`);
const bench = await openBench(randomTables());
const started = performance.now();
try {
  const { failures, ...counts } = await runRandom(bench, first, count);
  for (const { seed, sql, plain, error } of failures) {
    console.log(`\nseed ${seed}: ${sql}${plain === sql ? "" : ` ==> ${plain}`}\n  ${error}`);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n${JSON.stringify(counts)} in ${seconds} s, ${failures.length} failed`);
  Deno.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  await bench.close();
}
