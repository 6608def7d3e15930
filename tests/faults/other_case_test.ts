/**
 * What nobody has met in any case is looked for in the common ones, where a name is taken for something further away;
 * keys of maps in lists match as those of other maps do; UNION BY NAME sees the names that FROM gives.
 */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

/** One of 60 has attributes that other things are called like, but for case. */
const items = Array.from({ length: 60 }, (_, n) => ({
  id: `i${String(n).padStart(2, "0")}`,
  n,
  k: n % 4,
  ord: `o${n % 6}`,
  ...(n === 43 ? { Rare: 5, status: "open", total: 3 } : {}),
}));
const orders = Array.from(
  { length: 6 },
  (_, n) => ({ id: `o${n}`, Total: 100 * n, Status: `out${n}` }),
);

const none = ["o0", "o2", "o3", "o4", "o5"];
const captured: readonly (readonly [sql: string, right: unknown])[] = [
  ["SELECT id, n AS rare FROM items WHERE rare > 41", []],
  ["SELECT id, n AS RARE FROM items WHERE RARE > 41", []],
  ["SELECT id, n AS rare FROM items WHERE rare = 5", [["i43", 43]]],
  ["SELECT n AS rare, rare + 1 FROM items WHERE n IN (42, 43) ORDER BY n", [[42, null], [43, 6]]],
  [`SELECT n AS "Status", "Status" || 'x' FROM items WHERE n IN (42, 43) ORDER BY n`, [[42, null], [
    43,
    "openx",
  ]]],
  ["SELECT id, row_number() OVER (ORDER BY n) AS rare FROM items QUALIFY rare = 44", []],
  ["SELECT total FROM items JOIN orders ON orders.id = ord WHERE n IN (42, 43) ORDER BY n", [[null], [3]]],
  ["SELECT ord, status FROM items JOIN orders ON orders.id = ord WHERE n IN (42, 43) ORDER BY n", [
    ["o0", null],
    ["o1", "open"],
  ]],
  ["SELECT x.id, (SELECT max(Total) FROM items WHERE ord = x.id) FROM orders x ORDER BY 2 NULLS LAST, 1", [
    ["o1", 3],
    ...none.map((id) => [id, null]),
  ]],
  [`SELECT x.id, (SELECT max("Status") FROM items WHERE ord = x.id) FROM orders x ORDER BY 2 NULLS LAST, 1`, [
    ["o1", "open"],
    ...none.map((id) => [id, null]),
  ]],
  ["SELECT x.id FROM orders x WHERE EXISTS (SELECT 1 FROM items WHERE ord = x.id AND Total > 0)", [["o1"]]],
];

for (const [sql, right] of captured) {
  faultTest(`Other case: ${sql}`, async () => {
    for (const sample of [7, 1, 1_000]) {
      await asking({ items, orders }, async (asks) => {
        for (const _time of [1, 2]) {
          const rows = (await asks.inOrder(sql)).map((row) => JSON.parse(row));
          assert.deepEqual(rows, right, `sample of ${sample}`);
        }
      }, sample);
    }
  });
}

faultTest(
  "Other case: a name that both sides of a join have in other cases is told as they have it",
  async () => {
    for (const name of ["TOTAL", '"TOTAL"']) {
      for (const sample of [7, 1_000]) {
        await asking({ items, orders }, async (asks) => {
          const given = await asks.outcome(
            `SELECT ${name} FROM items JOIN orders ON orders.id = ord WHERE n = 43`,
          );
          assert.ok("code" in given && given.code === "ambiguous_name", JSON.stringify(given));
          assert.match(given.message, /^Ambiguous column name: TOTAL can be items\.total or orders\.Total /);
        }, sample);
      }
    }
  },
);

/** Of `two`, one map of 120 has a key in two cases; `mix` has texts beside its maps. */
const lists = Array.from({ length: 60 }, (_, n) => ({
  id: `l${String(n).padStart(2, "0")}`,
  n,
  two: [{ Key: n }, { Key: n + 1, ...(n === 43 ? { key: -1 } : {}) }],
  deep: [[{ in: { Key: n, ...(n === 43 ? { key: -1 } : {}) } }]],
  mix: [{ Key: n }, "s"],
}));

const ambiguous: readonly (readonly [sql: string, where: string])[] = [
  ["SELECT x.KEY FROM (SELECT unnest(two) AS x, n FROM lists) WHERE n = 43", "two[]"],
  ['SELECT x."KEY" FROM (SELECT unnest(two) AS x FROM lists)', "two[]"],
  ["SELECT x['KEY'] FROM (SELECT unnest(two) AS x FROM lists)", "two[]"],
  ["SELECT u.x.KEY FROM lists, unnest(two) AS u(x)", "two[]"],
  ["WITH z AS (SELECT unnest(two) AS x FROM lists) SELECT x.KEY FROM z", "two[]"],
  ["SELECT (unnest(two)).KEY FROM lists", "two[]"],
  ["SELECT list_transform(two, x -> x.KEY) FROM lists", "two[]"],
  ["SELECT list_filter(two, x -> x.KEY > 42) FROM lists WHERE n = 43", "two[]"],
  ["SELECT [y.in.KEY for y in flatten(deep)] FROM lists", "deep[].in"],
];

for (const [sql, where] of ambiguous) {
  faultTest(`Other case: a key that maps in lists have in two cases: ${sql}`, async () => {
    for (const sample of [7, 1, 1_000]) {
      await asking({ lists }, async (asks) => {
        for (const _time of [1, 2]) {
          const given = await asks.outcome(sql);
          assert.ok("code" in given && given.code === "ambiguous_name", JSON.stringify(given));
          const told = `Ambiguous column name: KEY can be Key or key, keys of the maps in lists.${where}`;
          assert.ok(given.message.startsWith(told), given.message);
        }
      }, sample);
    }
  });
}

const keyed: readonly (readonly [expression: string, right: unknown])[] = [
  ["list_transform(two, x -> x.key)", [null, -1]],
  ["list_transform(two, x -> x.Key)", [43, 44]],
  ["[x.key for x in two if x.key < 0]", [-1]],
  ["list_transform(mix, x -> x.KEY)", [43, null]],
  ["[x['key'] for x in mix]", [43, null]],
  ["list_transform(mix, x -> x.Key)", [43, null]],
];

for (const [expression, right] of keyed) {
  faultTest(`Other case: keys of maps in lists: ${expression}`, async () => {
    for (const sample of [7, 1, 1_000]) {
      await asking({ lists }, async (asks) => {
        for (const _time of [1, 2]) {
          const sql = `SELECT ${expression} FROM lists WHERE n = 43`;
          const { answer, warnings } = await asks.answer(sql);
          assert.deepEqual(answer.rows.map((row) => JSON.parse(row)), [[right]], `sample of ${sample}`);
          if (sample < 1_000 || !expression.includes("mix")) continue;
          assert.deepEqual(warnings, []);
        }
      }, sample);
    }
  });
}

faultTest(
  "Other case: a key of JSON in lists that is taken for one of another case is told, and names stay",
  async () => {
    await asking({ lists }, async (asks) => {
      const { answer, warnings } = await asks.answer(
        "SELECT x.KEY FROM (SELECT unnest(mix) AS x FROM lists) LIMIT 1",
      );
      assert.deepEqual(answer.names, ["KEY"]);
      assert.ok(
        warnings.includes(
          "KEY is read as Key of the maps in lists.mix[], which differs by case, where they have no such key: none was known to have it before this was read.",
        ),
        warnings.join(),
      );
    }, 7);
  },
);

faultTest("Other case: the very key of JSON in lists is found on whichever page it comes", async () => {
  const long = Array.from({ length: 60 }, (_, n) => ({
    id: `k${String(n).padStart(3, "0")}`,
    l: [{ Op: n % 2 ? "x" : 5, n }, ...(n === 3 ? [["z"]] : []), ...(n === 50 ? [{ op: "late" }] : [])],
  }));
  const sql = "SELECT id, list_filter(l, x -> x.op = 'late') FROM long";
  for (const sample of [1, 7, 1_000]) {
    for (const pageRows of [10, 1_000]) {
      await asking({ long }, async (asks) => {
        for (const _time of [1, 2]) {
          const { answer } = await asks.answer(sql, pageRows);
          const found = answer.rows.map((row) => JSON.parse(row)).filter(([, held]) => held.length > 0);
          assert.deepEqual(found, [["k050", [{ op: "late" }]]], `${sample}, ${pageRows}`);
        }
      }, sample);
    }
  }
});

const named = Array.from({ length: 2 }, (_, n) => ({
  id: `x${n}`,
  k: n,
  rowid: `a${n}`,
  current_user: `u${n}`,
  status: "s",
  Status: "S",
}));

const united: readonly (readonly [sql: string, right: unknown])[] = [
  ["SELECT * FROM (VALUES (7, 'x')) v(k, rowid) UNION ALL BY NAME SELECT k, rowid FROM named ORDER BY k", [
    [0, "a0"],
    [1, "a1"],
    [7, "x"],
  ]],
  ["SELECT k, rowid FROM named UNION ALL BY NAME SELECT v.* FROM (VALUES ('x', 7)) v(rowid, k) ORDER BY k", [
    [0, "a0"],
    [1, "a1"],
    [7, "x"],
  ]],
  [
    `SELECT * FROM (VALUES (7, 'x')) v(k, "current_user") UNION ALL BY NAME SELECT k, "current_user" FROM named ORDER BY k`,
    [[0, "u0"], [1, "u1"], [7, "x"]],
  ],
  [
    `SELECT * FROM (VALUES (7, 'x')) v(k, "Status") UNION ALL BY NAME SELECT k, "Status" FROM named ORDER BY k`,
    [
      [0, "S"],
      [1, "S"],
      [7, "x"],
    ],
  ],
  ["SELECT * FROM range(2) r(rowid) UNION ALL BY NAME SELECT rowid FROM named ORDER BY 1", [["0"], ["1"], [
    "a0",
  ], [
    "a1",
  ]]],
  [
    "WITH z(k, rowid) AS (SELECT 7, 'x') SELECT * FROM z UNION ALL BY NAME SELECT k, rowid FROM named ORDER BY k",
    [
      [0, "a0"],
      [1, "a1"],
      [7, "x"],
    ],
  ],
  [
    "SELECT * FROM (SELECT * FROM (VALUES (7, 'x')) v(k, rowid)) UNION ALL BY NAME SELECT k, rowid FROM named ORDER BY k",
    [[0, "a0"], [1, "a1"], [7, "x"]],
  ],
];

for (const [sql, right] of united) {
  faultTest(`UNION BY NAME sees what FROM names: ${sql}`, async () => {
    for (const sample of [1, 1_000]) {
      await asking({ named }, async (asks) => {
        const rows = (await asks.inOrder(sql)).map((row) => JSON.parse(row));
        assert.deepEqual(rows, right, `sample of ${sample}`);
      }, sample);
    }
  });
}
