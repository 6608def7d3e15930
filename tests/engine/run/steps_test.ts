import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

const cases: readonly (readonly [sql: string, rows: readonly unknown[]])[] = [
  [
    "WITH RECURSIVE r(n, k) AS (SELECT n, 1 FROM steps WHERE id = 'a3' UNION ALL SELECT n / 2, k + 1 FROM r WHERE k < 4) " +
    "SELECT n FROM r ORDER BY k",
    [3.5, 1.75, 0.875, 0.4375],
  ],
  [
    "WITH RECURSIVE r(n, k) AS (SELECT \"late\", 1 FROM steps WHERE id = 'a3' UNION ALL SELECT coalesce(n, 3) * 0.1, k + 1 " +
    "FROM r WHERE k < 4) SELECT n FROM r ORDER BY k",
    [null, 0.3, 0.03, 0.003],
  ],
  [
    "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x * 1.5 FROM r WHERE x < 3) SELECT x FROM r ORDER BY x",
    [
      1,
      1.5,
      2.25,
      3.375,
    ],
  ],
  ["SELECT list_reduce([n, n, n], lambda a, b: a * 0.5 + b) FROM steps WHERE id = 'a3'", [6.125]],
];

Deno.test({
  name: "recursive queries and list_reduce give the same, whatever numbers other items have",
  ...open,
  async fn() {
    for (const other of [2, 0.125, 0.12345678, 0.30000000000000004]) {
      const world = await openWorld();
      try {
        await createTable(world.database, { name: "steps", hash: "id" });
        await putItems(world.database, "steps", [{ id: "a1", n: 1 }, { id: "a3", n: 3.5 }, {
          id: "z",
          n: other,
        }]);
        for (const [sql, right] of cases) {
          for (const run of ["first", "second"]) {
            const { rows } = await world.run(sql);
            assert.deepEqual(
              rows.map((row) => JSON.parse(row)[0]).map((value) => value === null ? null : Number(value)),
              right,
              `${sql} beside ${other}, ${run} run`,
            );
          }
        }
      } finally {
        await world.close();
      }
    }
  },
});
