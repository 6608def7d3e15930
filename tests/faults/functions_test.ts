import assert from "node:assert/strict";
import { num } from "../fixtures/tables.ts";
import { type Asking, asking, faultTest, type Tables } from "./asking.ts";

const SAMPLES = [1, 10, 100_000];

/** The rows of statements, whatever was looked at beforehand. */
async function always(
  tables: Tables,
  statements: readonly (readonly [sql: string, rows: readonly string[]])[],
  also: (asking: Asking) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (const sample of SAMPLES) {
    await asking(tables, async (asks) => {
      for (const [sql, rows] of statements) {
        assert.deepEqual(await asks.inOrder(sql), rows, `${sql}, ${sample} items seen`);
      }
      await also(asks);
    }, sample);
  }
}

/** Prices of which one was computed: 0.1 + 0.2. */
const shop = {
  shop: [
    ...Array.from({ length: 50 }, (_, at) => ({ id: `i${at}`, price: num("19.99"), q: num("0.1"), k: 3 })),
    {
      id: "zz",
      price: num("0.30000000000000004"),
      q: num("0.30000000000000004"),
      k: num("0.30000000000000004"),
    },
  ],
};

faultTest(
  "One computed float changes no sum, product, comparison, median or rounding of the other items",
  () =>
    always(shop, [
      [
        "SELECT sum(price), sum(q), avg(price), sum(price * price), sum(q) = 5 FROM shop WHERE id LIKE 'i%'",
        ["[999.5,5,19.99,19980.005,true]"],
      ],
      ["SELECT id FROM shop WHERE q * 3 = 0.3 AND id = 'i1'", ['["i1"]']],
      ["SELECT q + 0.2 = 0.3, 1 - q = 0.9, price - 19.9, q * q FROM shop WHERE id = 'i1'", [
        "[true,true,0.09,0.01]",
      ]],
      ["SELECT sum(q) FILTER (WHERE id < 'i2'), sum(DISTINCT q), avg(q) FROM shop WHERE id < 'j'", [
        "[1.2,0.1,0.1]",
      ]],
      ["SELECT sum(q) OVER (ORDER BY id) FROM shop WHERE id < 'i11' ORDER BY id", [
        "[0.1]",
        "[0.2]",
        "[0.3]",
      ]],
      ["SELECT median(q), quantile_cont(price, 0.3), mad(q) FROM shop WHERE id < 'j'", ["[0.1,19.99,0]"]],
      ["SELECT round(price * 0.05, 3), round(q, 1), price // 1, price % 1 FROM shop WHERE id = 'i1'", [
        "[1,0.1,19,0.99]",
      ]],
      ["SELECT (q * 25)::INT, list_sum([q, q, q]), hash(k) = hash(3) FROM shop WHERE id = 'i1'", [
        "[3,0.3,true]",
      ]],
      ["SELECT lpad('x', k, '-'), hex(k), repeat('x', k), [1, 2, 3, 4][1:k] FROM shop WHERE id = 'i1'", [
        '["--x","3","xxx",[1,2,3]]',
      ]],
      // The computed one keeps its digits.
      ["SELECT q, q + 0, sum(q), avg(q) FROM shop WHERE id = 'zz' GROUP BY q", [
        "[0.30000000000000004,0.30000000000000004,0.30000000000000004,0.30000000000000004]",
      ]],
    ]),
);

faultTest(
  "A whole number has one hash whatever its column holds besides",
  () =>
    asking(shop, async ({ value, write }) => {
      const sql = "SELECT hash(k) FROM shop WHERE id = 'i1'";
      const hash = await value(sql);
      write("shop", { id: "zzz", k: num("2.5") });
      await value("SELECT max(k) FROM shop");
      assert.equal(await value(sql), hash);
    }, 1),
);

const keys = (count: number, value: (at: number) => unknown) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`k${String(at).padStart(2, "0")}`, value(at)]),
  );

/** Maps that are a STRUCT until the one with 70 keys is seen. */
const wds = {
  wds: [
    ...Array.from(
      { length: 150 },
      (_, at) => ({ id: `i${at}`, m: { [`k${String(at % 60).padStart(2, "0")}`]: at } }),
    ),
    { id: "j", m: { k01: null, k05: num("0.5"), k03: 7 } },
    { id: "many", m: keys(70, (at) => at) },
  ],
  few: [{ id: "a", m: { x: 1, y: "t" } }, { id: "b", m: { y: "u" } }, { id: "c" }],
};

faultTest(
  "Functions of maps see the keys that are there, whether the map is a STRUCT or a MAP",
  () =>
    always(wds, [
      ["SELECT map_keys(m), map_values(m), cardinality(m) FROM wds WHERE id = 'i1'", ['[["k01"],[1],1]']],
      ["SELECT map_keys(m), map_entries(m) FROM wds WHERE id = 'j'", [
        '[["k03","k05"],[{"key":"k03","value":7},{"key":"k05","value":0.5}]]',
      ]],
      [
        "SELECT element_at(m, 'k01'), map_contains(m, 'k01'), map_contains(m, 'k02') FROM wds WHERE id = 'i1'",
        [
          "[[1],true,false]",
        ],
      ],
      ["SELECT map_contains_value(m, 1), map_contains_entry(m, 'k01', 2) FROM wds WHERE id = 'i1'", [
        "[true,false]",
      ]],
      ["SELECT count(*), sum(cardinality(m)) FROM wds", ["[152,222]"]],
      ["SELECT k, count(*) FROM (SELECT unnest(map_keys(m)) AS k FROM wds) GROUP BY k ORDER BY k LIMIT 2", [
        '["k00",4]',
        '["k01",4]',
      ]],
      ["SELECT id, map_keys(m), cardinality(m) FROM few ORDER BY id", [
        '["a",["x","y"],2]',
        '["b",["y"],1]',
        '["c",null,null]',
      ]],
      ["SELECT map_values(m) FROM few WHERE id = 'a'", ['[[1,"t"]]']],
    ]),
);

faultTest(
  "m.* of a map with more keys than a STRUCT has says what to write",
  () =>
    asking(wds, async ({ outcome }) => {
      const came = await outcome("SELECT m.* FROM wds");
      assert.ok("code" in came);
      assert.match(came.message, /m\.\* needs a STRUCT.*map_entries\(m\), or m\['key'\]/);
    }),
);

/** Lists that are empty in what is looked at first. */
const lists = {
  lists: Array.from({ length: 60 }, (_, at) => ({
    id: `i${String(at).padStart(2, "0")}`,
    n: at,
    code: String(at),
    el: at < 20 ? [] : [at],
    words: at < 20 ? [] : [`w${at}`],
    never: [],
    doc: { in: at < 20 ? [] : [[at]] },
  })),
};

faultTest(
  "A list of which only empty ones were seen is searched, joined and unnested like any other",
  () =>
    always(lists, [
      ["SELECT count(*) FROM lists WHERE list_contains(el, 30)", ["[1]"]],
      [
        "SELECT count(*) FROM lists WHERE 30 = ANY(el) OR array_contains(el, 31) OR list_has_any(el, [32, 33])",
        ["[4]"],
      ],
      ["SELECT sum(list_position(el, n)) FROM lists", ["[40]"]],
      ["SELECT count(*) FROM lists WHERE list_contains(words, 'w30')", ["[1]"]],
      ["SELECT count(*) FROM lists WHERE list_contains(doc.in[1], 30)", ["[1]"]],
      ["SELECT sum(u) FROM lists, unnest(el) t(u) WHERE u > 57", ["[117]"]],
      ["SELECT el || [1], list_sum(el), el::VARCHAR FROM lists WHERE id = 'i30'", ['[[30,1],30,"[30]"]']],
      [
        "SELECT list_contains(never, 3), list_contains(never, 'a'), len(never), never FROM lists WHERE id = 'i30'",
        [
          "[false,false,0,[]]",
        ],
      ],
    ]),
);

faultTest(
  "A list that is searched for another kind than it holds says the cast to write",
  () =>
    asking(lists, async ({ outcome, value }) => {
      for (
        const [sql, advice] of [
          [
            "SELECT count(*) FROM lists WHERE list_contains(words, n)",
            /list_contains\(words, CAST\(n AS VARCHAR\)\)/,
          ],
          [
            "SELECT count(*) FROM lists WHERE list_position(el, code) > 0",
            /list_position\(el, TRY_CAST\(code AS DECIMAL\(38,9\)\)\)/,
          ],
          [
            // None of these texts says a number.
            "SELECT count(*) FROM lists WHERE list_position(el, id) > 0",
            /list_position\(CAST\(el AS VARCHAR\[\]\), id\)/,
          ],
        ] as const
      ) {
        const came = await outcome(sql);
        assert.ok("code" in came, sql);
        assert.equal(came.code, "type_mismatch");
        assert.match(came.message, advice);
      }
      assert.equal(
        await value("SELECT count(*) FROM lists WHERE list_contains(el, TRY_CAST(right(id, 2) AS DOUBLE))"),
        40,
      );
    }),
);
