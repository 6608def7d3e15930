/** Lists of JSON, and lists that are JSON because some items hold texts there, go by value. */
import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

const world: World = await openWorld({ sampleItems: 100_000 });
Deno.test.afterAll(() => world.close());

await createTable(world.database, { name: "mixed", hash: "id" });
await putItems(world.database, "mixed", [
  { id: "1", lst: ["1", "true", "x"], one: "x" },
  { id: "2", lst: [1, true, { a: 1 }], one: "true" },
  { id: "3", lst: ["x", 2], one: "q" },
  { id: "4", lst: [], one: "z" },
  { id: "5", lst: [{ a: 2 }, "1"], one: "1" },
]);
await createTable(world.database, { name: "half", hash: "id" });
await putItems(world.database, "half", [
  { id: "1", tag: ["t1", "u", "w"] },
  { id: "2", tag: ["t2", "u"] },
  { id: "3", tag: "xyz" },
  { id: "4", tag: ["q"] },
  { id: "5" },
  { id: "6", tag: "u" },
  { id: "7", tag: { a: 1 } },
]);

async function answer(sql: string) {
  const { rows, warnings } = await world.run(sql);
  return { rows: rows.map((row): unknown[] => JSON.parse(row)), warnings };
}

/** The only column, or the rows. */
async function values(sql: string): Promise<unknown[]> {
  return (await answer(sql)).rows.map((row) => row.length === 1 ? row[0] : row);
}

Deno.test({
  name: "lists of mixed elements are searched by value",
  ...open,
  async fn() {
    for (
      const [where, right] of [
        ["list_contains(lst, '1')", ["1", "2", "5"]],
        ["'1' = ANY(lst)", ["1", "2", "5"]],
        ["'x' IN lst", ["1", "3"]],
        ["array_has(lst, 'true')", ["1", "2"]],
        ["list_contains(lst, one)", ["1", "2", "5"]],
        ["list_contains(lst, 1)", ["2"]],
        ["list_contains(lst, 2.0)", ["3"]],
        ["list_contains(lst, true)", ["2"]],
        ["list_contains(lst, {'a': 2})", ["5"]],
        ["list_has_any(lst, ['x', '2'])", ["1", "3"]],
        ["lst && ['1']", ["1", "2", "5"]],
        ["list_has_all(lst, ['x', '1'])", ["1"]],
        ["list_has_all(lst, [1])", ["2"]],
        ["list_position(lst, 'x') = 3", ["1"]],
        ["list_indexof(lst, '1') = 1", ["1", "2"]],
      ] as const
    ) assert.deepEqual(await values(`SELECT id FROM mixed WHERE ${where} ORDER BY id`), right, where);
  },
});

Deno.test({
  name: "what is added to a list of mixed elements becomes an element, and all are written as their texts",
  ...open,
  async fn() {
    for (
      const [select, right] of [
        ["list_append(lst, 'q')", ["x", 2, "q"]],
        ["list_append(lst, one)", ["x", 2, "q"]],
        ["list_append(lst, 1.50)", ["x", 2, 1.5]],
        ["list_prepend('q', lst)", ["q", "x", 2]],
        ["list_concat(lst, ['x'])", ["x", 2, "x"]],
        ["list_concat([true], lst)", [true, "x", 2]],
        ["list_intersect(lst, ['x', 'y'])", ["x"]],
        ["list_intersect(lst, [2.0, 5])", [2]],
        ["array_to_string(lst, ',')", "x,2"],
      ] as const
    ) assert.deepEqual(await values(`SELECT ${select} FROM mixed WHERE id = '3'`), [right], select);
  },
});

Deno.test({
  name: "JSON that is a list has its entries' length, and is read as a list where a call takes one",
  ...open,
  async fn() {
    assert.deepEqual(
      await values("SELECT len(tag) FROM half ORDER BY id"),
      [3, 2, 3, 1, null, 1, 7],
    );
    assert.deepEqual(await values("SELECT sum(length(tag)) FROM half"), [17]);
    const none = "3 values of half.tag are not lists and read as NULL. json_type(tag) shows them.";
    for (
      const [sql, right] of [
        ["SELECT id FROM half WHERE list_contains(tag, 'u') ORDER BY id", ["1", "2"]],
        ["SELECT list_position(tag, 'u') FROM half WHERE id <> '5' ORDER BY id", [
          2,
          2,
          null,
          null,
          null,
          null,
        ]],
        ["SELECT tag[2:3] FROM half ORDER BY id LIMIT 4", [["u", "w"], ["u"], null, []]],
        ["SELECT sum(array_length(tag)) FROM half", [6]],
        ["SELECT list_sort(tag, 'DESC') FROM half ORDER BY id LIMIT 1", [["w", "u", "t1"]]],
        ["SELECT array_to_string(tag, '+') FROM half ORDER BY id LIMIT 2", ["t1+u+w", "t2+u"]],
      ] as const
    ) {
      const { rows, warnings } = await answer(sql);
      assert.deepEqual(rows.map(([only]) => only), right, sql);
      assert.deepEqual(warnings, [none], sql);
    }
  },
});
