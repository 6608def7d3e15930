/** A subquery over a list of the row, such as `= ANY (list)`, looks at no other row: reading stops early, and pages go on. */
import assert from "node:assert/strict";
import { num } from "../../fixtures/tables.ts";
import { pagesOf, rowsOf } from "../pages.ts";
import { open } from "../world.ts";
import { tableIn, worldsOf } from "../worlds.ts";

const worlds = await worldsOf([7, 1_000]);

/** Every tenth item has no tags; of the others, odd ones have `b`. */
const ITEMS = 200;
const numbers = Array.from({ length: ITEMS }, (_, n) => n);
const lacks = (n: number) => n % 10 === 0;
const hasB = (n: number) => !lacks(n) && n % 2 === 1;
await tableIn(
  worlds,
  { name: "tagged", hash: "id", sort: "n:N" },
  numbers.map((n) => ({
    id: "k",
    n: num(String(n)),
    ...(lacks(n) ? {} : { tags: hasB(n) ? ["a", "b"] : ["a"] }),
  })),
);

/** By hand: the numbers of the items that pass. A missing list is an empty one to ANY and ALL. */
const conditions: readonly (readonly [condition: string, passes: (n: number) => boolean])[] = [
  ["'b' = ANY(tags)", hasB],
  ["'b' IN (SELECT unnest(tags))", hasB],
  ["NOT 'b' = ANY(tags)", (n) => !hasB(n)],
  ["'b' <> ALL(tags)", (n) => !hasB(n)],
  ["EXISTS (SELECT 1 FROM unnest(tags) u(x) WHERE x = 'b')", hasB],
  ["NOT EXISTS (SELECT 1 FROM unnest(tags) u(x) WHERE x = 'b')", (n) => !hasB(n)],
];

for (const [condition, passes] of conditions) {
  Deno.test({
    name: `${condition} with LIMIT stops early, and without goes on over pages`,
    ...open,
    async fn() {
      const right = numbers.filter(passes).map((n) => [n]);
      const sql = `SELECT n FROM tagged WHERE id = 'k' AND ${condition}`;
      for (const world of worlds) {
        const few = await world.run(`${sql} LIMIT 2`);
        assert.deepEqual(rowsOf([few]), right.slice(0, 2));
        assert.ok(few.stats.itemsRead <= 20, `${few.stats.itemsRead} items`);
        const pages = await pagesOf(world, sql, { pageRows: 30 });
        assert.deepEqual(rowsOf(pages), right);
        assert.ok(pages.length >= right.length / 60, `${pages.length} pages`);
      }
    },
  });
}

Deno.test({
  name: "what is asked once for all rows, and what looks at other rows, reads all before it answers",
  ...open,
  async fn() {
    const [world] = worlds;
    const { rows } = await world.run("SELECT (SELECT random()) FROM tagged");
    assert.equal(new Set(rows).size, 1);
    const joined = "SELECT n FROM tagged, unnest(tags) u(x) WHERE x = 'b' LIMIT 1";
    assert.equal((await world.run(joined)).stats.itemsRead, ITEMS);
    const above = "SELECT n FROM tagged WHERE id = 'k' AND n > (SELECT max(t.n) - 2 FROM tagged t)";
    assert.deepEqual((await world.run(above, { pageRows: 1 })).rows, ["[198]", "[199]"]);
  },
});
