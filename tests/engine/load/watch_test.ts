/** What it costs to meet names, while reading, that mean something else than was planned. */
import assert from "node:assert/strict";
import type { Item } from "../../../src/dynamodb/access.ts";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { open } from "../world.ts";

const world = await openEvidenceWorld();
Deno.test.afterAll(() => world.close());

/** 400 items of 4 KB, ten a page: a Scan takes 200 read units. */
const ITEMS = 400;
const WHOLE = 200;
const NAMES = Array.from({ length: 20 }, (_, n) => n);

/** Each name is had by one item, and these are on 20 pages. */
const spread = (name: (n: number) => string): Item[] =>
  Array.from({ length: ITEMS }, (_, at): Item => ({
    id: { S: `i${String(at).padStart(3, "0")}` },
    ref: { N: String(at) },
    ...(at % 20 === 15 ? { [name((at - 15) / 20)]: { N: "20" } } : {}),
  }));

/** Asks where nothing is known but the first ten items; gives the rows, and what they cost. */
async function asked(
  items: readonly Item[],
  sql: string,
  pageRows?: number,
): Promise<[rows: readonly string[], units: number]> {
  const table = {
    name: "spread",
    hash: "id",
    gsis: [],
    items: items.slice(0, 10),
    pageItems: 10,
    itemCount: ITEMS,
    itemBytes: 4_096,
    served: [],
    units: 0,
  };
  world.tables.set(table.name, table);
  const knowledge = await world.fresh(10);
  await knowledge.look(table.name);
  table.items = [...items];
  table.units = 0;
  const outcome = await knowledge.run(sql, pageRows);
  if ("code" in outcome) throw new Error(outcome.message);
  return [outcome.answer.rows, table.units];
}

const each = (text: (n: number) => string, between: string) => NAMES.map(text).join(between);

Deno.test({
  name: "names that are met one page after another are read for about once more, however many they are",
  ...open,
  async fn() {
    const items = spread((n) => `c${n}`);
    const captured = `SELECT id, ${each((n) => `7 AS c${n}`, ", ")} FROM spread WHERE ${
      each((n) => `c${n} > 10`, " OR ")
    }`;
    // Streamed, a page of rows is one batch of items.
    assert.ok((await asked(items, captured))[1] <= 2 * WHOLE + 5);
    assert.equal((await asked(items, captured))[0].length, 20);
    // The first ten items have names of another case.
    const others = Object.fromEntries(NAMES.map((n) => [`C${n}`, { N: "1" }]));
    const cased = items.map((item, at): Item => at < 10 ? { ...item, ...others } : item);
    for (
      const [of, sql, rows] of [
        [items, `SELECT count(*) FROM (${captured})`, "[20]"],
        [
          items, // Both are read by one Scan.
          `SELECT count(*) FROM (${captured}) x JOIN spread y ON x.ref = y.ref`,
          "[20]",
        ],
        [items, `SELECT ref FROM (${captured}) ORDER BY ref + 0 LIMIT 1`, "[15]"],
        [cased, `SELECT sum(${each((n) => `coalesce(c${n}, 0)`, " + ")}) FROM spread`, "[400]"],
      ] as const
    ) {
      const [found, units] = await asked(of, sql.replace("SELECT id, ", "SELECT id, ref, "));
      assert.deepEqual(found, [rows], sql);
      assert.ok(units > 1.5 * WHOLE && units <= 2.1 * WHOLE + 5, `${units} units: ${sql}`);
    }
  },
});

Deno.test({
  name: "a name that is met early costs what was read until then, whatever has it further on",
  ...open,
  async fn() {
    const early = spread(() => "early");
    const sql = "SELECT count(*) FROM (SELECT id, 7 AS early FROM spread WHERE early > 10)";
    const [found, units] = await asked(early, sql);
    assert.deepEqual(found, ["[20]"]);
    // The first that has it is on the second page; four parts may be read at once.
    assert.ok(units > WHOLE && units <= WHOLE + 40, `${units} units`);
  },
});

Deno.test({
  name:
    "where batches are read until there are rows enough, a name that the first has is read for no further",
  ...open,
  async fn() {
    const early = spread(() => "early");
    // The first ten items have the name in another case.
    const cased = early.map((item, at): Item => at < 10 ? { ...item, EARLY: { N: "1" } } : item);
    for (
      const [items, sql] of [
        [early, "SELECT ref, 7 AS early FROM spread WHERE early > 10"],
        [cased, "SELECT x.ref FROM spread x JOIN spread y ON y.id = x.id WHERE x.early > 10 LIMIT 30"],
      ] as const
    ) {
      const [found, units] = await asked(items, sql, 30);
      assert.equal(found.length, 20, sql);
      assert.ok(units > WHOLE && units <= WHOLE + 50, `${units} units: ${sql}`);
    }
  },
});
