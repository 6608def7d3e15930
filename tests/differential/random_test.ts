import assert from "node:assert/strict";
import { randomTables } from "./datasets/random.ts";
import { openBench } from "./harness.ts";
import { runRandom, tables } from "./random/run.ts";
import { randomStatement } from "./random/statement.ts";
import { droppable, render, shrink } from "./random/text.ts";

Deno.test({
  name: "300 random statements have one answer: push-down on, off, and plain DuckDB",
  async fn() {
    const bench = await openBench(randomTables());
    try {
      const { failures, compared, nonEmpty, driven, batched } = await runRandom(bench, 1, 300);
      assert.deepEqual(failures, []);
      // Else they would say little.
      assert.ok(compared > 250 && nonEmpty > 120, JSON.stringify({ compared, nonEmpty }));
      // Keys found in one table drive the read of another in 15 % at least, and some read in growing batches.
      assert.ok(driven >= compared * 0.15 && batched >= 5, JSON.stringify({ compared, driven, batched }));
    } finally {
      await bench.close();
    }
  },
  // The shared AWS client keeps connections.
  sanitizeResources: false,
  sanitizeOps: false,
});

Deno.test("a seed makes the same statement every time", () => {
  assert.equal(randomStatement(42, tables).marked, randomStatement(42, tables).marked);
  assert.notEqual(randomStatement(42, tables).marked, randomStatement(43, tables).marked);
});

Deno.test("a failing statement is shrunk to what fails", async () => {
  const marked = `select 1 from t${droppable(` where ${droppable("a = 1 and ")}b = 2`)}${
    droppable(" limit 3")
  }`;
  const short = await shrink(marked, (text) => Promise.resolve(render(text).sql.includes("b = 2")));
  assert.equal(render(short).sql, "select 1 from t where b = 2");
});
