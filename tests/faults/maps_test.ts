import assert from "node:assert/strict";
import { num } from "../fixtures/tables.ts";
import { asking, faultTest, type Tables } from "./asking.ts";

const SAMPLES = [1, 3, 100_000];

/** The rows of statements, whatever was looked at beforehand, at the first run and at the second. */
async function always(
  tables: Tables,
  statements: readonly (readonly [sql: string, rows: readonly string[]])[],
  { samples = SAMPLES, times = ["first", "second"] } = {},
): Promise<void> {
  for (const sample of samples) {
    await asking(tables, async (asks) => {
      for (const time of times) {
        for (const [sql, rows] of statements) {
          assert.deepEqual(await asks.inOrder(sql), rows, `${sql}, ${sample} items seen, ${time} run`);
        }
      }
    }, sample);
  }
}

/** Numbers, texts, maps and one list. */
const mix = {
  mix: [
    { id: "a1", j: 1 },
    { id: "a2", j: "xyz" },
    { id: "a3", j: { a: 1 } },
    { id: "a4", j: 2 },
    { id: "a5", j: "t" },
    { id: "a6", j: [1, num("2.5")] },
    { id: "a7", j: { a: [5, 6] } },
    { id: "a8", j: 3 },
    { id: "a9", j: "u" },
  ],
};

faultTest("Places in JSON count from 1, whether a list was seen there or not", () =>
  always(mix, [
    ["SELECT j[1], j[2], j[-1] FROM mix WHERE id = 'a6'", ["[1,2.5,2.5]"]],
    ["SELECT list_extract(j, 1), array_extract(j, 2) FROM mix WHERE id = 'a6'", ["[1,2.5]"]],
    ["SELECT j['a'][2], j.a[1] FROM mix WHERE id = 'a7'", ["[6,5]"]],
    ["SELECT k[1] FROM (SELECT j AS k, id FROM mix) WHERE id = 'a6'", ["[1]"]],
    ["SELECT coalesce(j, j)[1], max(j)[2] FROM mix WHERE id = 'a6' GROUP BY j", ["[1,2.5]"]],
    ["SELECT j[1:2], j[2:] FROM mix WHERE id = 'a6'", ["[[1,2.5],[2.5]]"]],
    ["SELECT j[i] FROM mix, range(1, 3) r(i) WHERE id = 'a6' ORDER BY i", ["[1]", "[2.5]"]],
    ["SELECT id FROM mix WHERE j[1] = 1", ['["a6"]']],
    ["SELECT j['a'], j[1] FROM mix WHERE id = 'a2'", ["[null,null]"]],
  ]));

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));

/** Four items, and what another has: nothing, keys that they have not, or more of them than a STRUCT has. */
const bases = [
  [],
  [{ id: "b", m: { zz: 1 }, l: [{ y: 1 }] }],
  [{ id: "b", m: keys(70), l: [keys(70)] }],
].map((others) => ({
  base: [
    { id: "a1", m: { a: 1, b: num("1.50") }, l: [{ x: 1 }] },
    { id: "a2", m: { a: 2 }, l: [{ x: 2 }, { x: num("2.5") }] },
    { id: "a3", m: {}, l: [] },
    { id: "a4", l: [{}] },
    ...others,
  ],
}));

/** What one expression gives for each of the four. */
const ofEach = (
  expression: string,
  values: readonly unknown[],
): readonly [string, readonly string[]] => [
  `SELECT ${expression} FROM base WHERE id < 'b' ORDER BY id`,
  values.map((value) => JSON.stringify([value])),
];

async function inAll(
  statements: readonly (readonly [sql: string, rows: readonly string[]])[],
): Promise<void> {
  // All but the last item are looked at, or all of them.
  for (const base of bases) await always(base, statements, { samples: [4, 100_000], times: ["first"] });
}

const M = [{ a: 1, b: 1.5 }, { a: 2 }, {}, null];
const L = [[{ x: 1 }], [{ x: 2 }, { x: 2.5 }], [], [{}]];
const text = (value: unknown) => value === null ? null : JSON.stringify(value);

faultTest("Maps within JSON that a statement makes have the keys that are there and no others", () =>
  inAll([
    ofEach("json_object('m', m)", M.map((m) => ({ m }))),
    ofEach("json_array(m, 1)", M.map((m) => [m, 1])),
    ofEach("to_json({'w': m, 'n': NULL})", M.map((w) => ({ w, n: null }))),
    ofEach("to_json([l])", L.map((l) => [l])),
    ofEach("row_to_json(m)", M),
    ofEach("array_to_json(l)", L),
    ofEach("coalesce(m, m)::JSON", M),
    ofEach("json_keys(coalesce(m, m))", [["a", "b"], ["a"], [], null]),
    ofEach("length(json_object('m', m)::VARCHAR)", [21, 13, 8, 10]),
    ["SELECT to_json(list(m ORDER BY id)) FROM base WHERE id < 'b'", [JSON.stringify([M])]],
    ["SELECT to_json(base) FROM base WHERE id = 'a2'", [
      JSON.stringify([{ id: "a2", l: L[1], m: M[1] }]),
    ]],
    ["SELECT json_object('m', m), count(*) FROM base WHERE id = 'a2' GROUP BY m", ['[{"m":{"a":2}},1]']],
  ]));

faultTest("Maps become their exact JSON as text, whatever they went through", () =>
  inAll([
    ofEach("[m]::VARCHAR", M.map((m) => text([m]))),
    ofEach("{'w': m}::VARCHAR", M.map((w) => text({ w }))),
    ofEach("coalesce(m, NULL)::VARCHAR", M.map(text)),
    ofEach("coalesce(m, {'a': 9})::VARCHAR", [...M.slice(0, 3), { a: 9 }].map(text)),
    ofEach("CASE WHEN id < 'a3' THEN m END::VARCHAR", [...M.slice(0, 2), null, null].map(text)),
    ofEach("lag(m) OVER (ORDER BY id)::VARCHAR", [null, ...M.slice(0, 3)].map(text)),
    ofEach("list_transform(l, lambda e: e::VARCHAR)", L.map((l) => l.map(text))),
    ofEach("l::VARCHAR[]", L.map((l) => l.map(text))),
    ofEach("array_to_string(l, ';')", ['{"x":1}', '{"x":2};{"x":2.5}', "", "{}"]),
    ofEach("format('{}', m)", M.map(text)),
    ofEach("coalesce(m, m) || ''", M.map(text)),
    ["SELECT u::VARCHAR, to_json(u) FROM base, unnest(l) t(u) WHERE id = 'a2' ORDER BY u.x DESC", [
      JSON.stringify([text({ x: 2.5 }), { x: 2.5 }]),
      JSON.stringify([text({ x: 2 }), { x: 2 }]),
    ]],
    ["SELECT string_agg(coalesce(m, m), ';' ORDER BY id) FROM base WHERE id < 'b'", [
      JSON.stringify(['{"a":1,"b":1.5};{"a":2};{}']),
    ]],
    // What the statement writes itself keeps what is NULL in it.
    ["SELECT {'a': NULL, 'b': 1}::VARCHAR, {'m': m, 'z': {'a': NULL}}::VARCHAR FROM base WHERE id = 'a2'", [
      JSON.stringify(["{'a': NULL, 'b': 1}", '{"m":{"a":2},"z":{"a":null}}']),
    ]],
  ]));

faultTest(
  "Whole numbers among others, and texts in JSON, are written in maps as they are everywhere",
  async () => {
    const item = (id: string, a: unknown, d: unknown) => ({ id, m: { a, d } });
    const base = [item("a1", "text", 10), item("a2", { b: 1 }, 2.5), item("a3", 7, 100)];
    for (const others of [[], [{ id: "b", m: keys(70) }]]) {
      await always({ base: [...base, ...others] }, [
        ofEach("[m]::VARCHAR", base.map(({ m }) => text([m]))),
        ofEach("coalesce(m, m)::JSON", base.map(({ m }) => m)),
      ], { samples: [3, 100_000], times: ["first"] });
    }
  },
);

faultTest(
  "Maps equal each other whatever order their keys are in, and equal maps have one hash",
  () =>
    inAll([
      ofEach("m = {'b': 1.5, 'a': 1}", [true, false, false, null]),
      ofEach("m IN ({'a': 2}, {'b': 1.50, 'a': 1})", [true, true, false, null]),
      ofEach("m IS DISTINCT FROM {'a': 2}", [true, false, true, true]),
      ofEach("m = {'b': NULL, 'a': 2}", [false, true, false, null]),
      ofEach(`m = '{"b":1.50,"a":1}'::JSON`, [true, false, false, null]),
      ofEach("nullif(m, {'a': 2})::VARCHAR", [text(M[0]), null, "{}", null]),
      ofEach("list_contains(l, {'x': 2.50})", [false, true, false, false]),
      ofEach("list_position(l, {'x': 2})", [null, 1, null, null]),
      ofEach("hash(m) = hash({'a': 2})", [false, true, false, false]),
      ofEach("hash(m) = hash(m::VARCHAR)", [true, true, true, true]),
      ofEach("hash(l) = hash(l::VARCHAR)", [true, true, true, true]),
      ofEach("hash([m]) = hash([m]::VARCHAR)", [true, true, true, true]),
      [
        "SELECT hash(10.50) = hash('10.5'), hash(7) = hash('7'), hash(10.50) = hash(10.5) FROM base WHERE id = 'a1'",
        [
          "[true,true,true]",
        ],
      ],
      ["SELECT hash({'b': 1, 'a': 2}) = hash('{\"a\":2,\"b\":1}') FROM base WHERE id = 'a1'", ["[true]"]],
    ]),
);

/** The same four and more of them; beside them, too, what makes maps be held as JSON: keys that differ by case, many texts. */
const ordered = [
  ...bases,
  {
    base: [...(bases[0]?.base ?? []), ...[1, 2, 3].map((at) => ({ id: `b${at}`, m: "text", l: ["x", at] }))],
  },
].map(({ base }) => ({
  base: [
    ...base.slice(0, 4),
    { id: "a5", m: { a: 10 }, l: [{ x: 10 }] },
    { id: "a6", m: { a: 10, A0: -1 }, l: [{ x: 2 }] },
    ...base.slice(4),
  ].map((item) => ({ ...item, n: { a: Number(item.id.slice(1)) % 3 } })),
}));

const inOrders = async (statements: readonly (readonly [sql: string, value: unknown])[]): Promise<void> => {
  for (const base of ordered) {
    const rows = statements.map(([sql, value]) => [sql, [JSON.stringify([value])]] as const);
    // All but the last items are looked at.
    await always(base, rows, { samples: [6], times: ["first"] });
  }
};

faultTest(
  "Whole maps are put in order key by key, by the values of the keys that are there, however they are held",
  () =>
    inOrders([
      // Nothing, {}, {A0: -1, a: 10}, {a: 1, b: 1.5}, {a: 2}, {a: 10}.
      ["SELECT list(id ORDER BY m, id) FROM base WHERE id < 'b'", ["a4", "a3", "a6", "a1", "a2", "a5"]],
      ["SELECT list(id) FROM (SELECT id FROM base WHERE id < 'b' ORDER BY m DESC NULLS LAST, id)", [
        "a5",
        "a2",
        "a1",
        "a6",
        "a3",
        "a4",
      ]],
      ["SELECT list(id) FROM (SELECT DISTINCT ON (m) id FROM base WHERE id < 'b' ORDER BY m LIMIT 3)", [
        "a4",
        "a3",
        "a6",
      ]],
      [
        "SELECT list(m.a) FROM (SELECT m FROM base WHERE id < 'b' UNION SELECT m FROM base WHERE id < 'b' ORDER BY m)",
        [
          null,
          null,
          10,
          1,
          2,
          10,
        ],
      ],
      ["SELECT list(r ORDER BY id) FROM (SELECT id, rank() OVER (ORDER BY m) r FROM base WHERE id < 'b')", [
        4,
        5,
        2,
        1,
        6,
        3,
      ]],
      [
        "SELECT [arg_max(id, m), arg_min(id, m), max(m).a::VARCHAR, min(m).a::VARCHAR] FROM base WHERE id < 'b'",
        [
          "a5",
          "a3",
          "10",
          null,
        ],
      ],
      ["SELECT list(m < {'a': 2} ORDER BY id) FROM base WHERE id < 'b'", [
        true,
        false,
        true,
        null,
        false,
        true,
      ]],
      ["SELECT list(m BETWEEN {'b': 0, 'a': 1} AND {'a': 2} ORDER BY id) FROM base WHERE id < 'b'", [
        true,
        true,
        false,
        null,
        false,
        false,
      ]],
      [`SELECT list(m >= '{"a":9}'::JSON ORDER BY id) FROM base WHERE id < 'b'`, [
        false,
        false,
        false,
        null,
        true,
        false,
      ]],
      [
        "SELECT list(id ORDER BY id) FROM base WHERE id < 'b' AND m IS NOT NULL AND (m, id) > ({'a': 2}, 'a1')",
        ["a2", "a5"],
      ],
      ["SELECT list(id ORDER BY id) FROM base WHERE id < 'b' AND (m, id) = ({'b': 1.50, 'a': 1}, 'a1')", [
        "a1",
      ]],
      ["SELECT list(id ORDER BY id) FROM base WHERE id < 'b' AND (m, id) IN (({'b': 1.50, 'a': 1}, 'a1'))", [
        "a1",
      ]],
      ["SELECT list(id ORDER BY l, id) FROM base WHERE id < 'b'", ["a3", "a4", "a1", "a6", "a2", "a5"]],
      ["SELECT list_transform(list_sort(list(m)), lambda e: e['a']::INT) FROM base WHERE id < 'b'", [
        null,
        null,
        10,
        1,
        2,
        10,
      ]],
      ["SELECT list_max(list(m))['a']::INT FROM base WHERE id < 'b'", 10],
      // n: {a: 1}, {a: 2}, {a: 0}, {a: 1}, {a: 2}, {a: 0}.
      ["SELECT list(greatest(m, n)['a']::INT ORDER BY id) FROM base WHERE id < 'b'", [1, 2, 0, 1, 10, 0]],
      ["SELECT list(least(m, n)['a']::INT ORDER BY id) FROM base WHERE id < 'b'", [1, 2, null, 1, 2, 10]],
      ["SELECT list(greatest(m, {'a': 9})['a']::INT ORDER BY id) FROM base WHERE id < 'b'", [
        9,
        9,
        9,
        9,
        10,
        9,
      ]],
      ["SELECT list(id ORDER BY id) FROM base WHERE id < 'b' AND m IN (SELECT n FROM base WHERE id < 'b')", [
        "a2",
      ]],
      [
        "SELECT list(id ORDER BY id) FROM base WHERE id < 'b' AND m >= ALL (SELECT n FROM base WHERE id < 'b')",
        [
          "a2",
          "a5",
        ],
      ],
    ]),
);

faultTest("Beside functions of maps, the fault that is there is told, however the map is held", async () => {
  for (const many of [1, 70]) {
    const items = [{ id: "1", s: "x", m: keys(many), u: { a: 1, none: null } }, {
      id: "2",
      s: "y",
      m: keys(many),
    }];
    for (const sample of [1, 100_000]) {
      await asking({ tab: items }, async (asks) => {
        for (
          const [sql, code, said] of [
            ["SELECT map_keys(m), sum(s) FROM tab", "type_mismatch", /sum\(VARCHAR\).*column 21/],
            ["SELECT sum(s), map_entries(m) FROM tab", "type_mismatch", /sum\(VARCHAR\).*column 8/],
            ["SELECT cardinality(m), sum(s) FROM tab", "type_mismatch", /sum\(VARCHAR\).*column 24/],
            ["SELECT map_keys(m), cardinality(m), abs(s) FROM tab", "type_mismatch", /abs\(VARCHAR\)/],
            ["SELECT map_keys(u), sum(s) FROM tab", "type_mismatch", /sum\(VARCHAR\)/],
            ["SELECT map_keys(m) FROM tab GROUP BY id", "invalid_query", /"m" must appear in the GROUP BY/],
            [
              "SELECT unnest(map_entries(m)) AS e FROM tab ORDER BY e.key",
              "table_not_found",
              /table or alias "e".*column 54/,
            ],
            [
              "SELECT map_contains(m, 'k0') FROM tab ORDER BY map_keys(m), sum(s)",
              "type_mismatch",
              /sum\(VARCHAR\)/,
            ],
            ["SELECT sum(s), map_keys(s) FROM tab", "type_mismatch", /sum\(VARCHAR\)|map_keys\(VARCHAR\)/],
          ] as const
        ) {
          const outcome = await asks.outcome(sql);
          assert.ok("code" in outcome, sql);
          assert.equal(outcome.code, code, `${sql}: ${outcome.message}`);
          assert.match(outcome.message, said, sql);
          assert.doesNotMatch(outcome.message, /STRUCT/, sql);
        }
      }, sample);
    }
  }
});
