/** `current_date` and its like are functions unless quoted, whether or not items have attributes of these names. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

const NAMES = [
  "current_catalog",
  "current_date",
  "current_schema",
  "current_role",
  "current_time",
  "current_timestamp",
  "current_user",
  "localtime",
  "localtimestamp",
  "session_user",
];

/** One of 60 has attributes that are called like the functions. */
const items = Array.from({ length: 60 }, (_, at) => ({
  id: `i${String(at).padStart(3, "0")}`,
  qty: at % 5,
  ord: `o${at % 3}`,
  ...(at === 43 ? Object.fromEntries(NAMES.map((name) => [name, `its ${name}`])) : {}),
}));
const orders = ["o0", "o1", "o2"].map((id) => ({ id }));

const cases: readonly (readonly [sql: string, right: unknown])[] = [
  // Also beside items of the select list that are called so.
  ["SELECT qty AS \"current_user\" FROM items WHERE current_user = 'duckdb' AND id < 'i002' ORDER BY 1", [
    [0],
    [1],
  ]],
  ["SELECT current_user, qty AS \"current_user\" FROM items WHERE id = 'i001'", [["duckdb", 1]]],
  ...NAMES.map((name) =>
    [`SELECT min(id), NULL AS "${name}" FROM items WHERE ${name} IS NOT NULL`, [["i000", null]]] as const
  ),
  [`SELECT ${NAMES.map((name) => `count(${name})`)} FROM items`, [NAMES.map(() => 60)]],
  [
    `SELECT count(*) FROM items WHERE ${
      NAMES.map((name) => `${name.toUpperCase()} IS NOT NULL`).join(" AND ")
    }`,
    [[60]],
  ],
  [`SELECT ${NAMES.map((name) => `count("${name}")`)} FROM items`, [NAMES.map(() => 1)]],
  [`SELECT ${NAMES.map((name) => `max(items."${name}")`)} FROM items`, [NAMES.map((name) => `its ${name}`)]],
  [`SELECT id, "localtime" FROM items WHERE "localtime" = 'its localtime'`, [["i043", "its localtime"]]],
  [`SELECT id FROM items WHERE "localtime" IS NOT NULL AND localtime IS NOT NULL`, [["i043"]]],
  ["SELECT count(*) FROM items WHERE DATE '2020-01-01' < current_date", [[60]]],
  ["SELECT count(*) FROM items WHERE current_date = DATE '2020-01-01'", [[0]]],
  ["SELECT count(*) FROM items WHERE current_user = 'its current_user'", [[0]]],
  ["SELECT count(*) FROM items WHERE current_user = 'duckdb'", [[60]]],
  [
    "SELECT count(*) FROM orders JOIN items ON items.ord = orders.id AND DATE '2020-01-01' < current_date",
    [[60]],
  ],
  ["SELECT count(*) FROM orders JOIN items ON ord = orders.id WHERE current_role = 'duckdb'", [[60]]],
  [
    "SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM items WHERE ord = orders.id AND localtime IS NULL)",
    [],
  ],
  ["SELECT (SELECT current_user), count(*) FROM items GROUP BY ALL", [["duckdb", 60]]],
  ["SELECT count(*) FROM items i WHERE (SELECT current_date) IS NULL", [[0]]],
  ["SELECT count(*) FROM (SELECT * FROM items) WHERE current_date IS NOT NULL", [[60]]],
  ['SELECT count("current_date"), count(current_date) FROM (SELECT * FROM items)', [[1, 60]]],
  ['WITH w AS (SELECT "current_user" FROM items) SELECT count("current_user"), min(current_user) FROM w', [[
    1,
    "duckdb",
  ]]],
  ['SELECT current_user, "current_user" FROM items ORDER BY "current_user" NULLS LAST LIMIT 1', [[
    "duckdb",
    "its current_user",
  ]]],
  ["SELECT current_user, count(*) FROM items GROUP BY current_user ORDER BY current_user", [["duckdb", 60]]],
  ["SELECT count(*) FROM (SELECT *, current_user AS me FROM items) WHERE me = 'duckdb'", [[60]]],
  [
    'SELECT count(*), count(i."current_user") FROM items i JOIN items j ON i."current_user" = j."current_user"',
    [[1, 1]],
  ],
  ["SELECT current_date AS d, qty FROM items WHERE d IS NULL", []],
  // What the statement itself calls so is a column of its own.
  ["SELECT qty AS current_user, count(*) FROM items GROUP BY current_user ORDER BY current_user LIMIT 1", [[
    0,
    12,
  ]]],
  ["SELECT max(current_user) FROM (SELECT ord AS current_user FROM items)", [["o2"]]],
];

for (const sample of [7, 1, 1_000]) {
  faultTest(
    `A name like current_date is a function unless quoted, of ${sample} items looked at`,
    async () => {
      for (const [sql, right] of cases) {
        await asking({ items, orders }, async ({ answer }) => {
          for (const run of ["first", "second"]) {
            const { answer: { rows }, warnings } = await answer(sql);
            assert.deepEqual(rows.map((row) => JSON.parse(row)), right, `${run}: ${sql}`);
            assert.deepEqual(warnings, [], `${run}: ${sql}`);
          }
        }, sample);
      }
    },
  );

  faultTest(
    `Beside a star, current_date is a function, of ${sample} items looked at`,
    () =>
      asking({ items }, async ({ answer }) => {
        for (const run of ["first", "second"]) {
          const { answer: { rows, names } } = await answer(
            "SELECT current_user, *, CURRENT_DATE IS NULL, upper(current_user) FROM items ORDER BY id",
          );
          assert.deepEqual(
            names,
            [
              "current_user",
              "id",
              ...NAMES.slice(0, 7).sort(),
              "localtime",
              "localtimestamp",
              "ord",
              "qty",
              "session_user",
              "(CURRENT_DATE IS NULL)",
              "upper(current_user)",
            ],
            run,
          );
          assert.equal(rows.length, 60);
          for (const [at, row] of rows.entries()) {
            const values = JSON.parse(row);
            assert.deepEqual([values[0], ...values.slice(-2)], ["duckdb", false, "DUCKDB"], run);
            assert.equal(values[names.indexOf("localtime")], at === 43 ? "its localtime" : null, run);
          }
        }
        const using =
          'SELECT count(*), count(i."current_user") FROM items i JOIN items j USING ("current_user")';
        assert.deepEqual((await answer(using)).answer.rows, ["[1,1]"]);
      }, sample),
  );
}
