/** A page that reads the whole table judges what kinds of values its columns hold, whatever a sample said. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

/** One in 120 is a number: under one in a hundred, and more of the first 30 and 60. */
const items = Array.from({ length: 120 }, (_, n) => {
  const odd = n === 17 ? 25 : "b";
  return {
    id: `i${String(n).padStart(3, "0")}`,
    g: n,
    t: odd,
    l: [odd],
    m: { k: odd, l: [odd] },
    lm: [{ k: odd }],
  };
});

const statements: readonly (readonly [sql: string, row: unknown[], places: readonly string[]])[] = [
  ["SELECT id, t FROM lst", ["i017", null], ["t"]],
  ["SELECT id, l FROM lst", ["i017", [null]], ["l[]"]],
  ["SELECT id, m FROM lst", ["i017", { k: null, l: [null] }], ["m.k", "m.l[]"]],
  ["SELECT id, lm FROM lst", ["i017", [{ k: null }]], ["lm[].k"]],
  ["SELECT id, m.k, t FROM lst", ["i017", null, null], ["m.k", "t"]],
  ["SELECT id, x FROM lst, unnest(l) u(x)", ["i017", null], ["l[]"]],
  ["SELECT * EXCLUDE (g, m, lm) FROM lst", ["i017", [null], null], ["l[]", "t"]],
  ["SELECT * EXCLUDE (g, l, t) FROM lst WHERE length(id) = 4", ["i017", [{ k: null }], {
    k: null,
    l: [null],
  }], [
    "lm[].k",
    "m.k",
    "m.l[]",
  ]],
];

for (const sample of [10, 30, 60, 1_000]) {
  faultTest(`A page that reads all judges rare kinds, and a sample of ${sample} does not`, async () => {
    for (const [sql, row, places] of statements) {
      await asking({ lst: items }, async (asks) => {
        for (const run of ["at first", "again"]) {
          const { answer, warnings } = await asks.answer(sql);
          assert.equal(answer.rows.length, 120);
          assert.equal(answer.rows[17], JSON.stringify(row), `${sql} ${run}`);
          for (const place of places) {
            const told = `1 value of lst.${place} is not a text and reads as NULL.`;
            assert.ok(warnings.some((each) => each.startsWith(told)), `${sql} ${run}: ${warnings.join(" ")}`);
          }
        }
      }, sample);
    }
  });
}

faultTest(
  "Where a page does not read all, what the sample said holds, on every page",
  () =>
    asking({ lst: items }, async (asks) => {
      const { answer, warnings } = await asks.answer("SELECT id, t, m FROM lst", 7);
      assert.equal(answer.rows[17], '["i017","25",{"k":"25","l":["25"]}]');
      assert.ok(
        warnings.some((each) => each.startsWith("1 value of lst.t is a number: it is shown because")),
      );
    }, 30),
);
