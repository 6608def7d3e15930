import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

const wide = (n: number) =>
  Object.fromEntries(
    Array.from({ length: 70 }, (_, key) => [`k${key}`, key % 2 === 1 ? n * 100 + key : `s${n}`]),
  );

/** One attribute of several kinds, one map with more keys than a STRUCT has, one that only the last item has. */
const TABLES = {
  tab: [
    {
      id: "a",
      doc: { price: 10.5, name: "Ann", z: { q: 1 } },
      big: wide(1),
      mix: { a: 1 },
      tags: ["x", "y"],
    },
    { id: "b", doc: { price: 7, name: "Bo" }, big: wide(2), mix: "text", tags: [] },
    { id: "c", doc: { name: "Cy", count: 4 }, big: wide(3), mix: [1, 2], rare: "frog", late: { deep: 5 } },
  ],
};

const A = '{"name":"Ann","price":10.5,"z":{"q":1}}';
const B = '{"name":"Bo","price":7}';
const C = '{"count":4,"name":"Cy"}';

const CASES: readonly (readonly [string, readonly unknown[]])[] = [
  // Text of maps and lists.
  ["SELECT doc::VARCHAR FROM tab", [[A], [B], [C]]],
  ["SELECT CAST(doc.z AS VARCHAR), tags::TEXT FROM tab WHERE id = 'a'", [['{"q":1}', '["x","y"]']]],
  ["SELECT id FROM tab WHERE doc LIKE '%Ann%'", [["a"]]],
  ["SELECT 'x' || doc, concat(doc, '!'), upper(tags), length(doc) FROM tab WHERE id = 'b'", [
    [`x${B}`, `${B}!`, "[]", 23],
  ]],
  ["SELECT tags || ['z'], length(tags), tags || 'z' FROM tab WHERE id = 'a'", [[
    ["x", "y", "z"],
    2,
    '["x","y"]z',
  ]]],
  [`SELECT "late"::VARCHAR, "rare"::VARCHAR, upper("rare") FROM tab WHERE "late" LIKE '%deep%'`, [[
    '{"deep":5}',
    "frog",
    "FROG",
  ]]],
  ["SELECT doc -> '$.z', doc ->> 'name' FROM tab WHERE id = 'a'", [[{ q: 1 }, "Ann"]]],
  ["SELECT d.doc::VARCHAR, json_keys(d.doc) FROM (SELECT doc FROM tab WHERE id = 'b') d", [[B, [
    "name",
    "price",
  ]]]],
  // Places through subqueries.
  ["SELECT d.mix.a + 1, typeof(d.mix.a) FROM (SELECT mix FROM tab WHERE id = 'a') d", [[2, "BIGINT"]]],
  ["SELECT d.* FROM (SELECT id, tags FROM (SELECT * FROM tab) e WHERE e.mix.a = 1) d", [["a", ["x", "y"]]]],
  ["WITH d AS (SELECT id, big b FROM tab) SELECT id, d.b.k1, b['k3'] + 1, b.k2 FROM d", [
    ["a", 101, 104, "s1"],
    ["b", 201, 204, "s2"],
    ["c", 301, 304, "s3"],
  ]],
  [
    "WITH d AS (SELECT * FROM tab) SELECT a.id, b.id FROM d a JOIN d b ON a.big.k1 > b.big.k1 AND b.mix.a = 1",
    [
      ["b", "a"],
      ["c", "a"],
    ],
  ],
  [
    "SELECT x.big.k3 FROM (SELECT big FROM tab WHERE id = 'a' UNION SELECT big FROM tab WHERE id = 'b') x",
    [[103], [203]],
  ],
  ["SELECT l.d.k3 FROM tab, LATERAL (SELECT tab.big AS d) l WHERE tab.id = 'c'", [[303]]],
  ["SELECT g.mix.a, n FROM (SELECT mix, count(*) AS n FROM tab WHERE id = 'a' GROUP BY mix) g", [[1, 1]]],
  ["SELECT g.big.k1 FROM (SELECT DISTINCT big FROM tab) g", [[101], [201], [301]]],
  ['SELECT d."late".deep + 1 FROM (SELECT "late" FROM tab) d WHERE d."late".deep IS NOT NULL', [[6]]],
  // Names that nobody knows.
  ['SELECT "rare", "never" FROM (SELECT * FROM tab) WHERE id = \'c\'', [["frog", null]]],
  [`WITH c AS (SELECT * FROM tab), e AS (SELECT c.* FROM c) SELECT id FROM e WHERE "rare" LIKE 'f%'`, [[
    "c",
  ]]],
  // A table's column comes before a field of a column that is named as the table.
  ["SELECT doc.doc.price FROM tab doc WHERE id = 'b'", [[7]]],
];

for (const sampled of [1_000, 1]) {
  for (const [sql, expected] of CASES) {
    faultTest(
      `${sampled === 1 ? "one item known" : "all known"}: ${sql}`,
      () =>
        asking(TABLES, async ({ rows }) => {
          const texts = expected.map((row) => JSON.stringify(row)).sort();
          assert.deepEqual(await rows(sql), texts);
          assert.deepEqual(await rows(sql), texts, "again");
        }, sampled),
    );
  }
}

faultTest(
  "a place that is written in two ways keeps the name of each",
  () =>
    asking(TABLES, async ({ answer }) => {
      const { answer: { names } } = await answer(
        "SELECT max(doc['price']), max(doc.price), max((doc).price), max(d.doc.price) FROM tab d",
      );
      assert.deepEqual(names, [
        "max(doc['price'])",
        "max(doc.price)",
        "max((doc).price)",
        "max(d.doc.price)",
      ]);
    }),
);
