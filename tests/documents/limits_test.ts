/** `docs/limitations`: what differs from DuckDB and SQLite. */
import { n, promised } from "./promised.ts";

/** The largest BIGINT. */
const BIG = n("9223372036854775807");

const shop = {
  shop: [
    { id: "a", v: n(2), name: "Ann", zip: "12345", flag: true, tags: ["x"], doc: { a: n(1) }, big: BIG },
    { id: "b", name: "Bob", zip: "54321", flag: false, tags: ["y"], doc: { a: n(2) }, big: BIG },
    { id: "c", v: n(1), name: "Ann", zip: "00001", flag: true, tags: [], doc: {} },
  ],
};

promised("limitations", "NULLs sort first with `ASC` and last with `DESC`.", shop, {
  sql: "SELECT id FROM shop ORDER BY v",
  rows: [["b"], ["c"], ["a"]],
}, { sql: "SELECT id FROM shop ORDER BY v DESC", rows: [["a"], ["c"], ["b"]] });

promised(
  "limitations",
  "Only queries. No tables, views, macros, variables, settings, extensions, files or network.",
  shop,
  ...[
    "CREATE TABLE x (a INT)",
    "CREATE VIEW w AS SELECT 1",
    "CREATE MACRO f(x) AS x",
    "SET VARIABLE x = 1",
    "SET threads = 1",
    "LOAD httpfs",
    "COPY shop TO 'a.csv'",
  ].map((sql) => ({ sql, fails: "statement_not_allowed: " })),
);

promised(
  "limitations",
  "Tables are DynamoDB tables and nothing else: no `information_schema`, no `duckdb_tables()`, no `'file.csv'`.",
  shop,
  { sql: "SELECT * FROM information_schema.tables", fails: "schema_not_found: " },
  { sql: "SELECT * FROM duckdb_tables()", fails: "function_not_allowed: " },
  { sql: "SELECT * FROM 'file.csv'", fails: "table_not_found: " },
);

promised(
  "limitations",
  "Text is cast to DATE or TIMESTAMP where the other side is one (DuckDB would refuse).",
  { dated: [{ id: "a", placed: "2026-01-05" }, { id: "b", placed: "2026-01-06" }] },
  { sql: "SELECT id FROM dated WHERE placed > DATE '2026-01-05'", rows: [["b"]] },
  { sql: "SELECT id FROM dated WHERE placed <= TIMESTAMP '2026-01-05 00:00:00'", rows: [["a"]] },
);

promised(
  "limitations",
  "A text column compared with a number, and a column of numbers, truth values, lists or maps with a text that is none, " +
    "are a `type_mismatch` (DuckDB would fail at the first such value). Numbers in texts do not count: `zip = '12345'`.",
  shop,
  {
    sql: "SELECT id FROM shop WHERE name = 5",
    fails: 'type_mismatch: "name" is VARCHAR (texts only), 5 is INTEGER',
  },
  {
    sql: "SELECT id FROM shop WHERE v = 'x'",
    fails: "type_mismatch: v is BIGINT (numbers only), 'x' is a text",
  },
  { sql: "SELECT id FROM shop WHERE flag = 'x'", fails: "type_mismatch: flag is BOOLEAN" },
  { sql: "SELECT id FROM shop WHERE tags = 'x'", fails: "type_mismatch: tags is VARCHAR[]" },
  { sql: "SELECT id FROM shop WHERE doc = 'x'", fails: "type_mismatch: doc is STRUCT" },
  { sql: "SELECT id FROM shop WHERE zip = 12345", fails: "type_mismatch: zip is VARCHAR" },
  { sql: "SELECT id FROM shop WHERE zip = '12345'", rows: [["a"]] },
);

const mixed = {
  mixed: [
    { id: "a", j: n(5) },
    { id: "b", j: n("5.0") },
    { id: "c", j: "5" },
    { id: "d", j: { a: n(1), b: null } },
    { id: "e", j: [n(1)] },
    { id: "f", j: ["q"] },
  ],
};

promised("limitations", "`GROUP BY` and `DISTINCT` too: 5 and 5.0 are one, the text `5` is another.", mixed, {
  sql: "SELECT count(*) FROM (SELECT DISTINCT j FROM mixed WHERE id < 'd')",
  rows: [[2]],
}, { sql: "SELECT count(*) FROM mixed WHERE id < 'd' GROUP BY j ORDER BY 1", rows: [[1], [2]] });

promised(
  "limitations",
  "JSON that a subquery, a join or VALUES makes of a text that is no constant (`t::JSON`) equals what is spelled the same.",
  { texts: [{ id: "a", t: '{"a":1}' }, { id: "b", t: '{"a": 1}' }] },
  {
    sql:
      "SELECT x.id, y.id FROM texts x, (SELECT id, t::JSON AS j FROM texts) y WHERE x.t::JSON = y.j ORDER BY ALL",
    rows: [["a", "a"], ["b", "b"]],
  },
);

promised(
  "limitations",
  "Lists in a JSON column are joined by `||`, `concat` and `repeat` as texts: where all are lists, " +
    "`from_json(j, '[\"VARCHAR\"]')` is one.",
  mixed,
  {
    sql: "SELECT j || '!', concat(j, '!'), repeat(j, 2) FROM mixed WHERE id = 'f'",
    rows: [['["q"]!', '["q"]!', '["q"]["q"]']],
  },
  {
    sql: "SELECT from_json(j, '[\"VARCHAR\"]') || ['z'] FROM mixed WHERE id = 'f'",
    rows: [[["q", "z"]]],
  },
);

promised(
  "limitations",
  "`length`, `contains` and `reverse` of a JSON column do not see a map's keys whose value is NULL.",
  mixed,
  {
    sql: "SELECT length(j), contains(j, '\"b\"'), reverse(j) FROM mixed WHERE id = 'd'",
    rows: [['{"a":1}'.length, false, '}1:"a"{']],
  },
);

promised(
  "limitations",
  "`SELECT … FOR UPDATE` is refused; so are `DESCRIBE`, `SUMMARIZE` and `SHOW` inside another statement, and a " +
    "`PIVOT` that does not name its values.",
  shop,
  ...[
    "SELECT * FROM (DESCRIBE shop)",
    "SELECT * FROM (SUMMARIZE shop)",
    "SELECT * FROM (SHOW TABLES)",
    "PIVOT shop ON name USING count(*)",
    "SELECT id FROM shop FOR UPDATE",
  ].map((sql) => ({ sql, fails: "statement_not_allowed: " })),
);

promised(
  "limitations",
  "Functions that can build enormous values (`repeat`, `range`, `lpad`, …) have an upper bound.",
  shop,
  ...["SELECT repeat('x', 1000000000)", "SELECT len(range(1000000000))", "SELECT lpad('x', 1000000000, 'y')"]
    .map((sql) => ({ sql, fails: "function_not_allowed: " })),
);

promised("limitations", "`/` between integers gives a fraction; integer division is `//`.", shop, {
  sql: "SELECT 7 / 2, 7 // 2",
  rows: [[3.5, 3]],
});

promised("limitations", "`IN ()` is a syntax error: a list has at least one value.", shop, {
  sql: "SELECT id FROM shop WHERE v IN ()",
  fails: "syntax_error: IN () has no values",
});

promised(
  "limitations",
  "`sum` and `avg` of text are type errors; SQLite counts text as 0: `try_cast(y AS BIGINT)`.",
  shop,
  { sql: "SELECT sum(name) FROM shop", fails: "type_mismatch: " },
  { sql: "SELECT avg(name) FROM shop", fails: "type_mismatch: " },
  { sql: "SELECT sum(try_cast(zip AS BIGINT)) FROM shop", rows: [[66667]] },
);

promised(
  "limitations",
  "A table has no insertion order: `group_concat(x ORDER BY …)`; `NOT INDEXED` is unknown.",
  shop,
  { sql: "SELECT group_concat(id ORDER BY id DESC) FROM shop", rows: [["c,b,a"]] },
  { sql: "SELECT * FROM shop NOT INDEXED", fails: "syntax_error: " },
);

promised(
  "limitations",
  "`group_concat(DISTINCT x, ':')` is allowed, and `sum` of integers is exact beyond 64 bits.",
  shop,
  { sql: "SELECT group_concat(DISTINCT flag, ':') FROM shop WHERE flag", rows: [["true"]] },
  // 2 × (2^63 − 1), which a JSON number would not hold.
  { sql: "SELECT sum(big) FROM shop", rows: [["18446744073709551614"]] },
);

promised(
  "limitations",
  "Attributes whose names differ only by case are two columns; quote them.",
  {
    twins: [{ id: "a", Temp: n(1), temp: "x" }],
  },
  { sql: 'SELECT "Temp", "temp" FROM twins', rows: [[1, "x"]] },
  {
    sql: 'SELECT "TEMP" FROM twins',
    fails: "ambiguous_name: ",
  },
);

promised(
  "limitations",
  "A whole row shows both (`t`, `to_json(t)`), but neither is found in it by its name: write `max_by(t.Temp, n)`, not " +
    "`max_by(t, n).Temp`.",
  {
    twins: [{ id: "a", Temp: n(1), n: n(7), temp: "x" }],
  },
  {
    sql: "SELECT t, to_json(t) FROM twins t",
    rows: [[{ id: "a", Temp: 1, n: 7, temp: "x" }, { id: "a", Temp: 1, n: 7, temp: "x" }]],
  },
  { sql: "SELECT max_by(t.Temp, n) FROM twins t", rows: [[1]] },
  { sql: "SELECT max_by(t, n).Temp FROM twins t", fails: "column_not_found: " },
);

/** The double that is nearest to 38 digits. */
const LONG = Number("12345678901234567890123456789012345678");
const LONG_WARNING = "a, b need more than 38 digits in one column: they are brought together in DOUBLE";

promised(
  "limitations",
  "Where decimals that need more than 38 digits together come into one column (`coalesce`, `CASE`, `UNION`), they become " +
    "DOUBLE if some value does not fit, with a warning.",
  {
    longs: [
      { id: "a", a: n("12345678901234567890123456789012345678"), b: n("0.5") },
      { id: "b", b: n("0.123456789") },
    ],
  },
  {
    sql: "SELECT coalesce(a, b) FROM longs ORDER BY id",
    rows: [[LONG], [0.123456789]],
    warns: [LONG_WARNING],
  },
  {
    sql: "SELECT CASE WHEN a IS NULL THEN b ELSE a END FROM longs ORDER BY id",
    rows: [[LONG], [0.123456789]],
    warns: [LONG_WARNING],
  },
  {
    sql: "SELECT a FROM longs UNION ALL SELECT b FROM longs ORDER BY 1",
    rows: [[null], [0.123456789], [0.5], [LONG]],
    warns: [LONG_WARNING],
  },
);
