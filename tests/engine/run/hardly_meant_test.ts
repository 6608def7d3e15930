import assert from "node:assert/strict";
import type { Job } from "../../../src/engine/messages/job.ts";
import { open } from "../world.ts";
import { close, run } from "./sales.ts";

Deno.test.afterAll(close);

/** What is answered, though it is hardly meant, and what is warned of. */
const warned: readonly (readonly [string, Job["parameters"], readonly string[]])[] = [
  ["SELECT id FROM sales WHERE phone = NULL", [], [
    "A comparison with NULL is never true: write phone IS NULL.",
  ]],
  ["SELECT id FROM sales s WHERE s.phone <> NULL", [], [
    "A comparison with NULL is never true: write s.phone IS NOT NULL.",
  ]],
  ["SELECT id FROM sales WHERE phone = $1", [null], []],
  ["SELECT id FROM sales WHERE phone IS NOT DISTINCT FROM NULL", [], []],
  ["SELECT id FROM sales WHERE 'status' = 'paid'", [], [
    "'status' is a text that is compared with a text: the column is written status.",
  ]],
  ["SELECT id FROM sales WHERE 'all' = 'all' OR status = 'paid'", [], []],
  ["SELECT id FROM sales WHERE $1 = 'all' OR status = $1", ["status"], []],
  ["SELECT format(day, 'yyyy-MM-dd') FROM sales", [], []],
  ["SELECT format(code, 'P2') FROM sales", [], [
    "format() takes the format first, and code stands there: write format('{:,.2f}', number).",
  ]],
  ["SELECT format('{} {}', code, 'N2') FROM sales", [], []],
  ["SELECT format(code, status) FROM sales", [], []],
];
for (const [sql, parameters, warnings] of warned) {
  Deno.test({
    name: `what is hardly meant is warned of: ${sql}`,
    ...open,
    async fn() {
      const outcome = await run(sql, parameters);
      assert.deepEqual("answer" in outcome ? outcome.warnings : outcome.message, warnings);
    },
  });
}

Deno.test({
  name: "many names that no item has are warned of by some of them, and their number",
  ...open,
  async fn() {
    const names = Array.from({ length: 40 }, (_, at) => `"c${at}"`);
    const outcome = await run(`SELECT ${names.join(", ")} FROM emp`);
    assert.ok("answer" in outcome);
    assert.equal(outcome.warnings.length, 17);
    assert.equal(outcome.warnings.at(-1), "So it is with 24 more names.");
  },
});
