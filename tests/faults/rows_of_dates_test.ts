/** A row with a text is found among rows with a date, and a text that is no date is missing there, not another value. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

const loans = [
  { id: "l1", day: "2026-01-05", s: "x" },
  { id: "l2", day: "2026-01-06", s: "y" },
  { id: "l3", s: "x" },
  { id: "l4", day: "none", s: "x" },
];
const holidays = [
  { id: "h1", at: "2026-01-05", kind: "x" },
  { id: "h2", at: "2026-01-06", kind: "z" },
  { id: "h3", at: "2026-01-07", kind: "x" },
];

const DATED = 'SELECT "at"::DATE AS d, kind FROM holidays';

/** In three-valued logic, part by part: l3 and l4 may be (…, x); h3 may be them. */
const cases: readonly (readonly [sql: string, right: readonly (boolean | null)[]])[] = [
  [`SELECT (day, s) IN (${DATED}) FROM loans ORDER BY id`, [true, false, null, null]],
  [`SELECT (day, s) NOT IN (${DATED}) FROM loans ORDER BY id`, [false, true, null, null]],
  [`WITH w AS (${DATED}) SELECT (day, s) IN (SELECT d, kind FROM w) FROM loans ORDER BY id`, [
    true,
    false,
    null,
    null,
  ]],
  [`WITH w AS (${DATED}) SELECT (day, s, 1) IN (SELECT d, kind, 1 FROM w) FROM loans ORDER BY id`, [
    true,
    false,
    null,
    null,
  ]],
  [`SELECT (day, s) IN (FROM (${DATED})) FROM loans ORDER BY id`, [true, false, null, null]],
  [`WITH w AS (${DATED}) SELECT (day, s) = ANY (SELECT * FROM w) FROM loans ORDER BY id`, [
    true,
    false,
    null,
    null,
  ]],
  // With (2026-01-06, y), l2 is found, too.
  [`SELECT (day, s) IN (${DATED} UNION ALL SELECT DATE '2026-01-06', 'y') FROM loans ORDER BY id`, [
    true,
    true,
    null,
    null,
  ]],
  [`SELECT (day, s) IN (${DATED} INTERSECT ${DATED}) FROM loans ORDER BY id`, [true, false, null, null]],
  [`SELECT (day, s) IN (VALUES (DATE '2026-01-05', 'x')) FROM loans ORDER BY id`, [true, false, null, null]],
  [`SELECT (s, day) IN (SELECT 'x', DATE '2026-01-05') FROM loans ORDER BY id`, [true, false, null, null]],
  [`SELECT ("at"::DATE, kind) IN (SELECT day, s FROM loans) FROM holidays ORDER BY id`, [true, false, null]],
  [`SELECT ("at"::DATE, kind) NOT IN (SELECT day, s FROM loans WHERE id <> 'l3') FROM holidays ORDER BY id`, [
    false,
    true,
    null,
  ]],
  [`SELECT ("at"::DATE, kind) <> ANY (SELECT day, s FROM loans WHERE id = 'l4') FROM holidays ORDER BY id`, [
    null,
    true,
    null,
  ]],
];

for (const [sql, right] of cases) {
  faultTest(`Rows of dates: ${sql}`, async () => {
    for (const sample of [100, 1]) {
      await asking({ loans, holidays }, async (asks) => {
        const { answer, warnings } = await asks.answer(sql);
        assert.deepEqual(answer.rows.map((row) => JSON.parse(row)[0]), right);
        assert.match(warnings.join(), /1 value of loans\.day is not a date and reads as NULL/);
      }, sample);
    }
  });
}

faultTest("Rows of dates: WHERE keeps what is not among them for sure", async () => {
  await asking({ loans, holidays }, async (asks) => {
    assert.deepEqual(await asks.rows(`SELECT id FROM loans WHERE (day, s) NOT IN (${DATED})`), ['["l2"]']);
    assert.deepEqual(await asks.rows(`SELECT id FROM loans WHERE (day, s) IN (${DATED})`), ['["l1"]']);
  });
});
