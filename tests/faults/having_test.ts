/**
 * HAVING: outside of aggregates a name that was given in the select list means that, unless it is grouped by.
 */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

/** Orders 0 to 9 have four items each; `note` is a text in half of them, `rare` in two. */
const items = Array.from({ length: 40 }, (_, n) => ({
  id: `i${n}`,
  ord: n % 10,
  qty: n,
  day: `2026-01-${String(n % 20 + 1).padStart(2, "0")}`,
  ...(n % 2 === 1 ? { note: `x${n}` } : {}),
  ...(n > 37 ? { rare: "abc" } : {}),
}));

const cases: readonly (readonly [sql: string, right: unknown])[] = [
  ["SELECT ord, count(*) AS note FROM items GROUP BY ord HAVING note > 1 ORDER BY 1 LIMIT 2", [[0, 4], [
    1,
    4,
  ]]],
  ["SELECT ord, count(*) AS note FROM items GROUP BY ALL HAVING note > 1 ORDER BY 1 LIMIT 2", [[0, 4], [
    1,
    4,
  ]]],
  [
    "SELECT ord, count(*) AS note FROM items GROUP BY ord HAVING note IN (4, 5) AND max(note) > 'x3' ORDER BY 1",
    [
      [1, 4],
      [3, 4],
      [5, 4],
      [7, 4],
      [9, 4],
    ],
  ],
  ["SELECT ord, sum(qty) AS rare FROM items GROUP BY ord HAVING rare BETWEEN 60 AND 70 ORDER BY 1", [
    [0, 60],
    [1, 64],
    [2, 68],
  ]],
  ["SELECT ord, count(*) AS day FROM items GROUP BY ord HAVING day >= 4 ORDER BY 1 LIMIT 1", [[0, 4]]],
  ["SELECT ord, max(day) AS day FROM items GROUP BY ord HAVING day > DATE '2026-01-19'", [[9, "2026-01-20"]]],
  ["SELECT ord, max(day) AS last FROM items GROUP BY ord HAVING last > DATE '2026-01-19'", [[
    9,
    "2026-01-20",
  ]]],
  ["SELECT note, count(*) AS note FROM items GROUP BY note HAVING note = 'x3'", [["x3", 1]]],
];

for (const [sql, right] of cases) {
  faultTest(`HAVING: ${sql}`, async () => {
    for (const sample of [1_000, 3]) {
      await asking({ items }, async (asks) => {
        for (const _time of [1, 2]) {
          const rows = (await asks.inOrder(sql)).map((row) => JSON.parse(row));
          assert.deepEqual(rows, right, `sample of ${sample}`);
        }
      }, sample);
    }
  });
}

faultTest("HAVING: a text that an item was called after is still no number", async () => {
  await asking({ items }, async (asks) => {
    const outcome = await asks.outcome(
      "SELECT ord, note AS name FROM items GROUP BY ord, note HAVING name > 5",
    );
    assert.ok("code" in outcome && outcome.code === "type_mismatch");
    assert.match(outcome.message, /is VARCHAR \(texts only\), 5 is INTEGER/);
  });
});

faultTest("A table's alias that is also the name of an attribute does not read that attribute", async () => {
  // So rare a text is no boolean: where the attribute is read, it is warned of.
  const tab = Array.from({ length: 300 }, (_, n) => ({ id: `i${n}`, n, b: n === 250 ? "yes" : true }));
  for (
    const [sql, right] of [
      ["SELECT sum(b.n) FROM tab b", "[44850]"],
      ["SELECT sum(a.n) FROM tab a JOIN tab b ON a.n = b.n", "[44850]"],
      ["SELECT max(b.n) FROM tab b WHERE b.n < 5", "[4]"],
    ] as const
  ) {
    await asking({ tab }, async (asks) => {
      const { answer, warnings } = await asks.answer(sql);
      assert.deepEqual([answer.rows, warnings], [[right], []]);
    });
  }
});
