import assert from "node:assert/strict";
import { num } from "../fixtures/tables.ts";
import { asking, faultTest, type Tables } from "./asking.ts";

/** The rows of statements, whatever was looked at beforehand, at the first run and at the second. */
async function always(
  tables: Tables,
  ...statements: readonly (readonly [sql: string, rows: readonly string[]])[]
): Promise<void> {
  for (const sample of [1, 7, 100_000]) {
    await asking(tables, async (asks) => {
      for (const time of ["first", "second"]) {
        for (const [sql, rows] of statements) {
          assert.deepEqual(await asks.inOrder(sql), rows, `${sql}, ${sample} items seen, ${time} run`);
        }
      }
    }, sample);
  }
}

const bytes = (...texts: string[]) => new Set(texts.map((text) => new TextEncoder().encode(text)));
const big = ["12345678901234567890123456789012345677", "12345678901234567890123456789012345678"] as const;

/** Two sets in every column, each in the orders that a server may give them in. */
const bags = {
  bags: [
    { id: "a", t: ["b", "a"], n: [num("10"), num("9"), num("-1.5")], b: ["b", "a"] },
    { id: "b", t: ["a", "b"], n: [num("-1.5"), num("9"), num("10")], b: ["a", "b"] },
    { id: "c", t: ["é", "z", "B"], n: [num(big[1]), num(big[0])], b: ["ab", "b", "a"] },
    { id: "d", t: ["z", "B", "é"], n: [num(big[0]), num(big[1])], b: ["a", "ab", "b"] },
  ].map(({ id, t, n, b }) => ({
    id,
    t: new Set(t),
    n: new Set(n),
    b: bytes(...b),
    m: { s: new Set(t), deep: { n: new Set(n) } },
    l: [new Set(n), new Set(n)],
    // A list keeps its order.
    plain: t,
    // In some items it is no set.
    mixed: id === "a" || id === "b" ? new Set(t) : id,
  })),
};

faultTest("Equal sets are equal, whatever order they come in", () =>
  always(
    bags,
    ["SELECT t, count(*) FROM bags GROUP BY t ORDER BY t", ['[["B","z","é"],2]', '[["a","b"],2]']],
    [
      "SELECT count(DISTINCT t), count(DISTINCT n), count(DISTINCT b), count(DISTINCT m), count(DISTINCT l), " +
      "count(DISTINCT plain) FROM bags",
      ["[2,2,2,2,2,4]"],
    ],
    ["SELECT id FROM bags WHERE t = ['a', 'b'] ORDER BY id", ['["a"]', '["b"]']],
    ["SELECT id FROM bags WHERE n = [-1.5, 9, 10] ORDER BY id", ['["a"]', '["b"]']],
    ["SELECT id FROM bags WHERE b = ['a'::BLOB, 'ab'::BLOB, 'b'::BLOB] ORDER BY id", ['["c"]', '["d"]']],
    ["SELECT DISTINCT t[1], m.s[-1], m.deep.n[1] = n[1] FROM bags ORDER BY 1", [
      '["B","é",true]',
      '["a","b",true]',
    ]],
    ["SELECT a.id, b.id FROM bags a JOIN bags b ON a.t = b.t AND a.m = b.m AND a.id < b.id ORDER BY 1", [
      '["a","b"]',
      '["c","d"]',
    ]],
  ));

faultTest("Sets are in order at lookups by key, in maps, in lists and in JSON", () =>
  always(
    bags,
    ["SELECT t, n, plain FROM bags WHERE id = 'a'", ['[["a","b"],[-1.5,9,10],["b","a"]]']],
    ["SELECT m, l FROM bags WHERE id = 'a'", [
      '[{"deep":{"n":[-1.5,9,10]},"s":["a","b"]},[[-1.5,9,10],[-1.5,9,10]]]',
    ]],
    ["SELECT m->>'$.deep.n[0]', m->'$.s' FROM bags WHERE id IN ('a', 'b') ORDER BY id", [
      '["-1.5",["a","b"]]',
      '["-1.5",["a","b"]]',
    ]],
    ["SELECT CAST(mixed AS JSON)::VARCHAR, count(*) FROM bags WHERE id < 'c' GROUP BY 1", [
      JSON.stringify(['["a","b"]', 2]),
    ]],
    ["SELECT m.deep.n::VARCHAR FROM bags WHERE id IN ('c', 'd')", [
      JSON.stringify([`[${big.join(",")}]`]),
      JSON.stringify([`[${big.join(",")}]`]),
    ]],
  ));
