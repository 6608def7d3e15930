/** Several reads of one table in a statement: a column has one type in all of them, and shows what each has read. */
import assert from "node:assert/strict";
import { num } from "../../fixtures/tables.ts";
import { open } from "../world.ts";
import { tableIn, worldsOf } from "../worlds.ts";

const worlds = await worldsOf([2, 1_000]);

const LONG = "1234567890123456789";
/** So many digits after the point that no DECIMAL holds them beside {@link LONG}. */
const FINE = "0.00000000000000000000000000001";

/** Of the first partition a value has a fraction, of the last it is long: a small sample meets neither. */
await tableIn(worlds, { name: "parts", hash: "p", sort: "n:N" }, [
  ...Array.from({ length: 60 }, (_, n) => ({ p: "a", n, v: n, l: [n], m: { k: n }, f: n, free: n })),
  { p: "a", n: 99, v: num("0.5"), l: [num("0.5")], m: { k: num("0.5") }, f: num(FINE), free: num("2.5") },
  ...Array.from({ length: 60 }, (_, n) => ({ p: "m", n, v: n, l: [n], m: { k: n }, f: n, free: n })),
  ...Array.from({ length: 60 }, (_, n) => ({ p: "z", n, v: n, l: [n], m: { k: n }, f: n, free: n })),
  { p: "z", n: 99, v: num(LONG), l: [num(LONG)], m: { k: num(LONG) }, f: 7, free: "text" },
]);

const WHERE = "a.p = 'a' AND b.p = 'z' AND a.n = 99";

/** Stars that are carried, stars whose columns are made, and columns by name. */
const froms = [
  ["SELECT *", "parts a JOIN parts b ON a.n = b.n"],
  ["SELECT *", "(SELECT * FROM parts) a JOIN (SELECT * FROM parts) b ON a.n = b.n"],
  ["SELECT a.p, a.n, a.v, a.l, a.m, b.p, b.n, b.v, b.l, b.m", "parts a JOIN parts b ON a.n = b.n"],
] as const;

for (const [select, from] of froms) {
  Deno.test({
    name: `${select} over ${from}: what one read widens shows all that another has read`,
    ...open,
    async fn() {
      for (const world of worlds) {
        const { rows, columns } = await world.run(`${select} FROM ${from} WHERE ${WHERE}`);
        const [row = ""] = rows;
        assert.equal(rows.length, 1);
        const values: readonly unknown[] = JSON.parse(row);
        const shown = (name: string) => values.filter((_, at) => columns[at]?.name === name);
        assert.deepEqual(shown("v"), [0.5, LONG]);
        assert.deepEqual(shown("l"), [[0.5], [LONG]]);
        assert.deepEqual(shown("m"), [{ k: 0.5 }, { k: LONG }]);
        for (const name of ["v", "l", "m"]) {
          const types = columns.filter((column) => column.name === name).map(({ type }) => type);
          assert.equal(new Set(types).size, 1, `${types}`);
        }
      }
    },
  });
}

Deno.test({
  name: "numbers that no decimal holds together are doubles in all reads, and none is NULL",
  ...open,
  async fn() {
    for (const world of worlds) {
      const { rows } = await world.run(
        `SELECT a.*, b.* FROM parts a JOIN parts b ON a.n = b.n WHERE ${WHERE}`,
      );
      const [row = ""] = rows;
      assert.ok(row.includes("1e-29"), row);
      const named = await world.run(`SELECT a.f, b.f FROM parts a JOIN parts b ON a.n = b.n WHERE ${WHERE}`);
      assert.deepEqual(named.rows.map((each) => JSON.parse(each)), [[1e-29, 7]]);
    }
  },
});
