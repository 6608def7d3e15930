import assert from "node:assert/strict";
import { pagesOf } from "../engine/pages.ts";
import { openWorld } from "../engine/world.ts";
import { createCostTables } from "./tables.ts";

const queries = [
  // Several ranges of a partition; of several partitions.
  "SELECT placed, total FROM orders WHERE customer = 'c003' AND (placed <= '2026-01-04' OR placed >= '2026-02-06')",
  "SELECT customer, placed FROM orders WHERE (customer = 'c003' AND placed < '2026-01-09') OR (customer = 'c004' AND placed > '2026-01-30')",
  // By the table's key or an index's.
  "SELECT pk, sk FROM app WHERE pk = 'USER#004' OR (gsi1pk = 'STATUS#open' AND gsi1sk LIKE '2026-01-0%')",
  "SELECT customer, placed FROM orders WHERE customer = 'c003' OR state = 'open'",
  // An index that lacks what is wanted.
  "SELECT id, email FROM customers WHERE city = 'city3' AND age BETWEEN 22 AND 38",
  "SELECT id, pad FROM docs WHERE owner = 'o1'",
  "SELECT id, status FROM customers WHERE (city = 'city3' AND age < 30) OR email = 'c011@example.com' OR id = 'c012'",
];

Deno.test("A read in parts, or through an index, pauses and goes on: no row twice, none lost", async () => {
  const world = await openWorld();
  try {
    await createCostTables(world.database);
    for (const sql of queries) {
      const expected = (await world.run(sql, { pushDown: false })).rows.toSorted();
      const pages = await pagesOf(world, sql, { pageRows: 3 });
      assert.deepEqual(pages.flatMap(({ rows }) => rows).toSorted(), expected, sql);
      assert.ok(pages.length > 1, `${sql}: in one page`);
    }
  } finally {
    await world.close();
  }
});
