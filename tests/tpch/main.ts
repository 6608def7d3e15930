/**
 * `deno task tpch [scale]`: the 22 queries at another scale than the suite's 0.001, each against plain DuckDB, with times.
 * @module
 */
import { differential, openBench } from "../differential/harness.ts";
import { tpch } from "./generate.ts";
import { JOINS, readQueries } from "./queries.ts";

const [scale = 0.005] = Deno.args.map(Number);
const began = performance.now();
const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1);
const data = tpch(scale);
const items = data.tables.reduce((sum, table) => sum + table.items.length, 0);
const bench = await openBench(data, JOINS);
console.log(
  `TPC-H at ${scale}: ${items} items in ${data.tables.length} tables, loaded in ${seconds(began)} s`,
);
let failed = 0;
try {
  for (const query of await readQueries()) {
    const started = performance.now();
    try {
      const { rows } = await bench.plain.run(query.plain);
      await differential(bench, query, false);
      const { stats } = await bench.world.run(query.sql, { parameters: query.parameters, pageRows: 1_000 });
      console.log(
        `ok      ${query.title}: ${rows.length} rows, ${stats.readUnits} read units in ${stats.requests} requests, ` +
          `${Math.round(stats.execMs)} ms (all ways: ${seconds(started)} s)`,
      );
    } catch (error) {
      failed++;
      console.log(`FAILED  ${query.title}: ${error instanceof Error ? error.message : error}`);
    }
  }
} finally {
  await bench.close();
}
console.log(`${failed} failed, ${seconds(began)} s in all`);
Deno.exitCode = failed > 0 ? 1 : 0;
