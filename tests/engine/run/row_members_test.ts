import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

/** By id, the row looked for, and the rows among which it is: met; met beside a missing part; missing; other; none. */
const own = [["p", 1, 1], ["q", 1, null], ["r", 2, 2], ["s", 1, 5], ["t", 3, 3]] as const;
const others = [["p1", "p", 1, 1], ["p2", "p", 1, null], ["q1", "q", 1, 7], ["r1", "r", 2, 3], [
  "r2",
  "r",
  null,
  4,
], [
  "s1",
  "s",
  1,
  null,
]] as const;

const parts = (a: number | null, b: number | null) => ({
  ...(a === null ? {} : { a: num(String(a)) }),
  ...(b === null ? {} : { b: num(String(b)) }),
});

const AMONG = "(SELECT o.a, o.b FROM others o WHERE o.of = m.id)";

/** By the standard: NULL where no row is equal and one may be. */
const cases: readonly (readonly [sql: string, rows: readonly string[]])[] = [
  [`SELECT id FROM mine m WHERE (a, b) IN ${AMONG} ORDER BY id`, ['["p"]']],
  [`SELECT id FROM mine m WHERE (a, b) = ANY ${AMONG} ORDER BY id`, ['["p"]']],
  [`SELECT id FROM mine m WHERE id = 't' OR (a, b) IN ${AMONG} ORDER BY id`, ['["p"]', '["t"]']],
  [`SELECT id FROM mine m WHERE (a, b) NOT IN ${AMONG} ORDER BY id`, ['["r"]', '["t"]']],
  [`SELECT id, (a, b) IN ${AMONG} AS found FROM mine m ORDER BY id`, [
    '["p",true]',
    '["q",null]',
    '["r",false]',
    '["s",null]',
    '["t",false]',
  ]],
  [`SELECT count(*) FILTER ((a, b) IN ${AMONG}) FROM mine m`, ["[1]"]],
  [
    "SELECT id FROM mine m WHERE (a, b) IN (SELECT max(o.a), max(o.b) FROM others o WHERE o.of = m.id) ORDER BY id",
    ['["p"]'],
  ],
  [
    "WITH c AS (SELECT * FROM others) SELECT id FROM mine m WHERE (a, b) IN (SELECT a, b FROM c WHERE c.of = m.id)",
    ['["p"]'],
  ],
  ["SELECT id FROM mine m WHERE (a, b) IN (SELECT o.a, o.b FROM others o) ORDER BY id", ['["p"]']],
];

for (const [sql, rows] of cases) {
  Deno.test({
    name: `rows are looked for among those of a query that takes columns from outside: ${sql}`,
    ...open,
    async fn() {
      const world = await openWorld({ sampleItems: 10 });
      try {
        await createTable(world.database, { name: "mine", hash: "id" });
        await createTable(world.database, { name: "others", hash: "id" });
        await putItems(world.database, "mine", own.map(([id, a, b]) => ({ id, ...parts(a, b) })));
        await putItems(
          world.database,
          "others",
          others.map(([id, of, a, b]) => ({ id, of, ...parts(a, b) })),
        );
        assert.deepEqual((await world.run(sql)).rows, rows);
      } finally {
        await world.close();
      }
    },
  });
}
