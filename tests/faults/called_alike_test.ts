/**
 * An attribute that is called like a table around is not taken for it: before a dot, the table is meant.
 */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

const orders = Array.from(
  { length: 10 },
  (_, n) => ({ id: `o${n}`, status: n % 2 === 1 ? "open" : "paid", total: n * 10 }),
);

/** Attributes called like the tables around: numbers, texts, nothing but NULL; of one item alone; maps in one and in all. */
const calledAlike = Array.from({ length: 30 }, (_, n) => ({
  id: `i${String(n).padStart(2, "0")}`,
  n,
  ord: `o${n % 10}`,
  orders: n,
  o: `text ${n}`,
  mixed: n % 2 === 0 ? n : "x",
  tags: [n],
  nul: null,
  ...(n === 23 ? { r: "x", c: 5 } : {}),
  ...(n === 24 ? { rm: { id: "o5" } } : {}),
  map: { id: `o${n % 2}` },
}));

const calledCases: readonly (readonly [sql: string, right: unknown])[] = [
  [
    "SELECT id, (SELECT max(n) FROM lines WHERE ord = orders.id) AS m FROM orders WHERE total < 30 ORDER BY 1",
    [
      ["o0", 20],
      ["o1", 21],
      ["o2", 22],
    ],
  ],
  [
    "SELECT o.id FROM orders o WHERE EXISTS (SELECT 1 FROM lines WHERE ord = o.id AND n = o.total / 2) ORDER BY 1",
    [
      ["o0"],
      ["o5"],
    ],
  ],
  [
    "SELECT o.id, m FROM orders o, LATERAL (SELECT max(n) AS m FROM lines WHERE ord = o.id) WHERE m > 27 ORDER BY 1",
    [
      ["o8", 28],
      ["o9", 29],
    ],
  ],
  [
    "WITH o AS (SELECT * FROM orders) SELECT id, (SELECT min(n) FROM lines WHERE ord = o.id) FROM o WHERE total = 10",
    [[
      "o1",
      1,
    ]],
  ],
  [
    "SELECT id, (SELECT count(*) FROM lines WHERE ord = o.id AND o LIKE 'text 1%') FROM orders o WHERE total = 20",
    [[
      "o2",
      1,
    ]],
  ],
  ["SELECT (SELECT min(n) FROM (SELECT * FROM lines) WHERE ord = o.id) FROM orders o WHERE total = 20", [[
    2,
  ]]],
  [
    "SELECT (SELECT min(n) FROM (SELECT ord, n FROM lines UNION ALL SELECT ord, n FROM lines) WHERE ord = n.id) FROM orders n WHERE total = 20",
    [[2]],
  ],
  ...["mixed", "tags", "nul", "r", "c", "id"].map((alias): readonly [string, unknown] => [
    `SELECT ${alias}.id, (SELECT min(n) FROM lines WHERE ord = ${alias}.id) FROM orders ${alias} WHERE total = 30`,
    [["o3", 3]],
  ]),
];

/** The maps of all items, and of one, have the key and the name of the table around, which is meant. */
const mapCases: readonly (readonly [sql: string, right: unknown])[] = ["map", "rm"].flatMap((name) => {
  const inner = name === "map" ? "o0" : "o5";
  return [
    [
      `SELECT ${name}.id, (SELECT count(*) FROM lines WHERE ord = ${name}.id) FROM orders ${name} WHERE total = 30`,
      [[
        "o3",
        3,
      ]],
    ],
    [
      `SELECT (SELECT max(${name}.id || lines.${name}.id) FROM lines WHERE n = 24) FROM orders ${name} WHERE total = 30`,
      [[
        `o3${inner}`,
      ]],
    ],
    [
      `SELECT (SELECT count(lines."${name}") FROM lines WHERE n = 24 AND ord > ${name}.id) FROM orders ${name} WHERE total = 30`,
      [[
        1,
      ]],
    ],
    [`SELECT id FROM orders ${name} WHERE EXISTS (SELECT * FROM lines WHERE n = 24 AND ord = ${name}.id)`, [[
      "o4",
    ]]],
    [
      `SELECT id FROM orders ${name} WHERE EXISTS (FROM (SELECT * FROM lines) d WHERE n = 24 AND ord = ${name}.id)`,
      [[
        "o4",
      ]],
    ],
    [
      `SELECT id, to_json(l)->'${name}'->>'id' FROM orders ${name}, LATERAL (SELECT lines AS l FROM lines WHERE n = 24 AND ord = ${name}.id)`,
      [[
        "o4",
        inner,
      ]],
    ],
    [
      `SELECT ${name}.id, l.${name}.id FROM orders ${name}, LATERAL (SELECT * FROM lines WHERE n = 24 AND ord = ${name}.id) l`,
      [[
        "o4",
        inner,
      ]],
    ],
    [
      `WITH d AS (SELECT * FROM lines) SELECT id FROM orders ${name} WHERE ${name}.id IN (SELECT ord FROM d WHERE n = 24 AND ord = ${name}.id)`,
      [[
        "o4",
      ]],
    ],
    [
      `SELECT id, (SELECT count(*) FROM lines x WHERE n = 24 AND x."${name}".id = '${inner}' AND x.ord = ${name}.id) FROM orders ${name} WHERE total = 40`,
      [[
        "o4",
        1,
      ]],
    ],
  ] as const;
});

for (const sample of [1_000, 7, 1]) {
  faultTest(
    `Captured names: what is no map has no fields, so that the table around is meant, of ${sample} items looked at`,
    () =>
      asking({ orders, lines: calledAlike }, async ({ answer, outcome }) => {
        for (const run of ["first", "second"]) {
          for (const [sql, right] of calledCases) {
            const { answer: { rows }, warnings } = await answer(sql);
            assert.deepEqual(rows.map((row) => JSON.parse(row)), right, `${run}: ${sql}`);
            assert.deepEqual(warnings, [], sql);
          }
          for (const [sql, right] of mapCases) {
            const { rows } = (await answer(sql)).answer;
            assert.deepEqual(rows.map((row) => JSON.parse(row)), right, `${run}: ${sql}`);
          }
          const { warnings } = await answer(
            "SELECT map.id, (SELECT count(*) FROM lines WHERE ord = map.id) FROM orders map WHERE total = 30",
          );
          assert.match(
            warnings.join(),
            /^"?map"?\.id is read as the column id of "?map"? of the query around, and not as the key id of the maps /,
          );
        }
        const given = await outcome("SELECT (SELECT max(n) FROM lines WHERE ord = o.none) FROM orders o");
        assert.ok("code" in given, JSON.stringify(given));
        assert.match(given.message, /^Column not found: o\."none" .* There are id, status, total\./);
      }, sample),
  );
}
