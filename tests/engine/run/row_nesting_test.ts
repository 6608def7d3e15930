import assert from "node:assert/strict";
import { DynamoSqlError } from "../../../src/errors.ts";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

type Pair = readonly [number | null, number | null];

/** All pairs of a missing part, 1 and 2. */
const pairs: readonly Pair[] = [null, 1, 2].flatMap((a) => [null, 1, 2].map((b): Pair => [a, b]));

const part = (name: string, value: number | null) => value === null ? {} : { [name]: num(String(value)) };

const world: World = await openWorld();
Deno.test.afterAll(() => world.close());
await createTable(world.database, { name: "pairs", hash: "id" });
await putItems(
  world.database,
  "pairs",
  // Columns that are called like those that the comparison makes.
  pairs.map(([a, b], at) => ({
    id: `p${at}`,
    ...part("a", a),
    ...part("b", b),
    ...part("__m0", a),
    ...part("__m1", b),
  })),
);
await createTable(world.database, { name: "among", hash: "id" });
await putItems(world.database, "among", [
  { id: "m0", x: num("1"), y: num("1"), g: "x" },
  { id: "m1", x: num("2"), g: "x" },
]);

const rowsFor = async (sql: string): Promise<readonly string[]> => (await world.run(sql)).rows;

/** Whether a pair is none of others, by SQL's three values: null if it is none for certain, but may be one. */
function isNone([a, b]: Pair, others: readonly Pair[]): boolean | null {
  const alike = others.map(([x, y]) => {
    if ((a !== null && x !== null && a !== x) || (b !== null && y !== null && b !== y)) return false;
    return [a, b, x, y].includes(null) ? null : true;
  });
  return alike.includes(true) ? false : alike.includes(null) ? null : true;
}

Deno.test({
  name: "rows that are not among rows that are not among rows, eight times, come as fast as once",
  ...open,
  async fn() {
    let query = "SELECT x AS a, y AS b FROM among";
    let right: readonly Pair[] = [[1, 1], [2, null]];
    for (let level = 1; level <= 8; level++) {
      query = `SELECT a, b FROM pairs WHERE (a, b) NOT IN (${query})`;
      right = pairs.filter((pair) => isNone(pair, right) === true);
      assert.deepEqual(
        (await rowsFor(query)).toSorted(),
        right.map((pair) => JSON.stringify(pair)).toSorted(),
      );
    }
    // Of the nine pairs only (1, 2) is neither (1, 1) nor perhaps (2, -).
    assert.deepEqual(
      await rowsFor("SELECT id FROM pairs WHERE (a, b) NOT IN (SELECT x, y FROM among) ORDER BY id"),
      [
        '["p5"]',
      ],
    );
  },
});

const MANY = 300;
const many = (name: string) => Array<string>(MANY).fill(name).join();

/** The members are (1, 1) and (2, -). */
const cases: readonly (readonly [sql: string, rows: readonly string[]])[] = [
  [`SELECT count(*) FROM pairs WHERE (${many("a")}) <> ANY (SELECT ${many("x")} FROM among)`, ["[6]"]],
  [`SELECT count(*) FROM pairs WHERE (${many("a")}) NOT IN (SELECT ${many("x")} FROM among)`, ["[0]"]],
  // A lookup by hash: compared one by one, these are 900 million pairs.
  [
    "SELECT count(*) FROM (SELECT i AS a, i AS b FROM range(30000) t(i)) WHERE (a, b) NOT IN (SELECT i, i + 1 FROM range(30000) u(i))",
    ["[30000]"],
  ],
  ["SELECT count(*) FROM pairs WHERE (__m0, __m1, 'x') NOT IN (SELECT x, y, g FROM among)", ["[1]"]],
  ["SELECT count(*) FROM pairs WHERE (__m0, __m1) > ANY (SELECT x, y FROM among)", ["[8]"]],
  [
    "SELECT id FROM pairs WHERE (__m0, b) NOT IN (SELECT x, y FROM among m WHERE m.x <= pairs.__m0) ORDER BY id",
    [
      '["p0"]',
      '["p1"]',
      '["p2"]',
      '["p5"]',
    ],
  ],
  // Nothing is row 99; (row 1, missing) may be (1, 1), (row 2, …) may be (2, -).
  [
    "SELECT id FROM (SELECT id, (row_number() OVER (ORDER BY id), b) NOT IN (SELECT x, y FROM among) r FROM pairs) " +
    "WHERE r IS NULL ORDER BY id",
    ['["p0"]', '["p1"]'],
  ],
  // Comparisons in parts: true (1) for (1, 1), false (0) for (1, 2), else NULL.
  [
    "SELECT id FROM pairs WHERE (((a, b) IN (SELECT x, y FROM among))::INTEGER, 1) IN (SELECT x, y FROM among)",
    ['["p4"]'],
  ],
  [
    "SELECT id FROM pairs WHERE ((((a, b) IN (SELECT x, y FROM among))::INTEGER, 1) NOT IN (SELECT x, y FROM among))",
    ['["p5"]'],
  ],
  // Parts from outside, among rows of a WITH clause: b of (1, …) with x of 1.
  [
    "WITH c AS (SELECT x, y FROM among) SELECT p.id FROM pairs p WHERE p.a = 1 AND EXISTS (" +
    "SELECT 1 FROM among m WHERE (p.b, m.y) NOT IN (SELECT x, y FROM c)) ORDER BY 1",
    [],
  ],
  [
    "SELECT p.id FROM pairs p WHERE EXISTS (SELECT 1 FROM among m WHERE (p.a, p.b, m.x) NOT IN (" +
    "SELECT x, y, 2 FROM among)) ORDER BY 1",
    // With x = 1: all that is not 2.
    ["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"].map((id) => JSON.stringify([id])),
  ],
  [
    "WITH RECURSIVE r AS (SELECT 1 AS n, 1 AS m UNION ALL SELECT n + 1, m FROM r WHERE (n + 1, m) NOT IN (" +
    "SELECT x + 2, y FROM among WHERE y IS NOT NULL) AND n < 9) SELECT max(n) FROM r",
    ["[2]"],
  ],
];

for (const [sql, rows] of cases) {
  Deno.test({
    name: `a row is compared in time, as SQL defines it: ${sql.slice(0, 150)}`,
    ...open,
    async fn() {
      assert.deepEqual(await rowsFor(sql), rows);
    },
  });
}

Deno.test({
  name: "a query of random rows is run once for a comparison",
  ...open,
  async fn() {
    const seen = new Set<string>();
    for (let run = 0; run < 30; run++) {
      // Of the row (1, 5) it is true, of (1, -) NULL; false of none.
      const sql = "SELECT (1, 5) IN (SELECT 1, CASE WHEN random() < 0.5 THEN 5 END) AS r";
      seen.add((await rowsFor(sql)).join());
    }
    assert.deepEqual([...seen].toSorted(), ["[null]", "[true]"]);
  },
});

/** What cannot be inside of a subquery, nor stand there several times; the column of the comparison. */
const refused: readonly (readonly [sql: string, column: number])[] = [
  ["SELECT (a, b, row_number() OVER (ORDER BY id)) NOT IN (SELECT x, y, 99 FROM among) FROM pairs", 48],
  ["SELECT (a, b, sum(a) OVER ()) IN (SELECT x, y, 99 FROM among) FROM pairs", 31],
  ["SELECT (max(a), max(b), count(*)) IN (SELECT x, y, 99 FROM among) FROM pairs", 35],
  ["SELECT (a, random()) NOT IN (SELECT x, y FROM among) FROM pairs", 22],
];

for (const [sql, column] of refused) {
  Deno.test({
    name: `a row that cannot be compared where it stands is refused: ${sql}`,
    ...open,
    async fn() {
      await assert.rejects(world.run(sql), (error) => {
        assert(error instanceof DynamoSqlError);
        assert.equal(error.code, "invalid_query");
        assert.equal(
          error.message.replace(/ Consumed so far: .*$/, ""),
          "A row with a window, count(*) or random() is compared with the rows of a subquery: calculate it in " +
            `FROM (SELECT …), and compare it there (line 1, column ${column}).`,
        );
        return true;
      });
    },
  });
}
