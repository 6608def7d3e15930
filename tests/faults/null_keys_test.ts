import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));

/** 3, 5 and 6 differ in keys that are NULL, and 5 in one that is there; 7 has a text that looks like such a key. */
const nullKeys: readonly unknown[] = [
  {},
  { a: 9 },
  { b: 0 },
  { a: null, c: 1 },
  { n: null },
  { a: null, c: 1, d: { x: null, y: [null, { z: null }] } },
  { c: 1 },
  { "k,": ':null,"', o: null },
];

/** What another item has makes of the maps STRUCTs, MAPs, and JSON for two reasons. */
const besideNullKeys = [[], [keys(70)], ["text"], [{ a: 1, A: 2 }]].map((others) => ({
  tab: [...nullKeys, ...others].map((m, i) => ({
    id: `x${i}`,
    i: i < nullKeys.length ? i : 999,
    m,
    w: { in: m },
    l: [m],
  })),
}));

faultTest("A key whose value is NULL counts as missing, however a map is held", async () => {
  for (const tables of besideNullKeys) {
    const equal = (where: string, ...found: readonly number[]) =>
      [
        `SELECT list(i ORDER BY i) FROM tab WHERE i < 900 AND ${where}`,
        [JSON.stringify([found])],
      ] as const;
    const ordered = ["[[0,4,1,2,3,6,5,7]]"];
    const statements: readonly (readonly [sql: string, rows: readonly string[]])[] = [
      equal("m = {'c': 1}", 3, 6),
      equal("m = {'c': 1, 'q': NULL}", 3, 6),
      equal(`m = '{"c": 1, "q": null}'::JSON`, 3, 6),
      equal("m = json_object('c', 1, 'q', NULL)", 3, 6),
      equal("m IN (SELECT m FROM tab WHERE i = 3)", 3, 6),
      equal("w = {'in': {'c': 1}}", 3, 6),
      equal("l = [{'c': 1}]", 3, 6),
      equal("list_contains(l, {'c': 1})", 3, 6),
      [
        "SELECT count(DISTINCT m), count(DISTINCT w), count(DISTINCT l) FROM tab WHERE i < 900",
        ["[6,6,6]"],
      ],
      ["SELECT a.i, b.i FROM tab a JOIN tab b ON a.m = b.m AND a.i < b.i ORDER BY ALL", ["[0,4]", "[3,6]"]],
      ["SELECT count(*) FROM tab GROUP BY m HAVING count(*) > 1", ["[2]", "[2]"]],
      ...["m", "w", "l"].map((by) =>
        [`SELECT list(i ORDER BY ${by}, i) FROM tab WHERE i < 900`, ordered] as const
      ),
      // The column itself as text has them.
      ["SELECT m::VARCHAR, to_json(m), json_keys(m) FROM tab WHERE i = 3", [
        JSON.stringify(['{"a":null,"c":1}', { a: null, c: 1 }, ["a", "c"]]),
      ]],
      ["SELECT m::VARCHAR FROM tab WHERE i = 7", [JSON.stringify(['{"k,":":null,\\"","o":null}'])]],
    ];
    for (const sample of [1, 100_000]) {
      await asking(tables, async (asks) => {
        for (const [sql, rows] of statements) {
          assert.deepEqual(await asks.inOrder(sql), rows, `${sql}, ${sample} items seen`);
        }
      }, sample);
    }
  }
});
