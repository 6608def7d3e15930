import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { pagesOf, rowsOf } from "../pages.ts";
import { open, openWorld, type World } from "../world.ts";

/** Only three items of each table are sampled: they hold numbers only. */
const world: World = await openWorld({ sampleItems: 3 });
Deno.test.afterAll(() => world.close());

/** Of 60 items, every fourth from the 10th on has a text in place of a number, and every fifth a map. */
const items = Array.from({ length: 60 }, (_, n) => ({
  p: "a",
  n,
  mixed: n >= 10 && n % 4 === 0 ? `t${n}` : num(String(n)),
  any: n >= 10 && n % 5 === 0 ? { k: n } : num(String(n)),
  place: { x: n >= 10 && n % 4 === 0 ? `t${n}` : num(String(n)) },
}));
await createTable(world.database, { name: "settled", hash: "p", sort: "n:N" });
await putItems(world.database, "settled", items);
await createTable(world.database, { name: "other", hash: "p", sort: "n:N" });
await putItems(world.database, "other", Array.from({ length: 60 }, (_, n) => ({ p: "a", n })));

const isText = (n: number) => n >= 10 && n % 4 === 0;
const isMap = (n: number) => n >= 10 && n % 5 === 0;
const mixed = (n: number) => isText(n) ? `t${n}` : String(n);
const any = (n: number) => isMap(n) ? { k: n } : n;

/** By one page, as a whole, and where rows were read in batches before. */
const cases: readonly (readonly [string, (n: number) => unknown[] | null])[] = [
  ["SELECT n, mixed FROM settled", (n) => [n, mixed(n)]],
  ['SELECT n, "any" FROM settled', (n) => [n, any(n)]],
  ["SELECT n, place.x FROM settled", (n) => [n, mixed(n)]],
  ["SELECT n, mixed FROM settled WHERE n % 7 = 0", (n) => n % 7 === 0 ? [n, mixed(n)] : null],
  ["SELECT n, mixed FROM settled WHERE mixed::VARCHAR LIKE 't%'", (n) => isText(n) ? [n, mixed(n)] : null],
  ["SELECT n, mixed FROM settled ORDER BY n", (n) => [n, mixed(n)]],
  ["SELECT n, mixed FROM settled WHERE n % 3 = 0 LIMIT 100", (n) => n % 3 === 0 ? [n, mixed(n)] : null],
];

for (const [sql, expected] of cases) {
  Deno.test({
    name: `one page reads a column as all its items say: ${sql}`,
    ...open,
    async fn() {
      const rows = items.flatMap(({ n }) => {
        const row = expected(n);
        return row === null ? [] : [row];
      });
      // A page that asks for as many rows as there are is read in several batches, where some are left out.
      for (const pageRows of [1_000, 12, rows.length]) {
        if (pageRows === 12 && rows.length > 15) continue;
        const answer = await world.run(sql, { pageRows });
        assert.deepEqual(
          answer.rows.map((row) => JSON.parse(row)).slice(0, rows.length),
          rows.slice(0, answer.rows.length),
        );
        assert.ok(answer.rows.length >= Math.min(pageRows, rows.length));
      }
    },
  });
}

Deno.test({
  name: "LIMIT and OFFSET count the rows in their last types",
  ...open,
  async fn() {
    const texts = items.filter(({ n }) => isText(n)).map(({ n }) => `["t${n}"]`);
    const { rows } = await world.run(
      "SELECT mixed FROM settled WHERE mixed::VARCHAR LIKE 't%' LIMIT 4 OFFSET 2",
    );
    assert.deepEqual(rows, texts.slice(2, 6));
  },
});

Deno.test({
  name: "a join with LIMIT that reads in batches judges its columns by all of them",
  ...open,
  async fn() {
    const { rows } = await world.run(
      "SELECT s.n, s.mixed FROM other o JOIN settled s ON s.p = o.p AND s.n = o.n WHERE o.n % 2 = 0 LIMIT 20",
    );
    assert.deepEqual(
      rows.map((row) => JSON.parse(row)).sort(([a], [b]) => a - b).map(([n, value]) => [n, value]),
      Array.from({ length: 20 }, (_, at) => [2 * at, mixed(2 * at)]),
    );
  },
});

Deno.test({
  name: "later pages keep the family that the first page's items gave a column",
  ...open,
  async fn() {
    const pages = await pagesOf(world, "SELECT n, mixed FROM settled", { pageRows: 20 });
    for (const { columns } of pages) {
      assert.deepEqual(columns.map(({ type }) => type), ["BIGINT", "VARCHAR"]);
    }
    assert.deepEqual(rowsOf(pages), items.map(({ n }) => [n, mixed(n)]));
  },
});

Deno.test({
  name: "a statement that is known judges the kinds of what it reads like one that is not",
  ...open,
  async fn() {
    const sql = (one: number, other: number) =>
      `SELECT n, mixed FROM settled WHERE p = 'a' AND n IN (${one}, ${other})`;
    for (let n = 0; n < 3; n++) {
      await world.run(sql(1, 2));
      await world.executor.learned();
    }
    for (const more of [{}, { plainly: true }]) {
      const { rows, warnings } = await world.run(sql(11, 12), more);
      assert.deepEqual([rows.toSorted(), warnings], [['[11,"11"]', '[12,"t12"]'], []]);
    }
  },
});
