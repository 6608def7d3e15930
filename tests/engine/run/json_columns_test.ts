import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

const world: World = await openWorld({ sampleItems: 100_000 });
Deno.test.afterAll(() => world.close());

await createTable(world.database, { name: "kinds", hash: "id" });
await putItems(world.database, "kinds", [
  { id: "long", j: num("12345678901234567.25") },
  { id: "five", j: 5 },
  { id: "ten", j: 10 },
  { id: "text", j: "abc" },
  { id: "map", j: { a: 1 } },
  { id: "true", j: true },
  { id: "none" },
]);

async function answer(sql: string) {
  const [first, second, twoPhase] = [
    await world.run(sql),
    await world.run(sql),
    await world.run(sql, { twoPhase: true }),
  ].map(({ rows, warnings }) => ({ rows: rows.map((row): unknown => JSON.parse(row)), warnings }));
  assert.deepEqual(second, first, sql);
  assert.deepEqual(twoPhase, first, sql);
  return first ?? { rows: [], warnings: [] };
}

Deno.test({
  name: "numbers of more than 15 digits in a JSON column are numbers; what is none is counted",
  ...open,
  async fn() {
    const none = "3 values of kinds.j are not numbers and read as NULL. json_type(j) shows them.";
    for (
      const [sql, right, told] of [
        ["SELECT id FROM kinds WHERE j = 12345678901234567.25", [["long"]], null],
        ["SELECT id FROM kinds WHERE j + 0 > 5 ORDER BY id", [["long"], ["ten"]], none],
        ["SELECT count(*) FILTER (j > 5), count(*) FROM kinds", [[2, 7]], none],
        ["SELECT sum(j) FROM kinds", [["12345678901234582.25"]], none],
        ["SELECT count(*) FILTER (x > 5) FROM (SELECT j AS x FROM kinds)", [[2]], none],
        ["SELECT count(*) FILTER (j = true) FROM kinds", [[1]], "5 values of kinds.j are not truth values"],
        ["SELECT count(*) FILTER (j = 'abc') FROM kinds", [[1]], null],
      ] as const
    ) {
      const { rows, warnings } = await answer(sql);
      assert.deepEqual(rows, right, sql);
      if (told !== null) assert.ok(warnings.join("\n").includes(told), `${sql}: ${warnings.join()}`);
    }
    const { warnings } = await answer("SELECT max(j * 1) FROM kinds");
    assert.match(warnings.join("\n"), /1 number of kinds\.j has more digits than DOUBLE keeps/);
    assert.deepEqual((await answer("SELECT id FROM kinds WHERE id = 'five' AND j = 5")).warnings, []);
  },
});

Deno.test({
  name: "JSON columns are ordered and grouped by value, texts apart from numbers",
  ...open,
  async fn() {
    await createTable(world.database, { name: "sizes", hash: "id" });
    await putItems(world.database, "sizes", [
      { id: "a", j: num("1e2") },
      { id: "b", j: num("100") },
      { id: "c", j: num("5.0") },
      { id: "d", j: 5 },
      { id: "e", j: "5" },
      { id: "f", j: num("20.5") },
      { id: "g", j: { k: 1 } },
    ]);
    const rows = async (sql: string) => (await answer(sql)).rows;
    assert.deepEqual(await rows("SELECT j, count(*) FROM sizes GROUP BY j ORDER BY j"), [
      [5, 2],
      [20.5, 1],
      [100, 2],
      ["5", 1],
      [{ k: 1 }, 1],
    ]);
    assert.deepEqual(await rows("SELECT count(DISTINCT j), min(j) FROM sizes"), [[5, 5]]);
    assert.deepEqual(await rows("SELECT max(j) FROM sizes WHERE id < 'e'"), [[100]]);
    assert.deepEqual(await rows("SELECT id FROM sizes ORDER BY j DESC, id LIMIT 3"), [["g"], ["e"], ["a"]]);
    assert.deepEqual(
      await rows("SELECT id, rank() OVER (ORDER BY j) FROM sizes WHERE id < 'e' ORDER BY id"),
      [["a", 3], ["b", 3], ["c", 1], ["d", 1]],
    );
    assert.deepEqual((await answer("SELECT id FROM sizes ORDER BY j")).warnings, []);
  },
});

Deno.test({
  name: "USING and NATURAL of JSON with text or numbers name the ON to write, which compares by value",
  ...open,
  async fn() {
    await createTable(world.database, { name: "names", hash: "j" });
    await putItems(world.database, "names", [{ j: "abc", other: 1 }, { j: "x", other: 2 }]);
    for (const join of ["JOIN names n USING (j)", "NATURAL JOIN names n"]) {
      await assert.rejects(
        world.run(`SELECT k.id FROM kinds k ${join}`),
        /(USING|NATURAL) \("?j"?\) joins JSON of k with VARCHAR of n: write ON "?k"?\."?j"? = "?n"?\."?j"?/,
        join,
      );
    }
    assert.deepEqual((await answer("SELECT k.id FROM kinds k JOIN names n ON k.j = n.j")).rows, [["text"]]);
    assert.deepEqual((await answer("SELECT count(*) FROM kinds k JOIN kinds n USING (j)")).rows, [[6]]);
  },
});
