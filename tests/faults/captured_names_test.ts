/**
 * A name that few items have is not taken for what has this name further away: the query around, the select list, a map
 * called like the table, or a function of DuckDB.
 */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

const orders = Array.from(
  { length: 10 },
  (_, n) => ({ id: `o${n}`, status: n % 2 === 1 ? "open" : "paid", total: n * 10 }),
);
/** One of 300 has a status, an `a` and a user of its own; it is of order o3. */
const items = Array.from({ length: 300 }, (_, n) => ({
  id: `i${n}`,
  ord: `o${n % 10}`,
  qty: n % 5,
  doc: { a: 1 },
  ...(n === 253 ? { status: "open", a: 7, user: "k" } : {}),
}));
/** One of 300 has, beside the map that is called like the table, attributes called like the map's keys. */
const settings = Array.from({ length: 300 }, (_, n) => ({
  id: `k${n}`,
  settings: { theme: "dark", status: "m" },
  ...(n === 253 ? { status: "open", theme: "light" } : {}),
}));

const others = ["o0", "o1", "o2", "o4", "o5", "o6", "o7", "o8", "o9"].map((id) => [id]);

const cases: readonly (readonly [sql: string, right: unknown])[] = [
  [
    "SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM items WHERE ord = orders.id AND status = 'open')",
    [["o3"]],
  ],
  [
    `SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM items WHERE ord = orders.id AND "status" = 'open')`,
    [["o3"]],
  ],
  ["SELECT id FROM orders WHERE id IN (SELECT ord FROM items WHERE status = 'open')", [["o3"]]],
  // The alias of an item of the select list is not in sight within it.
  ['SELECT id, "status" AS status FROM items ORDER BY status NULLS LAST LIMIT 1', [["i253", "open"]]],
  ['SELECT upper("status") AS status, count(*) FROM items GROUP BY status ORDER BY 2', [["OPEN", 1], [
    null,
    299,
  ]]],
  ['SELECT ord, max("a") AS a FROM items GROUP BY ord HAVING a > 1', [["o3", 7]]],
  [`SELECT id, "a" + 1 AS a FROM items WHERE a = 7`, [["i253", 8]]],
  ['SELECT max("a") OVER () AS a FROM items QUALIFY a > 1 LIMIT 1', [[7]]],
  ["SELECT id FROM orders WHERE id NOT IN (SELECT ord FROM items WHERE status = 'open') ORDER BY id", others],
  ["SELECT id FROM orders WHERE 'open' = ANY (SELECT status FROM items WHERE ord = orders.id)", [["o3"]]],
  ["SELECT count(*) FROM (SELECT id, qty > 2 AS status FROM items WHERE status IS NOT NULL)", [[1]]],
  ["SELECT ord AS status, count(*) FROM items WHERE status = 'open' GROUP BY ALL", [["o3", 1]]],
  ["SELECT qty * 2 AS status, status || 'x' FROM items ORDER BY 2 DESC NULLS LAST LIMIT 1", [[6, "openx"]]],
  [
    "SELECT id, qty AS status FROM items QUALIFY row_number() OVER (PARTITION BY status ORDER BY id) = 1 ORDER BY id",
    [["i0", 0], ["i253", 3]],
  ],
  ["SELECT settings.theme, count(*) FROM settings GROUP BY 1 ORDER BY 2", [["light", 1], [null, 299]]],
  ["SELECT count(*) FROM settings WHERE settings.status = 'open'", [[1]]],
  ["SELECT count(*) FROM settings WHERE settings.\"status\" = 'open'", [[1]]],
  ["SELECT max(doc.a) FROM items doc", [[7]]],
  ['SELECT count("user") FROM items', [[1]]],
  [`SELECT id FROM items WHERE "user" = 'k'`, [["i253"]]],
  ["SELECT user IS NOT NULL", [[true]]],
  // No column of the table is needed but the one that is looked for.
  ["SELECT 'k' AS status, count(*) FROM items GROUP BY items.ord, status HAVING count(*) = 1", [["k", 1]]],
  ["SELECT 'k' AS status, count(*) FROM items GROUP BY status ORDER BY 2", [["k", 1], ["k", 299]]],
  ["SELECT count(*) FROM (SELECT 1 AS a FROM items WHERE a = 7)", [[1]]],
  ["SELECT status FROM orders WHERE status IN (SELECT status FROM items) AND id = 'o0'", []],
  ["SELECT count(*) FROM orders WHERE EXISTS (SELECT 1 FROM items WHERE status = 'open')", [[10]]],
  ["SELECT (SELECT count(*) FROM items WHERE status = 'open') FROM orders LIMIT 2", [[1], [1]]],
  // The aggregate is the subquery's.
  [
    "SELECT id, (SELECT any_value(status) FROM items WHERE ord = orders.id) FROM orders WHERE id IN ('o2', 'o3') ORDER BY 1",
    [["o2", null], ["o3", "open"]],
  ],
  [
    "SELECT z.s FROM orders JOIN LATERAL (SELECT max(status) s FROM items WHERE ord = orders.id) z ON true WHERE id = 'o3'",
    [["open"]],
  ],
  ["SELECT DISTINCT (SELECT max(status) FROM items) FROM orders", [["open"]]],
  [
    "SELECT total, (SELECT count(*) FROM items WHERE ord = orders.id AND total > 10) FROM orders ORDER BY 1 LIMIT 3",
    [
      [0, 0],
      [10, 0],
      [20, 30],
    ],
  ],
];

/** One of 60 has attributes called like the variables of lambdas. */
const lists = Array.from({ length: 60 }, (_, n) => ({
  id: `l${String(n).padStart(2, "0")}`,
  n,
  l: [{ a: n, b: { c: `q${n}` } }, { a: 2, b: { c: "z" } }],
  nums: [n, 2],
  ...(n === 40 ? { x: { a: 77, b: { c: "no" } }, y: 99, elem: { result: 8, filter: true } } : {}),
}));

/** Of the items 1 and 40. */
const variables:
  readonly (readonly [expression: string, right: readonly [unknown, unknown], alias?: string])[] = [
    ["[x.a for x in l]", [[1, 2], [40, 2]]],
    ["[x.a for x in l if x.a > 1]", [[2], [40, 2]]],
    ["[y + 1 for y in nums]", [[2, 3], [41, 3]]],
    ["list_transform(l, x -> x.b.c)", [["q1", "z"], ["q40", "z"]]],
    ['list_transform(l, lambda x: x.a + "y")', [[null, null], [139, 101]]],
    ["list_transform(l, lambda x: x.a)", [[1, 2], [40, 2]], "x"],
    ["list_transform(l, lambda lists: lists.a)", [[1, 2], [40, 2]]],
    ["l.list_transform(lambda x: x.a)", [[1, 2], [40, 2]]],
    ['list_transform(l, lambda x: x."none")', [[null, null], [null, null]], "x"],
    ["list_reduce(nums, lambda x, y: x + y)", [3, 42]],
    ["list_filter(l, lambda x: x.b.c = 'z')[1].a", [2, 2]],
    ["list_transform(l, lambda x: list_transform([x], lambda x: x.a))", [[[1], [2]], [[40], [2]]]],
    ['["x".a, [x.a for x in l][1]]', [[null, 1], [77, 40]]],
  ];

for (const [expression, right, alias = ""] of variables) {
  faultTest(`Captured names: a variable of a lambda is the nearest: ${expression} ${alias}`, async () => {
    for (const sample of [1_000, 5]) {
      await asking({ lists }, async (asks) => {
        for (const _time of [1, 2]) {
          const rows = await asks.inOrder(
            `SELECT ${expression} FROM lists ${alias} WHERE n IN (1, 40) ORDER BY n`,
          );
          assert.deepEqual(rows.map((row) => JSON.parse(row)[0]), right, `sample of ${sample}`);
        }
      }, sample);
    }
  });
}

/** Each has a `y` and an `n` of its own, one of 40 a `z` and a `tag`; `mixed` holds several kinds, `gaps` a NULL. */
const tagged = Array.from({ length: 40 }, (_, n) => ({
  id: `t${String(n).padStart(2, "0")}`,
  tags: ["a", `b${n % 3}`],
  nums: [1, 2],
  mixed: [1, { k: n }, "s"],
  gaps: [n, null],
  none: [],
  y: `Y${n % 2}`,
  n,
  ...(n === 23 ? { z: "ZZ", tag: "T" } : {}),
}));

/** Of the items 0 and 23; `y`, `n`, `z` and `tag` are attributes, too. */
const namedArguments: readonly (readonly [expression: string, right: readonly [unknown, unknown]])[] = [
  ["[y for y in tags if y <> 'a']", [["b0"], ["b2"]]],
  ["[z for z in tags if z <> 'a']", [["b0"], ["b2"]]],
  ["[id for id in tags if id <> 'a']", [["b0"], ["b2"]]],
  ["[{'a': y} for y in tags]", [[{ a: "a" }, { a: "b0" }], [{ a: "a" }, { a: "b2" }]]],
  ["list_transform(tags, tag -> {'name': tag})", [
    [{ name: "a" }, { name: "b0" }],
    [{ name: "a" }, { name: "b2" }],
  ]],
  ["list_transform(tags, lambda y: {'Y': y})[2]", [{ Y: "b0" }, { Y: "b2" }]],
  ["list_transform(tags, lambda y: struct_pack(a := y, b := n))[2]", [{ a: "b0", b: 0 }, { a: "b2", b: 23 }]],
  ["list_transform(tags, lambda y: struct_insert({'b': 1}, a := y))[2]", [{ b: 1, a: "b0" }, {
    b: 1,
    a: "b2",
  }]],
  ["list_transform(tags, lambda y: to_json({'a': y}))[2]", [{ a: "b0" }, { a: "b2" }]],
  ["list_transform(tags, lambda y: list_transform([1], lambda n: {'a': y, 'b': n}))[2]", [
    [{ a: "b0", b: 1 }],
    [{ a: "b2", b: 1 }],
  ]],
  ["list_transform(mixed, lambda y: {'a': y})", [
    [{ a: 1 }, { a: { k: 0 } }, { a: "s" }],
    [{ a: 1 }, { a: { k: 23 } }, { a: "s" }],
  ]],
  ["list_transform(gaps, lambda y: {'a': y})", [[{ a: 0 }, { a: null }], [{ a: 23 }, { a: null }]]],
  ["list_transform(none, lambda y: {'a': y})", [[], []]],
  // The name is written in another case.
  ["list_transform(nums, lambda N: n + 1)", [[2, 3], [2, 3]]],
  ["list_transform(nums, lambda n: N + 1)", [[2, 3], [2, 3]]],
  ["list_filter(nums, lambda Y: y > 1)", [[2], [2]]],
  ["list_transform(tags, lambda Tag: tag || 'x')", [["ax", "b0x"], ["ax", "b2x"]]],
  ["list_transform(tags, lambda Y: {'y': y})[2]", [{ y: "b0" }, { y: "b2" }]],
  ["list_transform(nums, lambda n: list_transform(tags, lambda N: n))[1]", [["a", "b0"], ["a", "b2"]]],
];

for (const [expression, right] of namedArguments) {
  faultTest(
    `Captured names: a variable is the nearest whatever its argument is called: ${expression}`,
    async () => {
      for (const sample of [1, 7, 1_000]) {
        await asking({ tagged }, async (asks) => {
          for (const others of ["", ', y, n, "z", "tag"', ", *"]) {
            for (const where of ["n IN (0, 23)", "n IN (0, 23) AND y IN ('Y0', 'Y1')"]) {
              const rows = await asks.inOrder(
                `SELECT ${expression} AS q${others} FROM tagged WHERE ${where} ORDER BY n`,
              );
              const told = `sample of ${sample}${others} ${where}`;
              assert.deepEqual(rows.map((row) => JSON.parse(row)[0]), right, told);
            }
          }
        }, sample);
      }
    },
  );
}

faultTest("A selected lambda is named by what was written", async () => {
  await asking({ lists }, async (asks) => {
    const { answer } = await asks.answer(
      "SELECT list_transform(l, lambda x: x.a), [x.a for x in l], [{'k': Y} for y in nums] FROM lists LIMIT 1",
    );
    assert.deepEqual(answer.names, [
      "list_transform(l, (x -> x.a))",
      "list_apply(l, (x -> x.a))",
      "list_apply(nums, (y -> struct_pack(k := Y)))",
    ]);
  });
});

for (const [sql, right] of cases) {
  faultTest(`Captured names: ${sql}`, async () => {
    for (const sample of [1_000, 7]) {
      await asking({ orders, items, settings }, async (asks) => {
        for (const _time of [1, 2]) {
          assert.deepEqual(
            (await asks.inOrder(sql)).map((row) => JSON.parse(row)),
            right,
            `sample of ${sample}`,
          );
        }
      }, sample);
    }
  });
}

faultTest(
  "Captured names: what is read from the query around is told, unless all items were looked at",
  async () => {
    for (const alias of ["i", '"an item"']) {
      const sql =
        `SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM items ${alias} WHERE ord = orders.id AND total > 80)`;
      for (const [sample, told] of [[1_000, 0], [7, 1]] as const) {
        await asking({ orders, items, settings }, async (asks) => {
          const { answer, warnings } = await asks.answer(sql);
          assert.deepEqual(answer.rows, ['["o9"]']);
          const found = warnings.filter((each) =>
            each.startsWith("total is read as the column orders.total of the query around: ") &&
            each.endsWith(` In full, ${alias}."total" is the attribute.`)
          );
          assert.equal(found.length, told, warnings.join());
        }, sample);
      }
    }
  },
);

faultTest("Captured names: a name that nobody knows is one under an alias of this name, too", async () => {
  const asked = [
    "SELECT id, round(a) AS a FROM items ORDER BY a DESC LIMIT 1",
    "SELECT a + 1 AS a, count(*) FROM items GROUP BY a",
    "SELECT max(a) OVER () AS a FROM items QUALIFY a > 1",
    "SELECT ord, max(a) AS a FROM items GROUP BY ord HAVING a > 1",
  ];
  for (const sql of asked) {
    await asking({ items }, async (asks) => {
      const given = await asks.outcome(sql);
      assert.ok("code" in given && given.code === "column_not_found", `${sql}: ${JSON.stringify(given)}`);
      assert.match(given.message, /^Column not found: a .* write "a".* Looking at the table again took/, sql);
    }, 7);
  }
});

faultTest("Captured names: user alone is a name like any other where there is a table", async () => {
  await asking({ orders, items, settings }, async (asks) => {
    const given = await asks.outcome("SELECT count(user) FROM items");
    assert.ok("code" in given && given.code === "column_not_found", JSON.stringify(given));
    assert.match(given.message, /^Column not found: user .* write "user"/);
  }, 7);
});

faultTest(
  "Captured names: a missing list is an empty one to ANY and ALL, and json_value keeps quotes, as documented",
  async () => {
    const kept = [{ id: "a", tags: ["x"], doc: { k: "v" } }, { id: "b" }];
    await asking({ kept }, async (asks) => {
      assert.deepEqual(
        await asks.inOrder(
          "SELECT 'y' <> ALL (tags), 'x' = ANY (tags), list_contains(tags, 'x') FROM kept ORDER BY id",
        ),
        ["[true,true,true]", "[true,false,null]"],
      );
      assert.deepEqual(
        await asks.inOrder("SELECT json_value(doc, '$.k')::VARCHAR, doc->>'$.k' FROM kept WHERE id = 'a'"),
        ['["\\"v\\"","v"]'],
      );
    });
  },
);
