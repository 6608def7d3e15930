/** What a star shows is the same whether its columns are made, or its items are carried to the answer. */
import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { pagesOf } from "../pages.ts";
import { open, openWorld } from "../world.ts";
import { tableIn, worldsOf } from "../worlds.ts";

const worlds = await worldsOf([3, 1_000]);
const [few, all] = worlds;

/** Items of many kinds: rare keys, wider numbers, lists that mix, names that collide, values of another family. */
const items = Array.from({ length: 300 }, (_, n) => ({
  p: `k${n % 3}`,
  n,
  text: n % 5 === 0 ? `it's "${n}", \n and \u0000 ünïcode` : `t${n}`,
  whole: n,
  Whole: n % 7 === 0 ? `twin ${n}` : undefined,
  price: n < 50 ? n : num(`${n}.${n % 100}5`),
  float: n % 2 === 0 ? num("0.1234567890123456") : num(String(n)),
  wide: n === 200 ? num("12345678901234567890123456789012345678") : n,
  far: n === 201 ? num("1E+100") : n,
  fine: n === 150 ? num("0.12345678901234567890") : num("1.5"),
  odd: n % 200 === 150 ? "odd" : n,
  mixed: n % 4 === 3 ? `m${n}` : n % 4 === 2 ? true : n,
  any: n % 3 === 2 ? { deep: [n] } : n,
  flag: n % 2 === 0,
  bytes: new Uint8Array([n % 256, 1, 2]),
  nothing: n % 9 === 0 ? null : undefined,
  map: { a: n, ...(n === 120 ? { rare: num("1.25") } : {}), ...(n % 50 === 49 ? { list: [n, "x"] } : {}) },
  empty: n % 2 === 0 ? {} : { k: n },
  list: n === 130 ? [n, num("0.5"), num("99999999999999999")] : [n, n + 1],
  texts: n % 6 === 5 ? [n, "x"] : ["y"],
  ss: new Set(["b", `a${n}`]),
  ns: new Set([n, num(`${n}.5`)]),
  [`key_${n % 40}`]: n % 2 === 0 ? n : `v${n}`,
  big: Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`k${at}`, at === 3 ? num("0.25") : at])),
  ['quo"ted']: n,
  "": undefined,
}));
const others = Array.from({ length: 40 }, (_, n) => ({
  id: `k${n % 4}#${n}`,
  p: `k${n % 4}`,
  n: n * 3,
  ...(n === 30 ? { late: [n] } : {}),
}));
await tableIn(worlds, { name: "things", hash: "p", sort: "n:N" }, items);
await tableIn(worlds, { name: "others", hash: "id" }, others);

/** A statement, and the same where its stars are over what a subquery gives: their columns are then made. */
const pairs: readonly (readonly [string, string])[] = [
  ["SELECT * FROM things ORDER BY n, p", "SELECT * FROM (SELECT * FROM things) things ORDER BY n, p"],
  // No two items have one key, so that all are distinct; without the key, they may be alike.
  [
    "SELECT DISTINCT * FROM things WHERE n < 40 ORDER BY n LIMIT 30",
    "SELECT DISTINCT * FROM (SELECT * FROM things) things WHERE n < 40 ORDER BY n LIMIT 30",
  ],
  [
    "SELECT DISTINCT * EXCLUDE (id, n, late), n % 8 AS rest FROM others ORDER BY p, rest",
    "SELECT DISTINCT * EXCLUDE (id, n, late), n % 8 AS rest FROM (SELECT * FROM others) others ORDER BY p, rest",
  ],
  [
    "SELECT DISTINCT o.* FROM others o JOIN things t ON t.p = o.p ORDER BY o.id",
    "SELECT DISTINCT o.* FROM (SELECT * FROM others) o JOIN things t ON t.p = o.p ORDER BY o.id",
  ],
  [
    "SELECT t.* FROM things t WHERE n % 3 = 1 ORDER BY n",
    "SELECT t.* FROM (SELECT * FROM things) t WHERE n % 3 = 1 ORDER BY n",
  ],
  [
    "SELECT n * 2 AS twice, *, 'x, \"]' AS x FROM things WHERE price > 20.5 AND p <> 'k1' ORDER BY twice DESC LIMIT 50",
    "SELECT n * 2 AS twice, *, 'x, \"]' AS x FROM (SELECT * FROM things) things WHERE price > 20.5 AND p <> 'k1' " +
    "ORDER BY twice DESC LIMIT 50",
  ],
  [
    "SELECT * EXCLUDE (big, text), n AS again FROM things WHERE map.a > 100 ORDER BY n",
    "SELECT * EXCLUDE (big, text), n AS again FROM (SELECT * FROM things) things WHERE map.a > 100 ORDER BY n",
  ],
  [
    "SELECT row_number() OVER (ORDER BY n DESC) AS place, * FROM things ORDER BY place",
    "SELECT row_number() OVER (ORDER BY n DESC) AS place, * FROM (SELECT * FROM things) things ORDER BY place",
  ],
  [
    "SELECT * FROM others o LEFT JOIN things t ON t.p = o.p AND t.n = o.n ORDER BY o.id",
    "SELECT * FROM (SELECT * FROM others) o LEFT JOIN (SELECT * FROM things) t ON t.p = o.p AND t.n = o.n ORDER BY o.id",
  ],
  [
    "SELECT b.*, a.n AS m FROM things a JOIN things b ON a.p = b.p AND a.n + 3 = b.n WHERE a.whole < 90 ORDER BY b.n",
    "SELECT b.*, a.n AS m FROM things a JOIN (SELECT * FROM things) b ON a.p = b.p AND a.n + 3 = b.n " +
    "WHERE a.whole < 90 ORDER BY b.n",
  ],
  [
    "SELECT * FROM things t WHERE EXISTS (SELECT 1 FROM others o WHERE o.n = t.n) ORDER BY odd, n",
    "SELECT * FROM (SELECT * FROM things) t WHERE EXISTS (SELECT 1 FROM others o WHERE o.n = t.n) ORDER BY odd, n",
  ],
  [
    "SELECT *, unnest(list) AS one FROM things WHERE n BETWEEN 128 AND 131 ORDER BY n, one",
    "SELECT *, unnest(list) AS one FROM (SELECT * FROM things) things WHERE n BETWEEN 128 AND 131 ORDER BY n, one",
  ],
];

for (
  const [known, world] of [["three items were looked at", few], ["all items were looked at", all]] as const
) {
  for (const [carried, made] of pairs) {
    Deno.test({
      name: `a star that is carried shows what its columns would, where ${known}: ${carried}`,
      ...open,
      async fn() {
        for (let run = 0; run < 2; run++) {
          const one = await world.run(carried);
          const other = await world.run(made);
          assert.deepEqual(one.columns, other.columns);
          assert.deepEqual(one.rows, other.rows);
          assert.ok(one.rows.length > 5);
          assert.deepEqual([...one.warnings].sort(), [...other.warnings].sort());
          assert.equal(one.stats.itemsRead, other.stats.itemsRead);
        }
      },
    });
  }

  Deno.test({
    name: `pages of a star that is carried are its rows, in one set of columns, where ${known}`,
    ...open,
    async fn() {
      const sql = "SELECT * FROM things WHERE n % 2 = 0";
      const whole = await world.run(`${sql} ORDER BY p, n`);
      const learned = [...whole.learned];
      await world.catalog.learn("default", learned);
      const pages = await pagesOf(world, sql, { pageRows: 20 });
      for (const { columns } of pages) assert.deepEqual(columns, whole.columns);
      assert.deepEqual(pages.flatMap(({ rows }) => rows).toSorted(), whole.rows.toSorted());
    },
  });
}

Deno.test({
  name: "a star over thousands of attributes answers within an engine's memory, and shows them all",
  ...open,
  async fn() {
    const world = await openWorld({ sampleItems: 20, memoryBytes: 2 ** 28 });
    try {
      const width = 3_000;
      await createTable(world.database, { name: "wide", hash: "p", sort: "n:N" });
      await putItems(
        world.database,
        "wide",
        Array.from({ length: 600 }, (_, n) => ({
          p: "a",
          n,
          ...Object.fromEntries(
            Array.from(
              { length: 100 },
              (_, at) => [`a${(n * 5 + at * 29) % width}`, at % 2 === 0 ? n : `v${n}`],
            ),
          ),
        })),
      );
      const { columns, rows } = await world.run("SELECT * FROM wide ORDER BY n DESC");
      assert.equal(columns.length, width + 2);
      assert.equal(rows.length, 600);
      const row: readonly unknown[] = JSON.parse(rows[599 - 7] ?? "");
      const shown = new Map(columns.map(({ name }, at) => [name, row[at]]));
      assert.equal(shown.get("n"), 7);
      assert.equal([...shown.values()].filter((value) => value !== null).length, 102);
      for (let at = 0; at < 100; at++) {
        const value = shown.get(`a${(35 + at * 29) % width}`);
        assert.equal(String(value), at % 2 === 0 ? "7" : "v7");
      }
    } finally {
      await world.close();
    }
  },
});
