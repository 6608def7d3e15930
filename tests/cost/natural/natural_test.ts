import assert from "node:assert/strict";
import { measure } from "./measure.ts";

/** The sum of the units over the sum of the optima may be this, at most. It is lowered as kinds are mended. */
const RATIO_MAX = 5.5;

Deno.test("Natural questions have the rows of a reading of everything, and cost hardly more than an expert's requests", async (t) => {
  let units = 0;
  let optima = 0;
  for await (const each of measure()) {
    await t.step(each.question.sql, () => {
      assert.equal(each.failure, undefined);
      assert.ok(each.right, "The rows are not those of reading everything.");
    });
    units += each.units;
    optima += each.optimum;
  }
  assert.ok(units <= RATIO_MAX * optima, `${units} units, optima ${optima}`);
});
