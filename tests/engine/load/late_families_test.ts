/** Values of another kind that come after many of the usual one: the answer is that of all of them, or says so. */
import assert from "node:assert/strict";
import { openMemoryDynamodb } from "../../evidence/dynamodb/server.ts";
import { toItem } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";
import { worldsOf } from "../worlds.ts";

const ITEMS = 25_000;
/** From here on, more items were read than one batch holds. */
const LATE = 20_000;

const dynamodb = openMemoryDynamodb();
Deno.test.afterAll(() => dynamodb.close());
const worlds = await worldsOf([100, ITEMS + 1], { endpoint: dynamodb.endpoint });

const budget = { readUnits: 1e6, items: 1e6, bytes: 1e9, deadline: Date.now() + 600_000 };

/** One in so many of the late items has a text in place of a number: of all, 0.4 %, 2 % and 10 %. */
for (const oneIn of [50, 10, 2]) {
  const name = `late_${oneIn}`;
  const isText = (n: number) => n >= LATE && n % oneIn === 0;
  dynamodb.tables.set(name, {
    name,
    hash: "id",
    items: Array.from(
      { length: ITEMS },
      (_, n) => toItem({ id: `k${n}`, n, v: isText(n) ? `t${n}` : n }),
    ),
    // So small that a sample may be all of them.
    itemBytes: 20,
    served: [],
  });
  const flips = oneIn < 50;
  const shown = (n: number) => isText(n) ? flips ? `t${n}` : null : flips ? String(n) : n;
  const wanted = Array.from({ length: ITEMS }, (_, n) => n).filter((n) => n % 770 === 10);

  for (const star of [false, true]) {
    Deno.test({
      name: `of ${ITEMS} items, one in ${oneIn} of the last ${ITEMS - LATE} is a text: ` +
        `${star ? "a star" : "a column"} shows each by what all are`,
      ...open,
      async fn() {
        const sql = `SELECT ${star ? "*" : "id, n, v"} FROM ${name} WHERE n % 770 = 10`;
        for (const world of worlds) {
          const { rows, warnings } = await world.run(sql, { budget });
          assert.deepEqual(
            rows.map((row) => JSON.parse(row)).toSorted(([, a], [, b]) => a - b),
            wanted.map((n) => [`k${n}`, n, shown(n)]),
          );
          assert.equal(warnings.some((warning) => warning.includes(`${name}.v`)), !flips);
        }
      },
    });
  }
}

Deno.test({
  name:
    "values of another kind that come when rows were aggregated already are told of, and are shown by the next run",
  ...open,
  async fn() {
    const world = await openWorld({ sampleItems: 1, endpoint: dynamodb.endpoint });
    try {
      const count = 400;
      // A sample looks at the first items of each eighth.
      const isLate = (n: number) => n >= count / 2 && n % 50 > 2;
      dynamodb.tables.set("aggregated", {
        name: "aggregated",
        hash: "id",
        items: Array.from(
          { length: count },
          (_, n) => toItem({ id: `k${n}`, v: isLate(n) ? `t${n}` : n }),
        ),
        pageItems: 20,
        served: [],
      });
      const sql = "SELECT count(*), count(v) FROM aggregated";
      const first = await world.run(sql, { twoPhase: true });
      // 94 % of the last four parts are texts.
      const late = 4 * 47;
      assert.deepEqual(first.rows, [`[${count},${count - late}]`]);
      assert.ok(
        first.warnings.some((warning) =>
          warning.startsWith(`${late} values of aggregated.v are not numbers`)
        ),
        `${first.warnings}`,
      );
      assert.ok(
        first.warnings.some((warning) =>
          warning.startsWith("Of aggregated.v, more than 1 % turned out to be of other kinds") &&
          warning.includes("run the SQL again")
        ),
        `${first.warnings}`,
      );
      await world.catalog.learn("default", [...first.learned]);
      const again = await world.run(sql, { twoPhase: true });
      assert.deepEqual(again.rows, [`[${count},${count}]`]);
      assert.deepEqual(again.warnings, []);
    } finally {
      await world.close();
    }
  },
});
