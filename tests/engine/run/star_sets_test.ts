import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

/** Sixty items, of which two have an attribute that no other has. */
const items = Array.from({ length: 60 }, (_, n) => ({
  id: `s${String(n).padStart(2, "0")}`,
  a: n,
  ...(n === 50 ? { late: 1 } : {}),
  ...(n === 51 ? { early: "q" } : {}),
}));

/** Their rows; what is NULL is left out, for what else is known decides whether it is shown. */
const [s01, s02, s50, s51] = [1, 2, 50, 51].map((n) => items[n]);
const at = (id: string) => `SELECT * FROM star WHERE id = '${id}'`;
const none = "SELECT * FROM star WHERE false";

/** Statements over one table with the rows that they give. */
const cases: readonly (readonly [sql: string, rows: readonly unknown[]])[] = [
  [`${at("s50")} UNION ${at("s51")} ORDER BY 1`, [s50, s51]],
  [`${at("s50")} UNION ALL ${at("s01")}`, [s50, s01]],
  [`${at("s01")} UNION ALL ${at("s50")} UNION ALL ${at("s51")}`, [s01, s50, s51]],
  [`${at("s50")} EXCEPT ${at("s51")}`, [s50]],
  [`(${at("s50")} UNION ${at("s02")}) INTERSECT ${at("s50")}`, [s50]],
  [`${at("s01")} UNION BY NAME ${at("s51")} ORDER BY id`, [s01, s51]],
  [`${none} UNION ALL SELECT * FROM star WHERE a = 50`, [s50]],
  [`SELECT * FROM star WHERE a = 51 EXCEPT ${none}`, [s51]],
  [
    `SELECT * EXCLUDE (a) FROM star WHERE id = 's50' UNION ALL SELECT * EXCLUDE (a) FROM star WHERE id = 's02'`,
    [
      { id: "s50", late: 1 },
      { id: "s02" },
    ],
  ],
  [`WITH c AS (${at("s50")}), d AS (${at("s51")}) SELECT * FROM c UNION ALL SELECT * FROM d`, [s50, s51]],
  [`SELECT x.* FROM star x WHERE id = 's02' UNION ALL SELECT y.* FROM star y WHERE a = 51`, [s02, s51]],
  [`SELECT u.* FROM (${at("s50")} UNION ALL ${at("s51")}) u ORDER BY a`, [s50, s51]],
  [`SELECT * FROM star WHERE id = 's50' AND a IN (SELECT a FROM (${at("s51")} UNION ALL ${at("s50")}))`, [
    s50,
  ]],
];

for (const sampleItems of [1, 7, 100]) {
  Deno.test({
    name:
      `set operations of * over one table line columns up by name, where ${sampleItems} items were looked at`,
    ...open,
    async fn() {
      for (const [sql, rows] of cases) {
        const world = await openWorld({ sampleItems });
        try {
          await createTable(world.database, { name: "star", hash: "id" });
          await putItems(world.database, "star", items);
          for (const run of ["first", "second"]) {
            const answer = await world.run(sql);
            assert.deepEqual(
              answer.rows.map((row) => shown(answer.columns, row)),
              rows,
              `${sql}, ${run} run`,
            );
            await world.catalog.learn("default", answer.learned);
          }
        } finally {
          await world.close();
        }
      }
    },
  });
}

/** What a row shows, by name. */
function shown(columns: readonly { readonly name: string }[], row: string): Record<string, unknown> {
  const values: unknown[] = JSON.parse(row);
  const named = columns.map(({ name }, place) => [name, values[place]] as const);
  return Object.fromEntries(named.filter(([, value]) => value !== null));
}

Deno.test({
  name: "set operations of * over items of hundreds of attributes line columns up by name",
  ...open,
  async fn() {
    const world = await openWorld({ sampleItems: 2 });
    try {
      await createTable(world.database, { name: "wide", hash: "id" });
      const wide = Array.from({ length: 8 }, (_, n) => ({
        id: `w${n}`,
        ...Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`x${n}_${at}`, n])),
      }));
      await putItems(world.database, "wide", wide);
      const { columns, rows } = await world.run(
        "SELECT * FROM wide WHERE id = 'w7' UNION ALL SELECT * FROM wide WHERE false UNION ALL " +
          "SELECT * FROM wide WHERE id = 'w3'",
      );
      assert.deepEqual(rows.map((row) => shown(columns, row)), [wide[7], wide[3]]);
    } finally {
      await world.close();
    }
  },
});
