/** `docs/sql`, "What a value means": JSON and patterns. */
import { n, promised } from "./promised.ts";

const rows = {
  events: [
    {
      id: "a",
      status: "BAD",
      amount: n(5),
      j: n(9),
      k: n(5),
      l: ["a", { x: n(1) }],
      mixed: { k: [n(5), n(6)] },
    },
    { id: "b", status: "BOAT", amount: "5.0", j: n(10), k: "5", l: [], mixed: "text" },
    {
      id: "c",
      status: { x: n(1) },
      amount: n("2.5"),
      j: "text",
      k: { b: n(1), a: n(2) },
      l: [n(5)],
      mixed: [n(8), n(9)],
    },
    { id: "d", status: n(3), amount: true, j: true, k: "a", l: [n(5), "a"], mixed: [] },
    { id: "e", status: "bad", amount: {}, j: { a: n(1) }, k: [n(1)], l: [[n(1)]], sub: { k: [n(7), n(8)] } },
  ],
};

promised(
  "sql",
  "`j[1]` counts from 1 in JSON, too; in JSON that a function or an arrow makes (`to_json(l)[0]`, `(j->'$.k')[0]`) from 0.",
  rows,
  {
    sql:
      "SELECT to_json(l)[0], to_json(l)[1], (mixed->'$.k')[0], (mixed->'$.k')[1] FROM events ORDER BY id LIMIT 2",
    rows: [["a", { x: 1 }, 5, 6], [null, null, null, null]],
  },
  {
    sql:
      "SELECT to_json(sub)['k'][0], json_extract(sub, '$.k')[0], (sub->'$.k')[0], sub.k[1], (sub->'$.k')[-1] FROM events WHERE id = 'e'",
    rows: [[7, 7, 7, 7, 8]],
  },
  {
    sql: "SELECT mixed[1], mixed[2] FROM events WHERE id >= 'c' ORDER BY id",
    rows: [[8, 9], [null, null], [null, null]],
  },
);

promised(
  "sql",
  "Lists of JSON are searched by value, too: `list_contains(l, 'a')`, `'a' IN l`, `list_has_any`, `list_position`.",
  rows,
  {
    sql:
      "SELECT list_contains(l, 'a'), 'a' IN l, list_has_any(l, ['a', 'z']), list_position(l, 'a') FROM events ORDER BY id",
    rows: [
      [true, true, true, 1],
      [false, false, false, null],
      [false, false, false, null],
      [true, true, true, 2],
      [false, false, false, null],
    ],
  },
);

const notLists = (count: number) =>
  `${count} values of events.mixed are not lists and read as NULL. json_type(mixed) shows them.`;

promised(
  "sql",
  "Of a JSON column that holds lists among other values, `len` counts a list's entries and a text's characters; " +
    "`list_…` calls and slices read its lists, the rest is NULL and counted in `warnings`.",
  rows,
  { sql: "SELECT len(mixed) FROM events WHERE id IN ('b', 'c', 'd') ORDER BY id", rows: [[4], [2], [0]] },
  {
    sql: "SELECT list_contains(mixed, 8), list_sort(mixed, 'DESC'), mixed[2:] FROM events ORDER BY id",
    rows: [[null, null, null], [null, null, null], [true, [9, 8], [9]], [false, [], []], [null, null, null]],
    warns: [notLists(2)],
  },
);

promised(
  "sql",
  "`unnest`, `= ANY (l)` and lambdas need `TRY_CAST(l AS JSON[])`.",
  rows,
  {
    sql: "SELECT id, unnest(TRY_CAST(mixed AS JSON[])) FROM events ORDER BY id, 2",
    rows: [["c", 8], ["c", 9]],
  },
  { sql: "SELECT id FROM events WHERE 8 = ANY (TRY_CAST(mixed AS JSON[]))", rows: [["c"]] },
  {
    sql:
      "SELECT list_filter(TRY_CAST(mixed AS JSON[]), lambda x: x > 8) FROM events WHERE id IN ('c', 'd') ORDER BY id",
    rows: [[[9]], [[]]],
  },
  { sql: "SELECT unnest(mixed) FROM events", fails: "type_mismatch: " },
  { sql: "SELECT id FROM events WHERE 8 = ANY (mixed)", fails: "type_mismatch: " },
  { sql: "SELECT list_filter(mixed, lambda x: x > 8) FROM events", fails: "type_mismatch: " },
);

promised(
  "sql",
  "JSON meets text, numbers and truth values by value: `status = 'BAD'`, `status LIKE 'B%'`, `status IN (…)`, joins, " +
    "`lower(status)` and `sum(amount)` work on JSON columns.",
  rows,
  { sql: "SELECT id FROM events WHERE status = 'BAD'", rows: [["a"]] },
  { sql: "SELECT id FROM events WHERE status LIKE 'B%' ORDER BY id", rows: [["a"], ["b"]] },
  { sql: "SELECT id FROM events WHERE status IN ('BOAT', 'bad') ORDER BY id", rows: [["b"], ["e"]] },
  {
    sql: "SELECT lower(status) FROM events ORDER BY id",
    rows: [["bad"], ["boat"], ['{"x":1}'], ["3"], ["bad"]],
  },
  {
    sql:
      "SELECT e.id, w.n FROM events e JOIN (VALUES ('BAD', 1), ('3', 2)) w(s, n) ON w.s = e.status ORDER BY 1",
    rows: [["a", 1], ["d", 2]],
  },
  {
    sql: "SELECT id FROM events WHERE status = 3",
    rows: [["d"]],
    warns: ["4 values of events.status are not numbers and read as NULL. json_type(status) shows them."],
  },
  {
    sql: "SELECT id FROM events WHERE j = true",
    rows: [["d"]],
    warns: ["4 values of events.j are not truth values and read as NULL. json_type(j) shows them."],
  },
  {
    sql: "SELECT sum(amount) FROM events",
    rows: [[7.5]],
    warns: ["3 values of events.amount are not numbers and read as NULL. json_type(amount) shows them."],
  },
);

promised(
  "sql",
  "`ORDER BY`, `<`, `min`, `greatest` and `list_sort` put numbers first (9 before 10), then texts, then truth values, " +
    "then lists and maps, entry by entry, in rows, lists and structs too (`ORDER BY (j, id)`, `(j, id) > (5, 'a')`)",
  rows,
  { sql: "SELECT j FROM events ORDER BY j", rows: [[9], [10], ["text"], [true], [{ a: 1 }]] },
  { sql: "SELECT id FROM events ORDER BY (k, id)", rows: [["a"], ["b"], ["d"], ["e"], ["c"]] },
  { sql: "SELECT id FROM events WHERE (k, id) > (5, 'a') ORDER BY id", rows: [["b"], ["c"], ["d"], ["e"]] },
  { sql: "SELECT id FROM events WHERE j < k ORDER BY id", rows: [["b"], ["c"]] },
  {
    sql: "SELECT min(j), max(j), list_sort(list(k)) FROM events",
    rows: [[9, { a: 1 }, [5, "5", "a", [1], { a: 2, b: 1 }]]],
  },
  {
    sql: "SELECT greatest(j, k) FROM events ORDER BY id",
    rows: [[9], ["5"], [{ a: 2, b: 1 }], [true], [{ a: 1 }]],
  },
);

promised(
  "sql",
  "a column's `5` equals `'5.0'::JSON`, and its map equals a constant whatever order the keys are in.",
  rows,
  {
    sql:
      "SELECT k = '5.0'::JSON, k = '{\"b\":1,\"a\":2}'::JSON, k = '{\"a\":2,\"b\":1}'::JSON FROM events WHERE id < 'd' ORDER BY id",
    rows: [[true, false, false], [false, false, false], [false, true, true]],
  },
);

promised(
  "sql",
  "So does JSON that a subquery, a join or VALUES makes of a constant text, as far as nothing but the order of keys and " +
    "the spelling of numbers differs",
  rows,
  {
    sql:
      `SELECT id FROM events, (VALUES ('5.0'::JSON), ('{"b":1.0,"a":2}'::JSON)) v(x) WHERE k = x ORDER BY id`,
    rows: [["a"], ["c"]],
  },
  { sql: `SELECT id FROM events WHERE k IN (SELECT '{"b":1e0,"a":2.0}'::JSON)`, rows: [["c"]] },
);

promised("sql", "`median` and quantiles read numbers, as `sum` does.", rows, {
  sql: "SELECT median(j), quantile_cont(j, 0.25) FROM events",
  rows: [[9.5, 9.25]],
  warns: ["3 values of events.j are not numbers and read as NULL. json_type(j) shows them."],
});

promised("sql", "`UNION` of JSON with text is text, with numbers JSON.", rows, {
  sql: "SELECT j FROM events WHERE id <> 'e' UNION ALL SELECT 'z' ORDER BY 1",
  rows: [["10"], ["9"], ["text"], ["true"], ["z"]],
}, {
  sql: "SELECT j FROM events WHERE id <> 'e' UNION ALL SELECT 3 ORDER BY 1",
  rows: [[3], [9], [10], ["text"], [true]],
});

promised(
  "sql",
  "`->` and `->>` bind as in PostgreSQL: `id = '2' AND doc->>'$.a' = 'x'` needs no parentheses.",
  {
    docs: [{ id: "1", doc: { a: "x" } }, { id: "2", doc: { a: "x" } }, { id: "3", doc: { a: "y" } }],
  },
  { sql: "SELECT id FROM docs WHERE id = '2' AND doc->>'$.a' = 'x'", rows: [["2"]] },
);

promised(
  "sql",
  "`s ~ 'b'` looks for the pattern anywhere in PostgreSQL and takes the whole text for it in DuckDB, and `SIMILAR TO` has " +
    "other wildcards in each: where that makes a difference, an error gives both readings. `regexp_matches(s, 'b')` " +
    "looks anywhere, `regexp_full_match(s, 'b')` takes the whole text. PostgreSQL's `~*` is " +
    "`regexp_matches(s, 'b', 'is')`, where a dot is a line break, too.",
  { words: [{ id: "1", s: "b" }, { id: "2", s: "abc" }, { id: "3", s: "ABC" }, { id: "4", s: "x" }] },
  { sql: "SELECT 'a\nB' ~* 'a.b', 'a\nb' !~* 'A.B'", rows: [[true, false]] },
  {
    sql: "SELECT id FROM words WHERE s ~ 'b'",
    fails:
      "invalid_query: ~ looks for a pattern anywhere in PostgreSQL, and takes the whole text for it in DuckDB " +
      "(line 1, column 30): write regexp_matches(s, 'b') for anywhere, or regexp_full_match(s, 'b') for the whole text.",
  },
  {
    sql: "SELECT id FROM words WHERE s !~ 'b' ORDER BY id",
    fails:
      "invalid_query: !~ looks for a pattern anywhere in PostgreSQL, and takes the whole text for it in DuckDB " +
      "(line 1, column 30): write NOT regexp_matches(s, 'b') for anywhere, or NOT regexp_full_match(s, 'b') for the whole",
  },
  { sql: "SELECT id FROM words WHERE s ~ '^[ab]*c?$' ORDER BY id", rows: [["1"], ["2"]] },
  { sql: "SELECT id FROM words WHERE s !~ '^b$' ORDER BY id", rows: [["2"], ["3"], ["4"]] },
  { sql: "SELECT id FROM words WHERE s SIMILAR TO 'x|b' ORDER BY id", rows: [["1"], ["4"]] },
  { sql: "SELECT id FROM words WHERE s NOT SIMILAR TO '(ab|AB)(c|C)' ORDER BY id", rows: [["1"], ["4"]] },
  {
    sql: "SELECT id FROM words WHERE s SIMILAR TO 'ab%'",
    fails:
      "invalid_query: SIMILAR TO has the wildcards % and _ in SQL, and a regular expression in DuckDB (line 1, " +
      "column 30): write s LIKE 'ab%' for SQL's, or regexp_full_match(s, 'ab%') for a regular expression.",
  },
  {
    sql: "SELECT id FROM words WHERE words.s NOT SIMILAR TO '(a|b)_.%'",
    fails:
      "invalid_query: NOT SIMILAR TO has the wildcards % and _ in SQL, and a regular expression in DuckDB (line 1, " +
      "column 36): write NOT regexp_full_match(words.s, '(a|b).\\..*', 's') for SQL's, or NOT ",
  },
  { sql: "SELECT id FROM words WHERE regexp_full_match(s, 'b')", rows: [["1"]] },
  { sql: "SELECT id FROM words WHERE regexp_matches(s, 'b') ORDER BY id", rows: [["1"], ["2"]] },
  { sql: "SELECT id FROM words WHERE regexp_matches(s, 'b', 'i') ORDER BY id", rows: [["1"], ["2"], ["3"]] },
  { sql: "SELECT id FROM words WHERE s ~* 'b' ORDER BY id", rows: [["1"], ["2"], ["3"]] },
);
