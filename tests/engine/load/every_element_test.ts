/** Places of lists, whose kinds are those of all elements, whatever was looked at before. */
import assert from "node:assert/strict";
import type { AttributeValue, Item } from "../../../src/dynamodb/access.ts";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { open } from "../world.ts";

const world = await openEvidenceWorld();
Deno.test.afterAll(() => world.close());

const ITEMS = 100;

/** 100 lists of three: the value of each element by its item and its place. */
function lists(valueAt: (item: number, place: number) => AttributeValue): Item[] {
  return Array.from({ length: ITEMS }, (_, at): Item => ({
    id: { S: `i${String(at).padStart(3, "0")}` },
    l: { L: [1, 2, 3].map((place) => valueAt(at, place)) },
  }));
}

/** What a statement answers to who knows the whole table, and to who looked when ten items were there. */
async function answers(items: readonly Item[], sql: string) {
  const found: { readonly rows: readonly unknown[]; readonly warnings: readonly string[] }[] = [];
  for (const looked of [ITEMS, 10]) {
    const table = {
      name: "lists",
      hash: "id",
      gsis: [],
      items: items.slice(0, looked),
      pageItems: 7,
      served: [],
    };
    world.tables.set("lists", table);
    const knowledge = await world.fresh(1_000);
    await knowledge.look("lists");
    table.items = [...items];
    const outcome = await knowledge.run(sql);
    if ("code" in outcome) throw new Error(outcome.message);
    const { answer: { rows }, warnings } = outcome;
    found.push({ rows: rows.map((row): unknown => JSON.parse(row)[0]), warnings });
  }
  return found;
}

const text = { S: "x" };
const five = { N: "5" };

Deno.test({
  name:
    "one place of lists has the kinds of all elements: what is rare among them is NULL, however common it is there",
  ...open,
  async fn() {
    // 2 of 300 elements are numbers, which are 2 of 100 at the place.
    const rare = lists((item, place) => item >= 98 && place === 1 ? five : text);
    for (const { rows, warnings } of await answers(rare, "SELECT l[1] FROM lists ORDER BY id")) {
      assert.deepEqual(rows, [...Array(98).fill("x"), null, null]);
      assert.match(warnings.join(), /2 values of lists\.l\[1\] are not texts and read as NULL/);
    }
    // 4 of 300 are more than one in a hundred.
    const common = lists((item, place) => item >= 96 && place === 1 ? five : text);
    for (const { rows, warnings } of await answers(common, "SELECT l[1] FROM lists ORDER BY id")) {
      assert.deepEqual(rows, [...Array(96).fill("x"), "5", "5", "5", "5"]);
      assert.deepEqual(warnings, []);
    }
    const last = lists((item, place) => item >= 98 && place === 3 ? five : text);
    for (const { rows } of await answers(last, "SELECT l[-1] FROM lists ORDER BY id")) {
      assert.deepEqual(rows, [...Array(98).fill("x"), null, null]);
    }
  },
});

Deno.test({
  name: "what only other elements hold counts as well, also below an element",
  ...open,
  async fn() {
    // Numbers at the place, texts at the next one of 20 lists: 20 of 300.
    const beside = lists((item, place) => item >= 80 && place === 2 ? text : five);
    for (const { rows } of await answers(beside, "SELECT l[1] FROM lists")) {
      assert.deepEqual(rows, Array(ITEMS).fill("5"));
    }
    const q = (value: AttributeValue): AttributeValue => ({ M: { q: value } });
    const below = lists((item, place) => q(item >= 98 && place === 1 ? text : five));
    for (const { rows } of await answers(below, "SELECT l[1].q FROM lists ORDER BY id")) {
      assert.deepEqual(rows, [...Array(98).fill(5), null, null]);
    }
    for (const { rows } of await answers(below, "SELECT l[1] FROM lists ORDER BY id")) {
      assert.deepEqual(rows, [...Array(98).fill({ q: 5 }), { q: null }, { q: null }]);
    }
  },
});
