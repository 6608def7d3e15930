import assert from "node:assert/strict";
import { bindDates, type BoundDates } from "../../../src/sql/text_dates/dates.ts";
import { parse } from "../../../src/sql/parse.ts";
import { testDialect } from "../duckdb_dialect.ts";

/** Text as DynamoDB holds dates: with zone, without, days, and what is no date. */
const dialect = await testDialect(
  "CREATE TABLE t (id INT, s VARCHAR, n INT, l VARCHAR[], st STRUCT(a VARCHAR), doc JSON)",
  `INSERT INTO t VALUES
    (1, '2024-01-02T03:04:05.678Z', 10, ['2024-01-02', 'x'], {'a': '2024-01-02'}, '{"a":"2024-01-02T00:00:00Z"}'),
    (2, '2024-03-01T01:30:00+02:00', 20, [], {'a': 'x'}, '{"a":"x"}'),
    (3, '2024-03-01', 30, NULL, NULL, NULL),
    (4, 'pending', 40, ['2025-01-01'], {'a': NULL}, '{}'),
    (5, NULL, 50, [NULL], {'a': ''}, '{"a":null}')`,
  "CREATE TABLE u (k INT, at_text VARCHAR)",
  "INSERT INTO u VALUES (1, '2024-03-01'), (2, '2024-01-02'), (3, 'never')",
);

const ids = async (where: string): Promise<number[]> => {
  const bound = await bindDates(`SELECT id FROM t WHERE ${where} ORDER BY id`, dialect);
  return (await dialect.rows(bound.sql)).map(([id]) => Number(id));
};
const values = async (expression: string, from = "t WHERE id <= 4 ORDER BY id"): Promise<unknown[]> => {
  const bound = await bindDates(`SELECT ${expression} FROM ${from}`, dialect);
  return (await dialect.rows(bound.sql)).map(([value]) => value);
};
const castsOf = ({ casts }: BoundDates) =>
  casts.map(({ type, column }) =>
    `${column === null ? "-" : [column.qualifier, column.name].filter(Boolean).join(".")} ${type}`
  );

Deno.test("text compares with dates as the date it holds, other text as NULL", async () => {
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ["s >= DATE '2024-02-01'", [2, 3]],
    ["DATE '2024-02-01' <= s", [2, 3]],
    ["s < DATE '2024-02-01'", [1]],
    ["NOT s >= DATE '2024-02-01'", [1]],
    ["s = DATE '2024-03-01'", [3]],
    ["s = DATE '2024-02-29'", [2]],
    ["s <> DATE '2024-03-01'", [1, 2]],
    ["s IS DISTINCT FROM DATE '2024-03-01'", [1, 2, 4, 5]],
    ["s IS NOT DISTINCT FROM DATE '2024-03-01'", [3]],
    ["s >= TIMESTAMP '2024-02-29 23:30:00'", [2, 3]],
    ["s = TIMESTAMP '2024-02-29 23:30:00'", [2]],
    ["s > TIMESTAMPTZ '2024-02-29 23:30:00+00'", [3]],
    ["s > now() - INTERVAL 7 DAYS", []],
    ["s < now() - INTERVAL 7 DAYS", [1, 2, 3]],
    ["s < current_date - 7", [1, 2, 3]],
    ["s < current_timestamp AND s > current_date - 100000", [1, 2, 3]],
    ["s BETWEEN DATE '2024-01-01' AND DATE '2024-02-01'", [1]],
    ["s NOT BETWEEN DATE '2024-01-01' AND DATE '2024-02-01'", [2, 3]],
    ["s BETWEEN DATE '2024-01-01' AND '2024-02-01'", [1]],
    ["DATE '2024-02-29' BETWEEN s AND s", [2]],
    ["s IN (DATE '2024-01-02', DATE '2024-03-01')", [1, 3]],
    ["s NOT IN (DATE '2024-01-02')", [2, 3]],
    ["DATE '2024-01-02' IN (s)", [1]],
    ["s IN (SELECT k::INT + DATE '2024-01-01' FROM u)", [1]],
    ["s NOT IN (SELECT DATE '2024-01-02')", [2, 3]],
    ["DATE '2024-01-02' IN (SELECT at_text FROM u WHERE k = 2)", [1, 2, 3, 4, 5]],
    ["s = ANY (SELECT DATE '2024-01-02')", [1]],
    ["s >= ALL (SELECT DATE '2024-01-03')", [2, 3]],
    ["s > (SELECT max(at_text) FROM u WHERE k < 3)::DATE", []],
    ["s >= (SELECT DATE '2024-02-01')", [2, 3]],
    ["EXISTS (SELECT 1 FROM u WHERE TRY_CAST(u.at_text AS DATE) = t.s)", [1, 3]],
    ["CASE s WHEN DATE '2024-01-02' THEN true END", [1]],
    ["nullif(DATE '2024-01-02', s) IS NULL", [1]],
    ["(s, n) = (DATE '2024-03-01', 30)", [3]],
    ["(n, s) IN ((10, DATE '2024-01-02'), (30, DATE '2024-03-01'), (40, DATE '2024-01-01'))", [1, 3]],
    // DuckDB orders rows with NULL as the greatest.
    ["(s, n) >= (DATE '2024-02-29', 21)", [3, 4, 5]],
    ["(s, (n, s)) = (DATE '2024-03-01', (30, TIMESTAMP '2024-03-01 00:00:00'))", [3]],
    ["year(s) = 2024 AND month(s) = 3", [3]],
    ["date_trunc('day', s) = DATE '2024-01-02'", [1]],
    ["extract(year FROM s) = 2024 OR n = 40", [1, 2, 3, 4]],
    ["date_diff('day', s, DATE '2024-03-02') = 1", [3]],
    ["s + INTERVAL 1 DAY > DATE '2024-03-01'", [2, 3]],
    ["st.a = DATE '2024-01-02'", [1]],
    ["l[1] >= DATE '2025-01-01'", [4]],
    ["doc->>'a' < now()", [1]],
    ["coalesce(s, '2020-01-01') < DATE '2021-01-01'", [5]],
    ["len(list_filter(l, x -> x >= DATE '2024-01-01')) = 1", [1, 4]],
    ["(SELECT max(at_text) FROM u WHERE at_text <= t.s AND at_text < now()) IS NOT NULL", [1, 2, 3, 4]],
  ];
  for (const [where, expected] of cases) assert.deepEqual(await ids(where), expected, where);
});

Deno.test("date functions take text, other text gives NULL", async () => {
  const cases: readonly (readonly [string, readonly unknown[]])[] = [
    ["extract(year FROM s)", ["2024", "2024", "2024", null]],
    ["date_part('month', s)", ["1", "2", "3", null]],
    ["year(s) * 100 + month(s)", ["202401", "202402", "202403", null]],
    ["date_trunc('month', s)::VARCHAR", [
      "2024-01-01 00:00:00",
      "2024-02-01 00:00:00",
      "2024-03-01 00:00:00",
      null,
    ]],
    ["strftime(s, '%Y/%m/%d')", ["2024/01/02", "2024/02/29", "2024/03/01", null]],
    ["strftime('%d', s)", ["02", "29", "01", null]],
    ["dayname(s)", ["Tuesday", "Thursday", "Friday", null]],
    ["last_day(s)::VARCHAR", ["2024-01-31", "2024-02-29", "2024-03-31", null]],
    ["epoch_ms(s)", ["1704164645678", "1709249400000", "1709251200000", null]],
    ["date_diff('day', DATE '2024-01-01', s)", ["1", "59", "60", null]],
    ["date_diff('hour', s, TIMESTAMP '2024-03-01 00:00:00')", ["1413", "1", "0", null]],
    ["(s + INTERVAL 1 DAY)::VARCHAR", [
      "2024-01-03 03:04:05.678",
      "2024-03-01 23:30:00",
      "2024-03-02 00:00:00",
      null,
    ]],
    ["DATE '2024-03-02' - s", ["60", "2", "1", null]],
    ["date_add(s, INTERVAL 1 DAY)::DATE::VARCHAR", ["2024-01-03", "2024-03-01", "2024-03-02", null]],
    ["days_in_month(s)", ["31", "29", "31", null]],
    ["(s AT TIME ZONE 'Europe/Berlin')::VARCHAR", [
      "2024-01-02 04:04:05.678",
      "2024-03-01 00:30:00",
      "2024-03-01 01:00:00",
      null,
    ]],
    [
      "time_bucket(INTERVAL 1 MONTH, s)::VARCHAR",
      ["2024-01-01", "2024-02-01", "2024-03-01", null].map((each) => each && `${each} 00:00:00`),
    ],
    ["greatest(s, DATE '2024-02-15')::VARCHAR", ["2024-02-15", "2024-02-29", "2024-03-01", "2024-02-15"]],
    ["coalesce(DATE '2024-01-01', s)::VARCHAR", Array(4).fill("2024-01-01")],
    ["CASE WHEN n > 10 THEN s ELSE DATE '1999-01-01' END::VARCHAR", [
      "1999-01-01",
      "2024-02-29",
      "2024-03-01",
      null,
    ]],
    ["list_transform(l, x -> year(x))", [["2024", null], [], null, ["2025"]]],
  ];
  for (const [expression, expected] of cases) {
    assert.deepEqual(await values(expression), expected, expression);
  }
});

Deno.test("a closed form of ISO 8601 names an instant, in UTC, and nothing else does", async () => {
  const forms: readonly (readonly [string, string | null])[] = [
    ["2024-01-02T03:04:05.678Z", "2024-01-02 03:04:05.678"],
    ["2024-01-02T03:04:05.678901Z", "2024-01-02 03:04:05.678901"],
    ["2024-01-02T03:04:05.678901234Z", "2024-01-02 03:04:05.678901"],
    ["2024-01-02T03:04:05+00:00", "2024-01-02 03:04:05"],
    ["2024-01-02T05:04:05+02:00", "2024-01-02 03:04:05"],
    ["2024-01-02T05:04:05+0200", null],
    ["2024-01-02T05:04:05+02", "2024-01-02 03:04:05"],
    ["2024-01-01T22:04:05-05:00", "2024-01-02 03:04:05"],
    ["2024-01-02T03:04Z", "2024-01-02 03:04:00"],
    ["2024-01-02T05:04+02:00", "2024-01-02 03:04:00"],
    ["2024-01-02T03:04", "2024-01-02 03:04:00"],
    ["2024-01-02T03:04:05", "2024-01-02 03:04:05"],
    ["2024-01-02 03:04:05", "2024-01-02 03:04:05"],
    ["2024-01-02", "2024-01-02 00:00:00"],
    ["20240102T030405Z", null],
    ["20240102", null],
    ["epoch", null],
    ["infinity", null],
    ["2024-01-02 (BC)", null],
    ["2024/01/02", null],
    ["2024-1-2", null],
    ["12024-01-02", null],
    ["2024-01-02 03:04:05 Asia/Tokyo", null],
    ["2024-01-02T24:00:00", null],
    ["2024-01-02T03:04:05+24", null],
    ["2024-01-02Z", null],
    [" 2024-01-02", null],
    ["2024-01-02T03:04:5 Z", null],
    ["2024-02-30", null],
    ["2024-13-01T00:00:00Z", null],
    ["2024", null],
    ["1704164645", null],
    ["", null],
    ["yesterday", null],
    ["2024-01-02 and more", null],
  ];
  for (const [text, instant] of forms) {
    for (const expression of [`x`, `upper(lower(x || ''))`, `(SELECT x)`]) {
      const sql =
        `SELECT (date_trunc('microsecond', ${expression}))::VARCHAR FROM (SELECT '${text}'::VARCHAR AS x)`;
      assert.deepEqual(
        await dialect.rows((await bindDates(sql, dialect)).sql),
        [[instant]],
        `${text}: ${expression}`,
      );
    }
  }
});

Deno.test("joins on text and dates work on dirty text, in every kind of join", async () => {
  const dated = "(SELECT k, DATE '2024-01-01' + k AS day, TIMESTAMP '2024-02-29 23:30:00' AS ts FROM u)";
  for (
    const [join, expected] of [
      [`JOIN ${dated} d ON t.s = d.day`, [[1, 1]]],
      [`LEFT JOIN ${dated} d ON d.day = t.s AND d.k < 9`, [[1, 1], [2, null], [3, null], [4, null], [
        5,
        null,
      ]]],
      [`JOIN ${dated} d ON t.s = d.ts AND d.k = t.id`, [[2, 2]]],
      [`ASOF JOIN ${dated} d ON t.s >= d.day`, [[1, 1], [2, 3], [3, 3]]],
      [`FULL JOIN (SELECT * FROM ${dated} WHERE k = 1) d ON t.s = d.day`, [[1, 1], [2, null], [3, null], [
        4,
        null,
      ], [5, null]]],
    ] as const
  ) {
    const { sql } = await bindDates(`SELECT id, k FROM t ${join} ORDER BY id, k`, dialect);
    assert.deepEqual(await dialect.rows(sql), expected, join);
  }
  const semi = await bindDates(`SELECT id FROM t SEMI JOIN ${dated} d ON t.s = d.day`, dialect);
  assert.deepEqual(await dialect.rows(semi.sql), [[1]]);
});

Deno.test("grouping, windows, CTEs and subqueries keep what is equal equal", async () => {
  const cases: readonly (readonly [string, unknown[][]])[] = [
    [
      "SELECT date_trunc('year', s)::VARCHAR, count(*) FROM t GROUP BY date_trunc('year', s) ORDER BY date_trunc('year', s)",
      [["2024-01-01 00:00:00", "3"], [null, "2"]],
    ],
    ["SELECT year(s) AS y, count(*) FROM t GROUP BY year(s) HAVING year(s) = 2024 ORDER BY y", [[
      "2024",
      "3",
    ]]],
    ["SELECT max(s) >= DATE '2024-01-01', min(year(s)) FROM t WHERE s < now()", [[true, "2024"]]],
    ["SELECT count(*) FILTER (WHERE s >= DATE '2024-02-01') FROM t", [["2"]]],
    ["WITH c AS (SELECT s AS x FROM t) SELECT count(*) FROM c WHERE x >= DATE '2024-01-01' AND x < now()", [[
      "3",
    ]]],
    ["SELECT count(*) FROM (SELECT s AS x, n FROM t) q WHERE q.x >= DATE '2024-01-01' AND n > 10", [["2"]]],
    [
      "SELECT id, sum(n) OVER (ORDER BY s RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW) FROM t WHERE id IN (2, 3) ORDER BY id",
      [
        [2, "20"],
        [3, "50"],
      ],
    ],
    [
      "SELECT id, row_number() OVER (PARTITION BY month(s) ORDER BY n) FROM t WHERE year(s) = 2024 ORDER BY id",
      [
        [1, "1"],
        [2, "1"],
        [3, "1"],
      ],
    ],
    ["SELECT year(s) FROM t WHERE id = 1 UNION ALL SELECT month(at_text) FROM u WHERE k = 1", [["2024"], [
      "3",
    ]]],
    ["SELECT DISTINCT year(s) AS y FROM t ORDER BY y NULLS LAST", [["2024"], [null]]],
  ];
  for (const [sql, expected] of cases) {
    assert.deepEqual(await dialect.rows((await bindDates(sql, dialect)).sql), expected, sql);
  }
});

Deno.test("the columns of the answer keep their names", async () => {
  for (
    const sql of [
      "SELECT year(s), s >= now(), date_trunc('month', t.s), coalesce(DATE '2024-01-01', s), s + INTERVAL 1 DAY FROM t",
      "SELECT * FROM (SELECT year(s) FROM t) q",
      "SELECT extract(year FROM s) FROM t GROUP BY 1",
      'SELECT year(s) AS "a b", month(s) m FROM t',
      "SELECT year(s) + 1, count(*) FROM t GROUP BY year(s)",
    ]
  ) {
    const bound = await bindDates(sql, dialect);
    // DuckDB's binder quotes the names of types in the names it gives.
    const names = async (text: string) =>
      (await dialect.connection.run(text)).columnNames().map((name) =>
        name.replace(/AS "([A-Z]+)"/g, "AS $1")
      );
    const typed = sql.replaceAll(/\bs\b/g, "s").replaceAll(
      "FROM t",
      "FROM (SELECT id, TIMESTAMP '2024-01-01' AS s FROM t) AS t",
    );
    const { sql: printed } = await bindDates((await parse(typed, dialect)).text, dialect);
    assert.deepEqual(await names(bound.sql), await names(printed), sql);
  }
});

Deno.test("what is read as a date is told, columns by their names", async () => {
  const of = async (sql: string) => castsOf(await bindDates(sql, dialect));
  assert.deepEqual(await of("SELECT * FROM t WHERE s >= DATE '2024-01-01' AND s < DATE '2024-02-01'"), [
    "s DATE",
  ]);
  assert.deepEqual(await of("SELECT * FROM t AS x WHERE x.s >= now()"), ["x.s TIMESTAMP WITH TIME ZONE"]);
  assert.deepEqual(await of("SELECT year(s), month(s), s > DATE '2024-01-01' FROM t"), [
    "s TIMESTAMP",
    "s DATE",
  ]);
  assert.deepEqual(await of("SELECT year(upper(s)), year(upper(s)) + 1 FROM t"), ["- TIMESTAMP"]);
  assert.deepEqual(await of("SELECT s::DATE, TRY_CAST(s AS DATE), date '2024-01-01' FROM t"), ["s DATE"]);
});

Deno.test("statements without dates are not touched, those with other errors come back as they are", async () => {
  let prepared = 0;
  const counting = { ...dialect, prepare: (sql: string) => (prepared++, dialect.prepare(sql)) };
  const plain = await bindDates("SELECT id, upper(s) FROM t WHERE s = 'x' AND n IN (1, 2)", counting);
  assert.equal(plain.sql, "SELECT id, upper(s) FROM t WHERE ((s = 'x') AND (n IN (1, 2)))");
  assert.equal(prepared, 0);
  await bindDates("SELECT now() FROM t WHERE n = 1", counting);
  assert.equal(prepared, 1);
  for (
    const sql of [
      "SELECT s + 1 AS day FROM t",
      "SELECT nosuch AS day FROM t",
      "SELECT s > 5 AS day FROM t",
      "SELECT s - s AS day FROM t",
      "SELECT year(n) FROM t",
    ]
  ) {
    await assert.rejects(dialect.prepare((await bindDates(sql, dialect)).sql), sql);
  }
  // String literals are DuckDB's own affair.
  assert.deepEqual(
    (await bindDates("SELECT DATE '2024-01-01' < '2024-01-02', now() > '2020-01-01'", dialect)).casts,
    [],
  );
});

Deno.test("comparisons of other types stay as they are beside those of dates", async () => {
  const bound = await bindDates(
    "SELECT count(*) FROM t JOIN u ON t.id = u.k AND u.at_text <> t.s WHERE t.n = u.k * 10 AND t.s <> current_date AND t.id::VARCHAR = u.k AND l = l",
    dialect,
  );
  assert.deepEqual(castsOf(bound), ["t.s DATE"]);
  assert.deepEqual(await dialect.rows(bound.sql), [["2"]]);
});

Deno.test("many dates in one statement take few rounds with the binder", async () => {
  let prepared = 0;
  const counting = { ...dialect, prepare: (sql: string) => (prepared++, dialect.prepare(sql)) };
  const months = Array.from(
    { length: 24 },
    (_, at) => `DATE '${2023 + Math.floor(at / 12)}-${String(at % 12 + 1).padStart(2, "0")}-01'`,
  );
  const sql = `SELECT ${
    months.map((month) => `count(*) FILTER (WHERE s >= ${month} AND s < ${month} + INTERVAL 1 MONTH)`).join(
      ", ",
    )
  } FROM t`;
  const bound = await bindDates(sql, counting);
  assert.ok(prepared <= 40, String(prepared));
  assert.equal((await dialect.rows(bound.sql))[0]?.filter((count) => count === "1").length, 3);
});

Deno.test("a place in the bound text is traced to the caller's text", async () => {
  const sql = "SELECT   year(s),\n  s > 5 FROM t WHERE s >= now()";
  const bound = await bindDates(sql, dialect);
  const error = await dialect.prepare(bound.sql).then(() => null, (thrown: Error) => thrown);
  const position = Number(/"position":"(\d+)"/.exec(error?.message ?? "")?.[1]);
  assert.equal(await bound.locate(position), sql.indexOf("> 5"));
  assert.equal(await bound.locate(100_000), null);
});

Deno.test("reading a hundred thousand dirty texts as dates stays fast", async () => {
  const big = await testDialect("CREATE TABLE b AS SELECT 'order-' || i AS s FROM range(100000) r(i)");
  const { sql } = await bindDates("SELECT count(*) FROM b WHERE s >= now() - INTERVAL 7 DAYS", big);
  const started = performance.now();
  assert.deepEqual(await big.rows(sql), [["0"]]);
  assert.ok(performance.now() - started < 2_000);
});
