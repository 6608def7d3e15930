import assert from "node:assert/strict";
import { files, readBaseline } from "./files.ts";
import { runFile } from "./run_file.ts";

const baseline = (await readBaseline()).sample;

for (const run of files) {
  const which = run.sampleEvery === 1 ? "every query" : `one query in ${run.sampleEvery}`;
  Deno.test({
    name: `${which} of ${run.file} gives SQLite's answer, or differs as published`,
    async fn() {
      const { wrong, ...rates } = await runFile({ ...run, every: run.sampleEvery });
      assert.equal(wrong.length, 0, `${wrong.length} wrong:\n${wrong.slice(0, 20).join("\n")}`);
      assert.deepEqual(rates, baseline[run.file], "tests/slt/baseline.json: see tests/slt/main.ts");
    },
    // The shared AWS client keeps connections.
    sanitizeResources: false,
    sanitizeOps: false,
  });
}
