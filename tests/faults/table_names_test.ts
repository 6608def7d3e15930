/** A table's name as its rows, and before a column: an attribute of another table that is called so is found as in SQL. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

/** One of 60 has attributes that are called like tables of the statements. */
const items = Array.from({ length: 60 }, (_, n) => ({
  id: `i${String(n).padStart(2, "0")}`,
  qty: n % 5,
  ord: `o${n % 4}`,
  tags: ["a", "b", "c"],
  ...(n === 43 ? { o: "attr", g: 7, u: 1, s: 4, q: 3 } : {}),
}));
const orders = [0, 1, 2, 3].map((n) => ({ id: `o${n}`, x: n }));

const cases: readonly (readonly [sql: string, right: readonly unknown[]])[] = [
  // A column of any table comes before rows.
  ["SELECT count(o), max(o) FROM items i JOIN orders o ON o.id = i.ord", [[1, "attr"]]],
  ["SELECT count(*) FROM items i LEFT JOIN orders o ON o.id = i.ord AND x = 1 WHERE o IS NULL", [[59]]],
  ["SELECT count(*), max(g) FROM items, generate_series(1, 2) g WHERE g IS NOT NULL", [[2, 7]]],
  ["SELECT count(u) FROM items, unnest(tags) u", [[3]]],
  // A table's own name before a column's comes before a key of a map.
  ["SELECT count(s.range), sum(s.range) FROM items, range(2) s WHERE qty = 3", [[24, 12]]],
  ["SELECT count(*), max(s.range) FROM range(2) s JOIN items ON s.range = qty", [[24, 1]]],
  ["SELECT sum(s.unnest) FROM items, unnest([1, 2]) s", [[180]]],
  ["SELECT sum(s.generate_series) FROM items, generate_series(1, 2) s", [[180]]],
  ["SELECT count(q.value) FROM items, json_each('[1]') q", [[60]]],
];

for (const sample of [1_000, 7, 1]) {
  faultTest(`A table that is called like an attribute of another, of ${sample} items looked at`, async () => {
    for (const [sql, right] of cases) {
      for (const before of [[], ["SELECT * FROM items"]]) {
        await asking({ items, orders }, async ({ answer, inOrder }) => {
          for (const each of before) await answer(each);
          assert.deepEqual((await inOrder(sql)).map((row) => JSON.parse(row)), right, `${before}: ${sql}`);
        }, sample);
      }
    }
  });
}

faultTest(
  "Rows of a table, where no item has an attribute of its name, are told of unless all was looked at",
  async () => {
    const without = items.map(({ id, ord }) => ({ id, ord }));
    for (const [sample, told] of [[1_000, 0], [7, 1]] as const) {
      await asking({ items: without, orders }, async ({ answer }) => {
        const { answer: { rows }, warnings } = await answer(
          "SELECT DISTINCT o FROM items i JOIN orders o ON o.id = i.ord WHERE x = 2",
        );
        assert.deepEqual(rows, ['[{"id":"o2","x":2}]']);
        const found = warnings.filter((each) =>
          each.startsWith("o is read as the rows of o: no item of items ") &&
          each.endsWith(' In full, i."o" is the attribute.')
        );
        assert.equal(found.length, told, warnings.join());
      }, sample);
    }
  },
);
