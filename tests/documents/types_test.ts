/** `docs/sql`, "Names" and "Types". */
import { n, promised } from "./promised.ts";

const shop = {
  shop: [
    {
      id: "a",
      n: n(5),
      tags: ["x", "y"],
      doc: { price: n("10.5"), items: [{ sku: "p" }, { sku: "q" }] },
      pair: { b: "x", a: n(1) },
      gap: { a: null, b: n(1) },
      ids: ["u", n(1)],
      parts: [n(1), { a: n(1) }],
    },
    { id: "b", n: n(6), tags: ["y", "5"], doc: { price: n("7.25"), items: [] }, gap: { b: n(2) } },
  ],
};

promised(
  "sql",
  "A place inside an attribute is a column of its own: `doc.price`, `(doc).price`, `doc['price']`, `tags[1]`, " +
    "`tags[-1]`, `doc.items[2].sku`.",
  shop,
  {
    sql:
      "SELECT doc.price, (doc).price, doc['price'], tags[1], tags[-1], doc.items[2].sku FROM shop ORDER BY id",
    rows: [[10.5, 10.5, 10.5, "x", "y", "q"], [7.25, 7.25, 7.25, "y", "5", null]],
  },
);

promised(
  "sql",
  "A key that no map was seen to have is an error with the nearest keys; `doc.\"price\"` and `doc['price']` read it " +
    "all the same, and a warning says if no map has it.",
  shop,
  {
    sql: "SELECT doc.prise FROM shop",
    fails: "column_not_found: Column not found: doc.prise (line 1, column 8). Nearest: doc.price.",
  },
  {
    sql: "SELECT doc.\"prise\", doc['prise'] FROM shop WHERE id = 'a'",
    rows: [[null, null]],
    warns: ["No value of shop.doc.prise was met: no map that came has a key of this spelling."],
  },
);

promised(
  "sql",
  "A step into what is no map reads as NULL, and `warnings` counts what is there instead: the same for every item, " +
    "whatever was looked at before. Only of a key of the table it is an error.",
  shop,
  {
    sql: "SELECT n.x FROM shop WHERE id = 'a'",
    rows: [[null]],
    warns: [
      "1 value of shop.n is not a map: paths into it read as NULL. CAST(n AS JSON) shows it.",
      "No value of shop.n.x was met: no map that came has a key of this spelling.",
    ],
  },
  { sql: "SELECT id.x FROM shop", fails: "type_mismatch: id holds text, and no map that could have x" },
);

promised("sql", "A map with more than 64 keys is a MAP and has no `.*`: `map_entries(m)`.", {
  wide: [{ id: "a", m: Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`k${100 + at}`, n(at)])) }],
  small: [{ id: "a", m: Object.fromEntries(Array.from({ length: 64 }, (_, at) => [`k${100 + at}`, n(at)])) }],
}, {
  sql: "SELECT m.* FROM wide",
  fails:
    "type_mismatch: m.* needs a STRUCT, and m is none. A map with more keys than a STRUCT has is a MAP: write " +
    "map_entries(m), or m['key']",
}, {
  sql: "SELECT len(map_entries(m)), map_entries(m)[65], m.k164 FROM wide",
  rows: [[65, { key: "k164", value: 64 }, 64]],
}, { sql: "SELECT m.* FROM small", rows: [Array.from({ length: 64 }, (_, at) => at)] });

promised(
  "sql",
  "a list such as `VARCHAR[]`; `VARCHAR[]` too if its elements are scalars of several kinds, `JSON[]` if they are of " +
    "other kinds",
  shop,
  {
    sql: "SELECT typeof(tags), typeof(ids), typeof(parts), ids, parts FROM shop WHERE id = 'a'",
    rows: [["VARCHAR[]", "VARCHAR[]", "JSON[]", ["u", "1"], [1, { a: 1 }]]],
  },
);

const STEPS =
  "they are calculated in DOUBLE, which keeps about 15. Round each step, or cast what it begins with, to " +
  "choose.";

promised(
  "sql",
  "A column of a recursive query, and what `list_reduce` hands on, have a type that holds what each step makes: " +
    "decimals of up to 38 digits, and DOUBLE where each step makes more digits (`n * 1.05`), with a warning.",
  { steps: [{ id: "a", n: n("3.5"), l: [n("1.5"), n("2.5"), n("3.5")] }, { id: "b", n: n(1), l: [n(1)] }] },
  {
    sql: "WITH RECURSIVE r(i, v) AS (SELECT 1, n FROM steps WHERE id = 'a' UNION ALL " +
      "SELECT i + 1, v / 2 FROM r WHERE i < 4) SELECT v FROM r ORDER BY i",
    rows: [[3.5], [1.75], [0.875], [0.4375]],
  },
  {
    sql: "WITH RECURSIVE r(i, v) AS (SELECT 1, n FROM steps WHERE id = 'a' UNION ALL " +
      "SELECT i + 1, v * 1.05 FROM r WHERE i < 3) SELECT v FROM r ORDER BY i",
    // 3.5 * 1.05 * 1.05
    rows: [[3.5], [3.675], [3.85875]],
    warns: [`Each step of r makes more digits of n: ${STEPS}`],
  },
  {
    sql: "SELECT list_reduce(l, lambda x, y: x * y) FROM steps ORDER BY id",
    rows: [[13.125], [1]],
    warns: [`Each step of list_reduce makes more digits of l: ${STEPS}`],
  },
  { sql: "SELECT list_reduce(l, lambda x, y: x + y) FROM steps ORDER BY id", rows: [[7.5], [1]] },
);

/** Of 400 items, one is odd in each column. */
const odd = {
  odd: Array.from({ length: 400 }, (_, at) => ({
    id: `${1_000 + at}`,
    n: at === 7 ? "seven" : n(at),
    doc: at === 8 ? "text" : { price: n(at) },
    tags: at === 9 ? { a: n(1) } : ["a"],
  })),
};

promised(
  "sql",
  "Rarer values contradict their column: they read as NULL, and `warnings` counts them, every time; " +
    "`CAST(x AS JSON)` shows them.",
  odd,
  ...[1, 2].map(() => ({
    sql: "SELECT count(*), count(n), sum(n) FROM odd",
    // 0 + … + 399 = 79,800
    rows: [[400, 399, 79_793]],
    warns: ["1 value of odd.n is not a number and reads as NULL. CAST(n AS JSON) shows it."],
  })),
  {
    sql: "SELECT id, CAST(n AS JSON) FROM odd WHERE n IS NULL",
    rows: [["1007", "seven"]],
    warns: ["1 value of odd.n is not a number and reads as NULL. CAST(n AS JSON) shows it."],
  },
);

promised(
  "sql",
  "A path into what is of another kind in some items (`doc.price` where `doc` is a text, `tags[1]` where `tags` is a " +
    "map) reads as NULL there, and `warnings` counts these items, every time.",
  odd,
  ...[1, 2].map(() => ({
    sql: "SELECT count(doc.price), count(tags[1]) FROM odd",
    rows: [[399, 399]],
    warns: [
      "1 value of odd.doc is not a map: paths into it read as NULL. CAST(doc AS JSON) shows it.",
      "1 value of odd.tags is not a list: paths into it read as NULL. CAST(tags AS JSON) shows it.",
    ],
  })),
);

const byText = "mix.v holds 67 % texts, 33 % numbers, and is put in order as text: '10' comes before '9'. " +
  "TRY_CAST(v AS BIGINT) is its numbers.";
const both = {
  mix: [{ id: "a", v: n(10) }, { id: "b", v: "9" }, { id: "c", v: "2.5" }],
};

promised(
  "sql",
  "A column of numbers and texts is text, and is put in order as text (`10` before `9`): comparisons by size, " +
    "`ORDER BY`, windows, `min` and `max` over it say so in `warnings`.",
  both,
  { sql: "SELECT v FROM mix ORDER BY v", rows: [["10"], ["2.5"], ["9"]], warns: [byText] },
  { sql: "SELECT id FROM mix WHERE v > '5'", rows: [["b"]], warns: [byText] },
  { sql: "SELECT min(v), max(v) FROM mix", rows: [["10", "9"]], warns: [byText] },
  {
    sql: "SELECT id, row_number() OVER (ORDER BY v) FROM mix ORDER BY id",
    rows: [["a", 1], ["b", 3], ["c", 2]],
    warns: [byText],
  },
  { sql: "SELECT v FROM mix ORDER BY id", rows: [["10"], ["9"], ["2.5"]] },
);

promised(
  "sql",
  "`TRY_CAST(v AS BIGINT)` is its numbers (DuckDB rounds a text to a whole number, so where texts hold fractions " +
    "write DECIMAL); `v = '5'` finds the number and the text.",
  { mix: [...both.mix, { id: "d", v: "word" }, { id: "e", v: n(5) }, { id: "f", v: "5" }] },
  {
    sql: "SELECT TRY_CAST(v AS BIGINT), TRY_CAST(v AS DECIMAL(9,1)) FROM mix ORDER BY id",
    rows: [[10, 10], [9, 9], [3, 2.5], [null, null], [5, 5], [5, 5]],
  },
  { sql: "SELECT id FROM mix WHERE v = '5' ORDER BY id", rows: [["e"], ["f"]] },
);

promised("sql", "A key that is missing and a key that is NULL are the same.", shop, {
  sql: "SELECT gap.a, gap.a IS NULL, gap.b FROM shop ORDER BY id",
  rows: [[null, true, 1], [null, true, 2]],
});

promised(
  "sql",
  "a list of texts is searched for a number as text: `list_contains(tags, CAST(n AS VARCHAR))`.",
  { shop: [...shop.shop, { id: "c", n: n("5.0"), tags: ["5"] }, { id: "d", n: n("5.5"), tags: ["5.5"] }] },
  {
    sql: "SELECT id FROM shop WHERE list_contains(tags, CAST(n AS VARCHAR)) ORDER BY id",
    rows: [["c"], ["d"]],
  },
  {
    sql: "SELECT id FROM shop WHERE list_contains(tags, n)",
    fails: "type_mismatch: ",
  },
);

promised(
  "sql",
  "casts to JSON or text, `LIKE` and text functions read a map or list as its exact JSON, keys in order: " +
    '`doc::VARCHAR` is `{"a":1,"b":"x"}`.',
  shop,
  {
    sql: "SELECT pair::VARCHAR, upper(pair), pair LIKE '{\"a\":1,%', length(pair) FROM shop WHERE id = 'a'",
    rows: [['{"a":1,"b":"x"}', '{"A":1,"B":"X"}', true, 15]],
  },
  {
    sql:
      "SELECT doc->>'$.items[0].sku', doc->'$.items', tags::JSON, json_keys(pair) FROM shop WHERE id = 'a'",
    rows: [["p", [{ sku: "p" }, { sku: "q" }], ["x", "y"], ["a", "b"]]],
  },
);

promised("sql", "Numbers keep all 38 digits. A numeric literal in the SQL keeps them too.", {
  long: [{ id: "a", v: n("1234567890123456789012345678.0123456789") }, { id: "b", v: n(1) }],
}, {
  sql:
    "SELECT v, v = 1234567890123456789012345678.0123456789, v = 1234567890123456789012345678.0123456788 FROM long " +
    "WHERE id = 'a'",
  rows: [["1234567890123456789012345678.0123456789", true, false]],
});

promised(
  "sql",
  "A set is a list in the order of its values, whatever order DynamoDB gives them in: texts by code point, numbers by " +
    "size. Equal sets are equal: `tags = ['b2b', 'kids']`.",
  {
    club: [
      { id: "a", tags: new Set(["kids", "b2b"]), sizes: new Set([10, 9]) },
      { id: "b", tags: new Set(["b2b", "kids"]), sizes: new Set([9, 10]) },
      { id: "c", tags: new Set(["～", "😀"]), sizes: new Set([3, 20]) },
      { id: "d", tags: new Set(["😀", "～"]), sizes: new Set([20, 3]) },
    ],
  },
  { sql: "SELECT id FROM club WHERE tags = ['b2b', 'kids'] ORDER BY id", rows: [["a"], ["b"]] },
  {
    sql: "SELECT tags, sizes, count(*) FROM club GROUP BY ALL ORDER BY tags",
    rows: [[["b2b", "kids"], [9, 10], 2], [["～", "😀"], [3, 20], 2]],
  },
);
