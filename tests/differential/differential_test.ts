import assert from "node:assert/strict";
import { readCases } from "./cases.ts";
import { bytes } from "./datasets/bytes.ts";
import { dates } from "./datasets/dates.ts";
import { joins } from "./datasets/joins.ts";
import { mixed } from "./datasets/mixed.ts";
import { money } from "./datasets/money.ts";
import { nested } from "./datasets/nested.ts";
import { randomTables } from "./datasets/random.ts";
import { single } from "./datasets/single.ts";
import { sparse } from "./datasets/sparse.ts";
import { stamps } from "./datasets/stamps.ts";
import { twins } from "./datasets/twins.ts";
import { wide } from "./datasets/wide.ts";
import { differential, openBench } from "./harness.ts";

const datasets = [
  sparse(),
  mixed(),
  nested(),
  single(),
  money(),
  dates(),
  wide(),
  bytes(),
  stamps(),
  randomTables(),
  joins(),
  twins(),
];

let fastPathRuns = 0;

for (const dataset of datasets) {
  Deno.test({
    name: `every case of the data set "${dataset.name}" has one answer: push-down on, off, and plain DuckDB`,
    async fn(t) {
      const cases = await readCases(new URL(`./cases/${dataset.name}.sql`, import.meta.url));
      const bench = await openBench(dataset);
      try {
        for (const test of cases) await t.step(test.sql, () => differential(bench, test));
        fastPathRuns += bench.world.executor.fastPath.runs;
      } finally {
        await bench.close();
      }
    },
    // The shared AWS client keeps connections.
    sanitizeResources: false,
    sanitizeOps: false,
  });
}

Deno.test("of the cases, hundreds also ran as known statements without a table", () => {
  assert.ok(fastPathRuns >= 300, `${fastPathRuns}`);
});
