/**
 * HAVING: outside of aggregates a name that was given in the select list means that, unless it is grouped by.
 */
import assert from "node:assert/strict";
import { asking, type Cases, faultTest, giveTwice } from "./asking.ts";

/** Orders 0 to 9 have four items each; `note` is a text in half of them, `rare` in two. */
const items = Array.from({ length: 40 }, (_, n) => ({
  id: `i${n}`,
  ord: n % 10,
  qty: n,
  day: `2026-01-${String(n % 20 + 1).padStart(2, "0")}`,
  ...(n % 2 === 1 ? { note: `x${n}` } : {}),
  ...(n > 37 ? { rare: "abc" } : {}),
}));

const cases: Cases = [
  // What stands in the list as a column is a group, also beside stars.
  ["SELECT ord, max(COLUMNS('qty|id')) FROM items GROUP BY ALL HAVING ord = 9", [[9, "i9", 39]]],
  ["SELECT i.ord, v.*, count(*) FROM items i, (VALUES (1)) v(k) GROUP BY ALL HAVING i.ord = 9", [[9, 1, 4]]],
  ["SELECT i.ord AS o, v.* FROM items i, (VALUES (1)) v(k) GROUP BY ALL HAVING o = 9 AND ord > 8", [[9, 1]]],
  // Items that are made of others follow from the groups of those.
  [
    "SELECT ord AS v, v + 1 AS w, count(*) AS c, c * 2 AS d FROM items GROUP BY ALL HAVING w > 9 ORDER BY v",
    [[9, 10, 4, 8]],
  ],
  ["SELECT ord % 2 AS q, q + 1 AS r, count(*) FROM items GROUP BY ALL HAVING r = 2", [[1, 2, 20]]],
  // Without quotes `current_date` is the function, in quotes the item.
  [
    'SELECT ord, max(day::DATE)::VARCHAR AS "current_date" FROM items GROUP BY ord ' +
    "HAVING max(day::DATE) < current_date ORDER BY ord LIMIT 1",
    [[0, "2026-01-11"]],
  ],
  [
    'SELECT ord, count(*) AS "current_date" FROM items GROUP BY ord ' +
    "HAVING \"current_date\" = 4 AND current_date > DATE '2026-01-31' ORDER BY ord LIMIT 1",
    [[0, 4]],
  ],
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
  // GROUP BY ALL: the groups are what is selected without aggregates, whatever HAVING names.
  ["SELECT qty % 2 AS q, count(*) FROM items GROUP BY ALL HAVING q = 1", [[1, 20]]],
  ["SELECT qty % 2 AS qty, count(*) FROM items GROUP BY ALL HAVING qty = 1", [[1, 20]]],
  ["SELECT qty % 2, count(*) FROM items GROUP BY ALL HAVING qty % 2 + 1 = 2", [[1, 20]]],
  ["SELECT 5, qty % 2 AS q FROM items GROUP BY ALL HAVING q = 1", [[5, 1]]],
  ["SELECT qty % 2 AS q, count(note) AS c FROM items GROUP BY ALL HAVING q = 1 OR c > 9", [[1, 20]]],
  [
    "SELECT qty % 2 AS q, ord % 5 AS o, sum(qty) FROM items GROUP BY ALL HAVING q = 1 AND o < 2 ORDER BY o",
    // 5, 15, 25, 35; 1, 11, 21, 31.
    [[1, 0, 80], [1, 1, 64]],
  ],
  ["SELECT month(day::DATE) AS m, count(*) FROM items GROUP BY ALL HAVING m = 1", [[1, 40]]],
  ["SELECT date_trunc('month', day) AS m, count(*) AS c FROM items GROUP BY ALL HAVING m = '2026-01-01'", [[
    "2026-01-01T00:00:00",
    40,
  ]]],
  ["SELECT note[1] AS x, count(*) FROM items GROUP BY ALL HAVING x = 'x'", [["x", 20]]],
  ["SELECT note IS NULL AS x, count(*) FROM items GROUP BY ALL HAVING x", [[true, 20]]],
  ["SELECT qty % 2 AS q, count(*) FROM items GROUP BY ALL HAVING q IN (SELECT 1)", [[1, 20]]],
  ["SELECT qty % 2 AS q, sum(count(*)) OVER () AS s FROM items GROUP BY ALL HAVING q = 1", [[1, 20]]],
  ["SELECT qty % 2 AS q, row_number() OVER (ORDER BY max(qty)) FROM items GROUP BY ALL HAVING q = 1", [[
    1,
    1,
  ]]],
  ["SELECT sum(c) FROM (SELECT qty % 2 AS q, count(*) AS c FROM items GROUP BY ALL HAVING q = 1)", [[20]]],
  [
    "WITH t AS (SELECT qty % 2 AS q, count(*) FROM items GROUP BY ALL HAVING q = 1) SELECT count(*) FROM t",
    [[1]],
  ],
  [
    "SELECT k, (SELECT count(*) FROM (SELECT i.qty % 2 AS q FROM items i GROUP BY ALL HAVING q = v.k)) " +
    "FROM (VALUES (0), (2)) v(k) ORDER BY k",
    [[0, 1], [2, 0]],
  ],
  ["SELECT count(*) FROM items GROUP BY ALL HAVING count(*) > 1", [[40]]],
  // `*` has every column: nothing that is named makes other groups.
  [
    "SELECT * EXCLUDE (note), qty % 2 AS q, count(*) FROM (SELECT id, ord, qty, note FROM items) GROUP BY ALL " +
    "HAVING ord = 1 AND qty < 9",
    [["i1", 1, 1, 1, 1]],
  ],
  ["SELECT count(*) FROM (SELECT *, qty % 2 AS q, count(*) FROM items GROUP BY ALL HAVING q = 1)", [[20]]],
  ["SELECT COLUMNS('^ord$'), count(*) AS c FROM items GROUP BY ALL HAVING c > 3 ORDER BY 1 LIMIT 1", [[
    0,
    4,
  ]]],
  [
    "SELECT v.*, ord, count(*) FROM items JOIN (VALUES (1), (2)) v(k) ON ord = k GROUP BY ALL HAVING v.k = 1",
    [
      [1, 1, 4],
    ],
  ],
];

for (const [sql, right] of cases) {
  faultTest(`HAVING: ${sql}`, async () => {
    for (const sample of [1_000, 3]) {
      await asking({ items }, (asks) => giveTwice(asks, [[sql, right]]), sample);
    }
  });
}

const unclear: readonly (readonly [sql: string, why: RegExp])[] = [
  ["SELECT qty % 2 AS q, count(*) FROM items GROUP BY ALL HAVING qty = 1", /qty must appear in the GROUP BY/],
  ["SELECT qty % 2 AS q FROM items GROUP BY ALL HAVING max(qty) > ord", /ord must appear in the GROUP BY/],
  ["SELECT count(*) FROM items GROUP BY ALL HAVING ord = 1", /ord must appear in the GROUP BY/],
  ["SELECT * EXCLUDE (qty), qty % 2 AS q FROM items GROUP BY ALL HAVING q = 1", /^HAVING names q, .* write/],
  ["SELECT * EXCLUDE (qty), count(*) FROM items GROUP BY ALL HAVING qty = 1", /^HAVING names qty, .* write/],
  [
    "SELECT * REPLACE (1 AS qty), count(*) FROM items GROUP BY ALL HAVING qty = 1",
    /^HAVING names qty, .* write/,
  ],
  ["SELECT COLUMNS('^o'), count(*) FROM items GROUP BY ALL HAVING qty = 1", /^HAVING names qty, .* write/],
  [
    "SELECT v.*, qty % 2 AS q FROM items JOIN (VALUES (1)) v(k) ON ord = k GROUP BY ALL HAVING q = 1",
    /^HAVING names q, .* write/,
  ],
];

for (const [sql, why] of unclear) {
  faultTest(`HAVING is refused: ${sql}`, async () => {
    for (const sample of [1_000, 3]) {
      await asking({ items }, async ({ refused }) => {
        const { code, message } = await refused(sql);
        assert.equal(code, "invalid_query", `sample of ${sample}`);
        assert.match(message, why);
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
