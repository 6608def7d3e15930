import assert from "node:assert/strict";
import { open } from "../world.ts";
import { close, run } from "./sales.ts";

Deno.test.afterAll(close);

/** Conditions that are joined by other signs, and how many rows have what is said to be written: counted by hand. */
const joined: readonly (readonly [string, string])[] = [
  // Gifts are 6, every fourth; Berlin and Rome have 8 each, every third; 12 are paid, every second.
  ["gift || shop = 'Berlin'", "[12]"],
  ["shop = 'Berlin' || gift", "[12]"],
  ["gift || shop IN ('Rome')", "[12]"],
  ["gift || shop LIKE 'B%'", "[12]"],
  ["gift || n BETWEEN 1 AND 3", "[9]"],
  ["n BETWEEN 1 AND 3 || gift", "[9]"],
  ["gift || phone IS NULL", "[12]"],
  ["(status = 'paid') || (shop = 'Rome')", "[16]"],
  ["gift && shop = 'Berlin'", "[2]"],
  ["shop = 'Berlin' && gift", "[2]"],
  ["gift && day >= '2026-01-10'", "[3]"],
  ["gift && id IS NOT NULL", "[6]"],
  ["gift && (shop = 'Rome') && (n > 10)", "[1]"],
  ["(status = 'paid') && (price > 10)", "[7]"],
  ["(n = 1) && true", "[1]"],
  ["tags && ['t4', 't5'] && gift", "[1]"],
];
for (const [wrong, rows] of joined) {
  Deno.test({
    name: `a condition that is told to be joined by AND or OR answers what was asked: ${wrong}`,
    ...open,
    async fn() {
      const outcome = await run(`SELECT count(*) FROM sales WHERE ${wrong}`);
      assert.ok("code" in outcome, "it has an answer");
      const right = /: write (.*?)(?:, or CAST\(.*)?\.$/.exec(outcome.message)?.[1];
      assert.ok(right !== undefined && !outcome.message.includes("Consumed"), outcome.message);
      const again = await run(`SELECT count(*) FROM sales WHERE ${right}`);
      assert.deepEqual("answer" in again ? again.answer.rows : again.message, [rows], right);
    },
  });
}

Deno.test({
  name: "&& of lists and || of texts stay what they are",
  ...open,
  async fn() {
    const cases: readonly (readonly [string, string])[] = [
      ["SELECT count(*) FROM sales WHERE tags && ['t4', 't5']", "[2]"],
      ["SELECT shop || ': ' || gift FROM sales WHERE id = 's3'", '["Berlin: false"]'],
      // Berlin's gifts are s0 and s12.
      ["SELECT count(*) FROM sales WHERE shop || gift = 'Berlintrue'", "[2]"],
      ["SELECT count(*) FROM sales WHERE CAST(gift AS VARCHAR) || shop = 'trueBerlin'", "[2]"],
      ["SELECT count(*) FROM sales WHERE status || shop || code = 'paidBerlina0'", "[1]"],
    ];
    for (const [sql, row] of cases) {
      const outcome = await run(sql);
      assert.deepEqual("answer" in outcome ? outcome.answer.rows : outcome.message, [row], sql);
    }
  },
});
