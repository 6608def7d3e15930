/** `docs/sql`, "What a value means": numbers, maps and lists. */
import { num } from "../fixtures/tables.ts";
import { n, promised } from "./promised.ts";

const EXACT = `${"1234567890".repeat(3)}12345678`;

const till = {
  till: [
    {
      id: "a",
      n: n(7),
      total: n("10.50"),
      d: n("7.5"),
      m: { b: n(1), a: n(2) },
      l: [n("7.0"), n("10.50")],
      tiny: n("1e-15"),
      huge: n("8.9e37"),
      s: "x",
      v: { k: n(1) },
    },
    {
      id: "b",
      n: n(6),
      total: n("10.46"),
      d: n("-7.5"),
      m: { a: n(5), gone: null },
      l: [],
      tiny: n("1e-16"),
      huge: n(1),
      s: "5.5",
      v: "word",
    },
    { id: "c", n: n(-7), total: n("7.0"), d: n(2), m: {}, v: [n(1), n(2)] },
  ],
};

promised(
  "sql",
  "Rows, lists and structs compare as their parts do, so keyset paging is `(total, id) > (10.46, 'a')`.",
  till,
  {
    sql: "SELECT id FROM till WHERE (total, id) > (10.46, 'a') ORDER BY id",
    rows: [["a"], ["b"]],
  },
  {
    sql:
      "SELECT (10.46, 'b') > (total, id), [total] < [10.5], {'t': total} = {'t': 10.5} FROM till ORDER BY id",
    rows: [[false, false, true], [false, true, false], [true, true, false]],
  },
);

promised(
  "sql",
  "`median`, `quantile_cont`, `percentile_cont`, `mad` and `list_median` have the digits they need; `lag` and `lead` " +
    "keep those of their default.",
  {
    few: [{ id: "a", v: n("10.1") }, { id: "b", v: n("10.2") }, { id: "c", v: n("11.2") }, {
      id: "d",
      v: n("12"),
    }],
  },
  {
    // Between 10.2 and 11.2; a third of the way is at 10.2; distances from 10.7: 0.6, 0.5, 0.5, 1.3.
    sql:
      "SELECT median(v), quantile_cont(v, 0.25), percentile_cont(0.25) WITHIN GROUP (ORDER BY v), mad(v), " +
      "list_median([10.1, 10.2]) FROM few",
    rows: [[10.7, 10.175, 10.175, 0.55, 10.15]],
  },
  {
    sql:
      "SELECT lag(v, 1, 1.005) OVER (ORDER BY id), lead(v, 1, 2.0005) OVER (ORDER BY id) FROM few ORDER BY id",
    rows: [[1.005, 10.2], [10.1, 11.2], [10.2, 12], [11.2, 2.0005]],
  },
);

promised(
  "sql",
  "`0.1 + 0.2 = 0.3` is true, `sum` of fifty 0.1 is 5, in any order, and `1.005::DECIMAL(9,2)` is 1.01.",
  {
    tenths: [
      ...Array.from({ length: 50 }, (_, at) => ({ id: `t${at}`, v: n("0.1"), w: n("1.005") })),
      { id: "z", v: n("0.30000000000000004"), w: n("0.30000000000000004") },
    ],
  },
  {
    sql: "SELECT 0.1 + 0.2 = 0.3, v + 0.2 = 0.3, w::DECIMAL(9,2) FROM tenths WHERE id = 't1'",
    rows: [[true, true, 1.01]],
  },
  {
    sql: "SELECT sum(v), sum(v ORDER BY id DESC), avg(v), 1.005::DECIMAL(9,2) FROM tenths WHERE id < 'u'",
    rows: [[5, 5, 0.1, 1.01]],
  },
);

promised(
  "sql",
  "`+`, `-` and `*` that do not fit their type are done in a wider one; beyond 38 digits in DOUBLE, with a warning. " +
    "`sum` beyond 38 digits is an error.",
  {
    long: [{ id: "a", v: n(EXACT), w: n("9223372036854775807") }, { id: "b", v: n("9".repeat(38)), w: n(1) }],
  },
  {
    sql: "SELECT w + w, w * 10, -w - w FROM long WHERE id = 'a'",
    rows: [["18446744073709551614", "92233720368547758070", "-18446744073709551614"]],
  },
  {
    sql: "SELECT v * 10 FROM long WHERE id = 'a'",
    rows: [[1.2345678901234568e38]],
    warns: ["A product of v needs more than 38 digits: it is calculated in DOUBLE, which keeps about 15."],
  },
  { sql: "SELECT sum(v) FROM long", fails: "invalid_query: " },
);

promised(
  "sql",
  "`fdiv` and `fmod` are the same with the quotient rounded down. All four, and `floor`, `ceil`, `round`, " +
    "`round_even`, `trunc` and `even`, have all digits of numbers of up to 38; a quotient or rest that needs more is " +
    "calculated in DOUBLE, with a warning.",
  {
    longs: [{
      id: "a",
      n: num("1234567890123456789"),
      f: num("1234567890123456789.3"),
      w: num("9".repeat(38)),
    }],
  },
  {
    sql: "SELECT fdiv(-n, 10)::VARCHAR, fmod(-n, 10), (f // 3)::VARCHAR, f % 3 FROM longs",
    rows: [["-123456789012345679", 1, "411522630041152263", 0.3]],
  },
  {
    sql:
      "SELECT floor(n)::VARCHAR, ceil(f)::VARCHAR, even(n)::VARCHAR, round_even(n + 6, -1)::VARCHAR FROM longs",
    rows: [["1234567890123456789", "1234567890123456790", "1234567890123456790", "1234567890123456800"]],
  },
  {
    sql: "SELECT round(n, -1)::VARCHAR, trunc(f)::VARCHAR FROM longs",
    rows: [["1234567890123456790", "1234567890123456789"]],
  },
  {
    sql: "SELECT (w // 0.0001) > 1 FROM longs",
    rows: [[true]],
    warns: ["A whole quotient of w is calculated in DOUBLE"],
  },
);

promised(
  "sql",
  "`//` and `%` are the whole quotient, cut towards zero, and what it leaves: `7 // 2` and `7.5 // 2` are 3. By zero " +
    "they are NULL.",
  till,
  {
    sql: "SELECT 7 // 2, 7.5 // 2, n // 2, d // 2, n % 2, d % 2, n // 0, d % 0 FROM till ORDER BY id",
    rows: [[3, 3, 3, 3, 1, 1.5, null, null], [3, 3, 3, -3, 0, -1.5, null, null], [
      3,
      3,
      -3,
      1,
      -1,
      0,
      null,
      null,
    ]],
  },
);

promised(
  "sql",
  "A number's text is the shortest that says it: `10.5`, never `10.50`; `7`, never `7.0`. From 1e-15 to just under 9e37 " +
    "there is no exponent.",
  till,
  {
    sql:
      "SELECT total::VARCHAR, l::VARCHAR, 10.50::VARCHAR, 7.0::VARCHAR, {'t': total}::VARCHAR, to_json(l)::VARCHAR, " +
      "format('{}', total), printf('%s', total) FROM till WHERE id = 'a'",
    rows: [["10.5", "[7,10.5]", "10.5", "7", "{'t': 10.5}", "[7,10.5]", "10.5", "10.5"]],
  },
  {
    sql: "SELECT total FROM till UNION ALL SELECT s FROM till WHERE s IS NOT NULL ORDER BY 1",
    rows: [["10.46"], ["10.5"], ["5.5"], ["7"], ["x"]],
  },
  {
    sql:
      "SELECT coalesce(total, 'none'), CASE WHEN id = 'a' THEN total ELSE 'other' END FROM till ORDER BY id",
    rows: [["10.5", "10.5"], ["10.46", "other"], ["7", "other"]],
  },
  {
    sql:
      "SELECT tiny::VARCHAR, huge::VARCHAR, 1e-15::VARCHAR, 8.9e37::VARCHAR, 1e-16::VARCHAR, 9e37::VARCHAR FROM till WHERE id < 'c' ORDER BY id",
    rows: [
      [
        "0.000000000000001",
        `89${"0".repeat(36)}`,
        "0.000000000000001",
        `89${"0".repeat(36)}`,
        "1e-16",
        "9e+37",
      ],
      ["1e-16", "1", "0.000000000000001", `89${"0".repeat(36)}`, "1e-16", "9e+37"],
    ],
  },
);

promised(
  "sql",
  "A text that says a number is that number beside a column of numbers, in rows, lists, structs and maps, too, and where it is looked for among numbers: neither `n = '5.5'` nor `'5.5' IN l` is true of 6.",
  till,
  {
    sql: "SELECT n = '5.5', n < '6.5', n = '6.0', n IN ('6', '6.5') FROM till ORDER BY id",
    rows: [[false, false, false, false], [false, true, true, true], [false, true, false, false]],
  },
  {
    sql: "SELECT (n, 1) = ('6.0', 1), [n] = ['6.0'], {'n': n} = {'n': '6.0'} FROM till ORDER BY id",
    rows: [[false, false, false], [true, true, true], [false, false, false]],
  },
  {
    sql: "SELECT '5.5' IN [n], '6.0' IN [n], '5.5' IN (SELECT n FROM till) FROM till ORDER BY id",
    rows: [[false, false, false], [false, true, false], [false, false, false]],
  },
);

promised(
  "sql",
  "any number without a fraction will do; one with a fraction is an error that names the function.",
  till,
  {
    sql:
      "SELECT substr('hello', d, 2), chr(65.0), hex(255.0), DATE '2026-01-01' + d, lpad('x', 3.0, '.'), [5, 6][d], " +
      "[5, 6, 7][1:d] FROM till WHERE id = 'c'",
    rows: [["el", "A", "FF", "2026-01-03", "..x", 6, [5, 6]]],
  },
  {
    sql: "SELECT substr('hello', d) FROM till WHERE id = 'a'",
    fails: "invalid_query: A whole number is needed by substr.",
  },
  {
    sql: "SELECT DATE '2026-01-01' + d FROM till WHERE id = 'a'",
    fails: "invalid_query: A whole number is needed by +.",
  },
);

promised(
  "sql",
  "`hash(x)` is that of the text that says `x`; of lists, maps and structs that of their JSON. `typeof(x)` and " +
    "`pg_typeof(x)` tell how the column is held, which other items decide.",
  till,
  {
    sql: "SELECT hash(n) = hash('7'), hash(total) = hash('10.5'), hash(m) = hash('{\"a\":2,\"b\":1}'), " +
      "hash(l) = hash('[7,10.5]') FROM till WHERE id = 'a'",
    rows: [[true, true, true, true]],
  },
  { sql: "SELECT typeof(total), pg_typeof(n) FROM till WHERE id = 'a'", rows: [["DECIMAL(18,2)", "bigint"]] },
);

promised(
  "sql",
  "`map_keys`, `map_values`, `map_entries`, `cardinality`, `element_at`, `map_extract` and `map_contains` work on any " +
    "map, STRUCT or MAP, and see the keys that are there.",
  till,
  {
    sql:
      "SELECT map_keys(m), map_values(m), map_entries(m), cardinality(m), element_at(m, 'a'), map_extract(m, 'b'), " +
      "map_contains(m, 'b') FROM till ORDER BY id",
    rows: [
      [["a", "b"], [2, 1], [{ key: "a", value: 2 }, { key: "b", value: 1 }], 2, [2], [1], true],
      [["a"], [5], [{ key: "a", value: 5 }], 1, [5], [], false],
      [[], [], [], 0, [], [], false],
    ],
  },
  {
    sql: "SELECT map_keys(MAP {'k': 1}), cardinality(MAP {'k': 1}) FROM till WHERE id = 'a'",
    rows: [[["k"], 1]],
  },
);

promised(
  "sql",
  "Where some items hold something else than maps the column is JSON: `json_keys(m)`, `m->'$.key'`. `length(m)` is that " +
    "of its JSON.",
  till,
  { sql: "SELECT json_keys(v), v->'$.k', length(v) FROM till WHERE id = 'a'", rows: [[["k"], 1, 7]] },
);

promised(
  "sql",
  "a map is its JSON with the keys that are there, whatever it went through (`[m]`, `coalesce(m, …)`, `lag(m)`, " +
    "`UNNEST(l)`). `m = {'b': 1, 'a': 2}` holds whatever order the keys are in.",
  till,
  {
    sql:
      "SELECT m::VARCHAR, [m]::VARCHAR, coalesce(m, NULL)::VARCHAR, (lag(m) OVER (ORDER BY id))::VARCHAR, " +
      "m = {'b': 1, 'a': 2}, m = {'a': 2, 'b': 1} FROM till WHERE id <> 'b' ORDER BY id",
    rows: [
      ['{"a":2,"b":1}', '[{"a":2,"b":1}]', '{"a":2,"b":1}', null, true, true],
      ["{}", "[{}]", "{}", '{"a":2,"b":1}', false, false],
    ],
  },
);

promised(
  "sql",
  "A key whose value is NULL counts as one that is not there, but in `m::VARCHAR` and `to_json(m)` of the column itself.",
  till,
  {
    sql:
      "SELECT m::VARCHAR, to_json(m)::VARCHAR, [m]::VARCHAR, json_object('m', m)::VARCHAR, cardinality(m) FROM till " +
      "WHERE id = 'b'",
    rows: [['{"a":5,"gone":null}', '{"a":5,"gone":null}', '[{"a":5}]', '{"m":{"a":5}}', 1]],
  },
);

promised(
  "sql",
  "`{}` is before `{'a': 9}`, that before `{'a': 9, 'b': 1}`, that before `{'a': 10}`, that before `{'b': 0}`.",
  { shelf: [{ b: 0 }, { a: 10 }, { a: 9, b: 1 }, { a: 9 }, {}].map((m, at) => ({ id: String(at), m })) },
  { sql: "SELECT id FROM shelf ORDER BY m", rows: [["4"], ["3"], ["2"], ["1"], ["0"]] },
  { sql: "SELECT arg_max(id, m), arg_min(id, m) FROM shelf", rows: [["0", "4"]] },
  { sql: "SELECT id FROM shelf WHERE m < {'a': 10} ORDER BY id", rows: [["2"], ["3"], ["4"]] },
);
