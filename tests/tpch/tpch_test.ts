import assert from "node:assert/strict";
import { differential, openBench } from "../differential/harness.ts";
import { tpch } from "./generate.ts";
import { JOINS, readQueries } from "./queries.ts";

Deno.test({
  name: "the 22 queries of TPC-H give DuckDB's answers, with push-down and without",
  async fn(t) {
    const queries = await readQueries();
    assert.equal(queries.length, 22);
    const bench = await openBench(tpch(0.001), JOINS);
    try {
      for (const query of queries) {
        await t.step(query.title, async () => {
          const { rows } = await bench.plain.run(query.plain);
          assert.ok(rows.length > 0 && rows[0] !== "[null]", "A query that meets no row proves nothing.");
          await differential(bench, query);
        });
      }
    } finally {
      await bench.close();
    }
  },
  // The shared AWS client keeps connections.
  sanitizeResources: false,
  sanitizeOps: false,
});
