/**
 * `deno task sqlite [count] [first seed]`: random statements through the executor, against SQLite.
 * @module
 */
import { runAgainstSqlite } from "./run.ts";

const [count = 2_000, first = Math.floor(Math.random() * 1e9)] = Deno.args.map(Number);
console.log(`${count} statements from seed ${first}`);
const started = performance.now();
const { failures, ...counts } = await runAgainstSqlite(first, count);
for (const failure of failures) console.log(`\n${failure}`);
const seconds = Math.round((performance.now() - started) / 1000);
console.log(`\n${JSON.stringify(counts)} in ${seconds} s, ${failures.length} failed`);
Deno.exitCode = failures.length > 0 ? 1 : 0;
