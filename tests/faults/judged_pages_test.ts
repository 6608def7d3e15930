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
  // A filter that leaves nothing out.
  ["SELECT id, t FROM lst WHERE g >= 0", ["i017", null], ["t"]],
  ["SELECT *, 1 AS one FROM lst WHERE g IS NOT NULL", [
    "i017",
    17,
    [null],
    [{ k: null }],
    {
      k: null,
      l: [null],
    },
    null,
    1,
  ], ["l[]", "lm[].k", "m.k", "m.l[]", "t"]],
  ["SELECT max(id), max(t) FROM lst WHERE g >= 0 GROUP BY g ORDER BY 1", ["i017", null], ["t"]],
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

faultTest(
  "Where a filter leaves some out, what the sample said holds",
  () =>
    asking({ lst: items }, async (asks) => {
      const { answer, warnings } = await asks.answer("SELECT id, t, l FROM lst WHERE g > 16");
      assert.deepEqual(answer.rows.slice(0, 2), ['["i017","25",["25"]]', '["i018","b",["b"]]']);
      for (const place of ["t", "l[]"]) {
        const told = `1 value of lst.${place} is a number: it is shown because`;
        assert.ok(warnings.some((each) => each.startsWith(told)), warnings.join(" "));
      }
    }, 30),
);

/** One in twenty is a map: of so few in a sample it is not sure that they are more than one in a hundred. */
const several = Array.from({ length: 120 }, (_, n) => ({
  id: `i${String(n).padStart(3, "0")}`,
  v: n % 20 === 3 ? { a: n } : "x",
  l: [n % 20 === 3 ? { a: n } : "x"],
}));

for (const page of [7, 50, 1_000]) {
  for (const sample of [30, 60, 1_000]) {
    faultTest(
      `No page of ${page} runs on a guess of types that failed, with a sample of ${sample}`,
      async () => {
        const kinds = (of: string) => several.map((_, n) => (n % 20 === 3 ? "OBJECT" : of));
        const right: readonly (readonly [sql: string, values: readonly unknown[]])[] = [
          ["SELECT json_type(v) FROM several", kinds("VARCHAR")],
          ["SELECT json_type(l[1]) FROM several", kinds("VARCHAR")],
          ["SELECT v->>'a' FROM several", several.map((_, n) => n % 20 === 3 ? `${n}` : null)],
        ];
        for (const [sql, values] of right) {
          await asking({ several }, async (asks) => {
            // The first looks at the table; pages of another type end their cursor, and it is known from then on.
            let tried = await asks.outcome(sql, page);
            for (let run = 0; run < 5 && "code" in tried && tried.code === "cursor_expired"; run++) {
              tried = await asks.outcome(sql, page);
            }
            const { answer } = await asks.answer(sql, page);
            assert.deepEqual(answer.rows.map((row) => JSON.parse(row)[0]), values, sql);
          }, sample);
        }
      },
    );
  }
}
