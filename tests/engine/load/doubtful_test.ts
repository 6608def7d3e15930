/** Kinds of values that a small sample takes for more common than they are. */
import assert from "node:assert/strict";
import type { Item } from "../../../src/dynamodb/access.ts";
import { doubtfulIn } from "../../../src/engine/load/doubtful.ts";
import { newTally } from "../../../src/engine/values/tally.ts";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { open } from "../world.ts";

const world = await openEvidenceWorld();
Deno.test.afterAll(() => world.close());

/** The items that were looked at, by their places. */
let sampled: readonly number[] = [];

/** What a statement answers where only the first items were there when the table was looked at. */
async function known(items: readonly Item[], looked: number, sql: string, pageRows = 1_000) {
  const table = {
    name: "kinds",
    hash: "id",
    gsis: [],
    items: items.slice(0, looked),
    pageItems: 1_000,
    served: [],
  };
  world.tables.set(table.name, table);
  const knowledge = await world.fresh(10);
  await knowledge.look("kinds");
  sampled = table.served.map((item: Item) => items.indexOf(item));
  table.items = [...items];
  const outcome = await knowledge.run(sql, pageRows);
  if ("code" in outcome) throw new Error(outcome.message);
  return { rows: outcome.answer.rows.map((row): unknown => JSON.parse(row)), warnings: outcome.warnings };
}

/** 300 texts, but for the items whose numbers are given. */
const texts = (odd: readonly number[], value: Item[string] = { BOOL: true }): Item[] =>
  Array.from({ length: 300 }, (_, at): Item => ({
    id: { S: `i${String(at).padStart(3, "0")}` },
    v: odd.includes(at) ? value : { S: "x" },
  }));

Deno.test({
  name: "a value that the sample made a column show, and that is too rare among all, is told of",
  ...open,
  async fn() {
    await known(texts([]), 100, "SELECT 1");
    const odd = sampled[3] ?? -1;
    // 1 of about 16 that are looked at is a boolean, 1 of 300 that there are.
    assert.ok(odd >= 0 && sampled.length < 30, `${sampled}`);
    const told =
      "1 value of kinds.v is a boolean: it is shown because more than 1 % of the sample were such.";
    for (const sql of ["SELECT v FROM kinds", "SELECT * FROM kinds"]) {
      const { warnings } = await known(texts([odd]), 100, sql, 100);
      assert.ok(warnings.some((warning) => warning.startsWith(told)), `${sql}: ${warnings}`);
    }
    // What is read whole before anything is shown is judged by all that there is.
    for (const sql of ["SELECT v FROM kinds", "SELECT * FROM kinds"]) {
      const { warnings } = await known(texts([odd]), 100, sql);
      assert.match(warnings.join(), /^1 value of kinds\.v is not a text and reads as NULL\./);
    }
    const judged = await known(texts([odd]), 100, "SELECT max(v), min(v), count(v) FROM kinds");
    assert.deepEqual(judged.rows, [["x", "x", 299]]);
    assert.match(judged.warnings.join(), /^1 value of kinds\.v is not a text and reads as NULL\./);
    const id = `i${String(odd).padStart(3, "0")}`;
    const one = await known(texts([odd]), 100, `SELECT v FROM kinds WHERE id = '${id}'`);
    assert.deepEqual(one.rows, [["true"]]);
    assert.ok(one.warnings.some((warning) => warning.startsWith(told)), `${one.warnings}`);
    const paged = await known(texts([odd]), 100, "SELECT v FROM kinds", 5);
    assert.ok(paged.warnings.some((warning) => warning.startsWith(told)), `${paged.warnings}`);
    const map = await known(texts([odd], { M: { a: { N: "1" } } }), 100, "SELECT v FROM kinds", 100);
    assert.match(map.warnings.join(), /^1 value of kinds\.v is a map: it is shown/);
  },
});

Deno.test({
  name:
    "a later page tells of a value that it shows, and that others know to be too rare since the first one",
  ...open,
  async fn() {
    await known(texts([]), 100, "SELECT 1");
    const odd = sampled[3] ?? -1;
    const items = texts([odd]);
    const table = {
      name: "kinds",
      hash: "id",
      gsis: [],
      items: items.slice(0, 100),
      pageItems: 50,
      served: [],
    };
    world.tables.set("kinds", table);
    const knowledge = await world.fresh(10);
    await knowledge.look("kinds");
    // The odd item comes on the last page.
    const [late, others] = [items.filter((_, at) => at === odd), items.filter((_, at) => at !== odd)];
    table.items = [...others, ...late];
    let pages = 0;
    const outcome = await knowledge.run("SELECT v FROM kinds", 5, async () => {
      if (pages++ === 0) await knowledge.run("SELECT max(v) FROM kinds");
    });
    if ("code" in outcome) throw new Error(outcome.message);
    assert.equal(outcome.answer.rows.at(-1), '["true"]');
    assert.match(outcome.warnings.join(), /^1 value of kinds\.v is a boolean: it is shown because/);
  },
});

Deno.test({
  name: "a table whose keys are looked up by a scan is judged by all that there is",
  ...open,
  async fn() {
    await known(texts([]), 100, "SELECT 1");
    const odd = sampled[3] ?? -1;
    const items = texts([odd]);
    const refs = items.map(({ id }, at): Item => ({ id: { S: `r${at}` }, ref: id ?? { S: "" } }));
    world.tables.set("refs", { name: "refs", hash: "id", gsis: [], items: refs, served: [] });
    const sql = "SELECT k.v FROM refs r JOIN kinds k ON k.id = r.ref";
    const { rows, warnings } = await known(items, 100, sql);
    assert.equal(rows.filter((row) => JSON.stringify(row) === "[null]").length, 1);
    assert.match(warnings.join(), /^1 value of kinds\.v is not a text and reads as NULL\./);
  },
});

Deno.test({
  name: "nothing is told of kinds that are common, of values that are not met, and of what is known whole",
  ...open,
  async fn() {
    const half = Array.from({ length: 150 }, (_, at) => at * 2);
    assert.deepEqual((await known(texts(half), 100, "SELECT v FROM kinds")).warnings, []);
    assert.deepEqual((await known(texts([4]), 10, "SELECT v FROM kinds WHERE id = 'i005'")).warnings, []);
    assert.deepEqual((await known(texts([4]), 10, "SELECT id FROM kinds")).warnings, []);
    // 3 of 8, in a table known whole.
    assert.deepEqual((await known(texts([4, 5, 6]).slice(0, 8), 8, "SELECT v FROM kinds")).warnings, []);
  },
});

Deno.test("kinds of which so many were met that they count in the whole table are beyond doubt, few of a large one are not", () => {
  // 5 numbers among 24 values of the sample; a filter lets 3 of those through.
  const known = { types: { S: 19, N: 5 }, bytes: 30 };
  const tally = { ...newTally(), own: 12, kinds: new Map([["S", 9], ["N", 3]] as const) };
  const doubtful = (perSampled: number) =>
    doubtfulIn({ kind: "VARCHAR", mixed: true }, { tally, known, now: known, perSampled, complete: false });
  // All 24 were looked at a while ago: a fifth of them are numbers. 5 are more than 1 % of up to 499.
  assert.deepEqual([doubtful(1), doubtful(20)], [[], []]);
  // 5 of 500 are 1 %, and others may have none.
  assert.deepEqual(doubtful(500 / 24), [{ path: [], family: "number", count: 3 }]);
});
