/**
 * Every foreign form has the value that its engine's manual gives, in SQL that a planner may print.
 */
import assert from "node:assert/strict";
import { FOREIGN_FORMS } from "../../../src/sql/foreign/rewrite.ts";
import { asking, faultTest } from "../../faults/asking.ts";

faultTest("Foreign forms: every one has the value that its own engine gives", async () => {
  await asking({ one: [{ id: "1" }] }, async (asks) => {
    const wrong: string[] = [];
    for (const { call, example: [sql, right] } of FOREIGN_FORMS) {
      const given = await asks.outcome(`SELECT ${sql} FROM one`);
      const said = "code" in given ? `${given.code}: ${given.message}` : given.answer.rows.join();
      if (said !== JSON.stringify([right])) wrong.push(`${call}: ${sql} gave ${said}`);
    }
    assert.deepEqual(wrong, []);
  });
});
