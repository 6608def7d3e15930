/** Quoted names and keys of another case: which items were looked at, and on which page they come, does not matter. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

/** One item alone has `status`, one alone the keys `Key` and `D`, and one a map in `j`. */
const items = Array.from({ length: 60 }, (_, i) => ({
  id: `i${String(i).padStart(3, "0")}`,
  qty: i % 5,
  m: i === 33 ? { Key: 1, D: { e: 5 } } : { a: 1 },
  j: i === 50 ? { K: 7 } : "x",
  ...(i === 43 ? { status: "open" } : {}),
}));

const cases: readonly (readonly [sql: string, id: string, value: unknown, other: unknown])[] = [
  ['SELECT id, "Status" FROM items WHERE qty = 3', "i043", "open", null],
  ['SELECT id, "STATUS" IS NULL FROM items WHERE qty = 3', "i043", false, true],
  ["SELECT id, coalesce(\"Status\", 'none') FROM items", "i043", "open", "none"],
  ['SELECT id, m."key" FROM items WHERE qty = 3', "i033", 1, null],
  ['SELECT id, m."key" FROM items', "i033", 1, null],
  ["SELECT id, m['KEY'] FROM items WHERE qty = 3", "i033", 1, null],
  ['SELECT id, m."d"."e" FROM items WHERE qty = 3', "i033", 5, null],
  ['SELECT id, m."key"::JSON FROM items WHERE qty = 3', "i033", 1, null],
  ['SELECT id, s.m."key" FROM (SELECT * FROM items) s WHERE qty = 3', "i033", 1, null],
  ['SELECT a.id, b.m."key" FROM items a JOIN items b USING (id) WHERE a.qty = 3', "i033", 1, null],
  ['SELECT id, j."k" FROM items WHERE qty = 0', "i050", 7, null],
  ["SELECT id, j.k FROM items WHERE qty = 0", "i050", 7, null],
  ['SELECT id, m."key" FROM items WHERE m."key" = 1', "i033", 1, null],
];

for (const [sql, id, value, other] of cases) {
  faultTest(`Another case, met late: ${sql}`, async () => {
    for (const sample of [7, 1, 1_000]) {
      for (const pageRows of [1_000, 20, 5]) {
        await asking({ items }, async (asks) => {
          const first = await asks.outcome(sql, pageRows);
          // A cursor may end there; what it met is known from then on.
          if ("code" in first) assert.equal(first.code, "cursor_expired", first.message);
          const { answer } = "code" in first ? await asks.answer(sql, pageRows) : first;
          for (const row of answer.rows.map((each) => JSON.parse(each))) {
            assert.deepEqual(row[1], row[0] === id ? value : other, `${sample} looked at, ${row[0]}`);
          }
          assert.ok(answer.rows.some((row) => JSON.parse(row)[0] === id));
        }, sample);
      }
    }
  });
}

faultTest("Another case, met late: the very key is the one that is meant where items have both", async () => {
  const both = items.map((item, i) => i === 34 ? { ...item, m: { key: 2 } } : item);
  for (const sample of [7, 1_000]) {
    await asking({ items: both }, async (asks) => {
      assert.equal(await asks.value('SELECT max(m."key") FROM items'), 2);
      assert.equal(await asks.value('SELECT max(m."Key") FROM items'), 1);
    }, sample);
  }
});
