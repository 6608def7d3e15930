/**
 * An alias of a sum or average of products of decimals works wherever another alias does. Rewriting puts an error into such an
 * expression, for numbers that would lose digits, and DuckDB takes no alias of what may end in one.
 */
import assert from "node:assert/strict";
import { asking, type Cases, faultTest, giveTwice } from "./asking.ts";

/** Even numbers: 1 × 1 + 3 × 7.5 + 5 × 4.25 + 2 × 1 + 4 × 7.5 + 1 × 4.25 = 81; odd ones come to 52.75. */
const items = Array.from({ length: 12 }, (_, n) => ({
  id: `i${n}`,
  n,
  qty: n % 5 + 1,
  total: [1, 4.25, 7.5][n % 3],
  customer: `c${n % 2}`,
  ...(n === 7 ? { known: 1 } : {}),
}));

const SUM = "SELECT customer, sum(qty * total) AS r";
const cases: Cases = [
  [`${SUM} FROM items GROUP BY customer HAVING r > 60`, [["c0", 81]]],
  [`${SUM} FROM items GROUP BY ALL HAVING r < 60 AND customer > 'c'`, [["c1", 52.75]]],
  [`${SUM} FROM items GROUP BY customer HAVING r > 60 AND max(qty) = 5 OR "R" < 0`, [["c0", 81]]],
  [`${SUM}, r * 2 AS twice, twice + 1 AS more FROM items GROUP BY 1 ORDER BY 1`, [
    ["c0", 81, 162, 163],
    ["c1", 52.75, 105.5, 106.5],
  ]],
  [`${SUM} FROM items GROUP BY customer QUALIFY row_number() OVER (ORDER BY r DESC) = 1`, [["c0", 81]]],
  [
    "SELECT customer, avg(qty * total) AS mean FROM items GROUP BY customer HAVING mean > 10 ORDER BY mean",
    [["c0", 13.5]],
  ],
  [
    "SELECT n, sum(qty * total) OVER (PARTITION BY customer ORDER BY n) AS r FROM items QUALIFY r > 60 ORDER BY n",
    [[8, 76.75], [10, 81]],
  ],
  [
    `SELECT count(*) FROM (${SUM} FROM items GROUP BY customer HAVING r > 60) a JOIN (${SUM} FROM items GROUP BY 1 HAVING r < 60) b ON a.r > b.r`,
    [[1]],
  ],
  [`${SUM}, r / 2 AS half FROM items GROUP BY customer ORDER BY r + 1 DESC, r`, [["c0", 81, 40.5], [
    "c1",
    52.75,
    26.375,
  ]]],
  // A column of the name comes first in QUALIFY and among the items.
  [
    "SELECT n, sum(qty * total) OVER (PARTITION BY customer) AS qty FROM items QUALIFY qty = 5 ORDER BY n",
    [[4, 81], [9, 52.75]],
  ],
];

for (const sample of [1_000, 7, 1]) {
  faultTest(`An alias of a sum of products is its item, where ${sample} items were looked at`, async () => {
    await asking({ items }, (asks) => giveTwice(asks, cases), sample);
  });
}

faultTest("An alias of what differs with each use stays refused", async () => {
  await asking({ items }, async (asks) => {
    const outcome = await asks.outcome("SELECT random() AS r FROM items WHERE r > 0.5");
    assert.ok("code" in outcome && outcome.code === "invalid_query");
  });
});
