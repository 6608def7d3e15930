import assert from "node:assert/strict";
import { open } from "../world.ts";
import { close, run } from "./sales.ts";

Deno.test.afterAll(close);

/** Conditions and expressions, what is said to write, and the answer that this has: worked out by hand. */
const pasted: readonly (readonly [string, string, readonly string[]])[] = [
  // 1, 10 to 19, 21.
  ["SELECT count(*) FROM sales WHERE @", "contains(n, '1')", ["[12]"]],
  ["SELECT count(*) FROM sales WHERE @", "dur > INTERVAL 5 MINUTE", ["[18]"]],
  ["SELECT count(*) FROM sales WHERE @", "INTERVAL 5 MINUTE >= dur", ["[6]"]],
  ["SELECT @ FROM sales WHERE id = 's2'", "strftime(ep, '%Y-%m-%d')", ['["2026-01-03"]']],
  ["SELECT @ FROM sales WHERE id = 's2'", "extract(day FROM ep)", ["[3]"]],
  ["SELECT @ FROM sales WHERE id = 's2'", "date_diff('day', ep, '2026-01-10'::TIMESTAMPTZ)", ["[7]"]],
  ["SELECT @ FROM sales WHERE id = 's2'", "format(price, 'P1')", ['["250.0%"]']],
  ["SELECT count(*) FROM sales WHERE @", "day > 2026-01-20", ["[4]"]],
  ["SELECT count(*) FROM sales WHERE @", "day BETWEEN 2026-01-05 AND 2026-01-07", ["[3]"]],
  ["SELECT count(*) FROM sales WHERE @", "day::DATE IN (2026-01-05, 2026-01-07)", ["[2]"]],
  ["SELECT count(*) FROM sales WHERE @", "substr(code, 2) > 20", ["[3]"]],
  ["SELECT count(*) FROM sales WHERE @", "day::DATE = '20260103'", ["[1]"]],
  ["SELECT count(*) FROM sales WHERE @", "day::DATE >= '20260122'", ["[3]"]],
  ["SELECT count(*) FROM sales WHERE day::TIMESTAMPTZ > @", "TIMESTAMPTZ '2026-01-24' - 4", ["[4]"]],
  ["SELECT strftime(@, '%Y-%m-%d') FROM sales WHERE id = 's2'", "day::TIMESTAMP + 30", ['["2026-02-02"]']],
];
for (const [around, wrong, rows] of pasted) {
  Deno.test({
    name: `what is advised answers what was asked: ${wrong}`,
    ...open,
    async fn() {
      const outcome = await run(around.replace("@", () => wrong));
      assert.ok("code" in outcome);
      const right = /: write (.*?)(?: \(line \d+, column \d+\))?\.(?: Consumed.*)?$/.exec(outcome.message)
        ?.[1];
      assert.ok(right !== undefined, outcome.message);
      const again = await run(around.replace("@", () => right));
      assert.deepEqual("answer" in again ? again.answer.rows : again.message, rows, right);
    },
  });
}
