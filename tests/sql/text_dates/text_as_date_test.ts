import assert from "node:assert/strict";
import { bindDates } from "../../../src/sql/text_dates/dates.ts";
import { textAsDate } from "../../../src/sql/text_dates/text_as_date.ts";
import { parse } from "../../../src/sql/parse.ts";
import { printSql } from "../../../src/sql/print.ts";
import { nodes } from "../../../src/sql/tree.ts";
import { basicInstant, createTexts, extendedInstant } from "../../fixtures/date_texts.ts";
import { testDialect } from "../duckdb_dialect.ts";

const dialect = await testDialect();

/** The texts as a table `t(id, d)`. */
async function table(texts: readonly string[]): Promise<void> {
  const rows = texts.map((text, at) => `(${at}, '${text.replaceAll("'", "''")}')`);
  await dialect.connection.run("CREATE OR REPLACE TABLE t (id INT, d VARCHAR)");
  await dialect.connection.run(`INSERT INTO t VALUES ${rows.join(", ")}`);
}

/** What statements say of the texts, in microseconds; NULL where they are no dates. */
async function read(expression: string): Promise<(string | null)[]> {
  const { sql } = await bindDates(`SELECT epoch_us(${expression}) FROM t ORDER BY id`, dialect);
  return (await dialect.rows(sql)).map(([value]) => value === null ? null : String(value));
}

const dayOf = (micros: bigint | null) => micros === null ? null : micros - ((micros % DAY) + DAY) % DAY;
const DAY = 86_400_000_000n;
const text = (value: bigint | null) => value === null ? null : String(value);

Deno.test("ten thousand texts near the closed form are read as an independent reading says, by every cast", async () => {
  const texts = createTexts(10_000, 20_261_129);
  await table(texts);
  const instants = texts.map(extendedInstant);
  assert.ok(instants.filter((each) => each !== null).length > 2_000, "too few dates to prove anything");
  assert.ok(instants.filter((each) => each === null).length > 2_000, "too few other texts to prove anything");
  const expected = instants.map(text);
  const days = instants.map((each) => text(dayOf(each)));
  const differences = async (expression: string, wanted: readonly (string | null)[]) =>
    (await read(expression)).flatMap((value, at) =>
      value === wanted[at] ? [] : [`${texts[at]}: ${value}, not ${wanted[at]}`]
    );
  assert.deepEqual(await differences("d::TIMESTAMP", expected), []);
  assert.deepEqual(await differences("d::TIMESTAMPTZ", expected), []);
  assert.deepEqual(await differences("TRY_CAST(d AS DATE)", days), []);
  assert.deepEqual(await differences("date_trunc('microsecond', d)", expected), []);
  assert.deepEqual(await differences("upper(lower(d || '')::VARCHAR)::DATE", upperDays(texts)), []);
});

/** `t` and `z` become letters of the closed form there. */
const upperDays = (texts: readonly string[]) =>
  texts.map((each) => text(dayOf(extendedInstant(each.toUpperCase()))));

Deno.test("ten thousand texts near the basic form are read as an independent reading says", async () => {
  const texts = createTexts(10_000, 7, "basic");
  await table(texts);
  const wanted = texts.map((each) => text(basicInstant(each)));
  assert.ok(wanted.filter((each) => each !== null).length > 2_000);
  const query = (await parse("SELECT epoch_us(d) FROM t ORDER BY id", dialect)).node;
  const [call] = nodes(query, "select_list");
  const [column] = nodes(call ?? {}, "children");
  for (const type of ["TIMESTAMP", "TIMESTAMP WITH TIME ZONE"] as const) {
    const read = { ...call, children: [textAsDate(column ?? {}, type, "basic")] };
    const rows = await dialect.rows(await printSql({ ...query, select_list: [read] }, dialect));
    const wrong = rows.flatMap(([value], at) =>
      (value === null ? null : String(value)) === wanted[at] ? [] : [`${texts[at]}: ${value}`]
    );
    assert.deepEqual(wrong, [], type);
  }
});

Deno.test("a text with an offset is one instant, whatever reads it", async () => {
  await table(["2024-01-02T01:30:00+02:00", "2024-01-02T01:30+02", "2024-01-01 18:30:00.000-05:00"]);
  const all = async (expression: string, expected: unknown) => {
    const { sql } = await bindDates(`SELECT ${expression} FROM t ORDER BY id`, dialect);
    assert.deepEqual(await dialect.rows(sql), Array(3).fill([expected]), expression);
  };
  for (
    const cast of [
      "d::TIMESTAMP",
      "CAST(d AS DATETIME)",
      "TRY_CAST(d AS TIMESTAMP)",
      "d::TIMESTAMP_MS::TIMESTAMP",
    ]
  ) {
    await all(`${cast}::VARCHAR`, "2024-01-01 23:30:00");
  }
  await all("d::TIMESTAMPTZ::VARCHAR", "2024-01-01 23:30:00+00");
  await all("d::DATE::VARCHAR", "2024-01-01");
  await all("date(d)::VARCHAR", "2024-01-01");
  await all("([d, NULL]::DATE[])[1]::VARCHAR", "2024-01-01");
  await all("([[d]]::TIMESTAMP[][])[1][1]::VARCHAR", "2024-01-01 23:30:00");
  await all("list_transform([d], x -> x::DATE)[1]::VARCHAR", "2024-01-01");
  await all("(SELECT max(u.d)::DATE FROM t u WHERE u.d = t.d)::VARCHAR", "2024-01-01");
  await all("(CASE WHEN id >= 0 THEN d::DATE END)::VARCHAR", "2024-01-01");
  await all("date_trunc('day', d)::VARCHAR", "2024-01-01 00:00:00");
  await all("day(d)", "1");
  await all("d < DATE '2024-01-02'", true);
  await all("d = TIMESTAMP '2024-01-01 23:30:00'", true);
  await all("d::TIMESTAMP = d::TIMESTAMPTZ", true);
  await all("d::DATE < '2024-01-02'", true);
});

Deno.test("a text with the name of a zone is no date, and moves no other", async () => {
  const zone = "2020-01-05 10:00:00 Asia/Tokyo";
  await table([
    zone,
    ...Array(9).fill("2020-01-05"),
    "2020-01-05 00:00:00 America/New_York",
    "2020-01-05T00:00",
  ]);
  const expected = [null, ...Array(9).fill("2020-01-05"), null, "2020-01-05"];
  for (
    const expression of [
      "date_trunc('day', d)",
      "d::TIMESTAMPTZ",
      "TRY_CAST(d AS TIMESTAMPTZ)",
      "d::DATE",
      "d + INTERVAL 0 DAY",
      "([d]::TIMESTAMPTZ[])[1]",
      `(['${zone}', d]::TIMESTAMPTZ[])[2]`,
      `(CASE WHEN id = 0 THEN '${zone}' ELSE d END)::TIMESTAMPTZ`,
      "timezone('UTC', d)",
    ]
  ) {
    const { sql } = await bindDates(`SELECT (${expression})::DATE::VARCHAR FROM t ORDER BY id`, dialect);
    assert.deepEqual((await dialect.rows(sql)).map(([value]) => value), expected, expression);
  }
  const { sql } = await bindDates("SELECT count(*) FROM t WHERE d >= TIMESTAMP '2020-01-05'", dialect);
  assert.deepEqual(await dialect.rows(sql), [["10"]]);
  // A literal is read by itself: it is 01:00 in UTC.
  const literal = await bindDates(
    `SELECT count(*) FROM t WHERE d >= TIMESTAMPTZ '${zone}' - INTERVAL 1 HOUR AND d::TIMESTAMPTZ = TIMESTAMPTZ '2020-01-05'`,
    dialect,
  );
  assert.deepEqual(await dialect.rows(literal.sql), [["10"]]);
});

Deno.test("casts of text that is no date are NULL, casts of nonsense that the statement writes are errors", async () => {
  await table(["2024-02-29", "2023-02-29", "pending", "", "epoch", "infinity", "2024/02/29", "0000-01-01"]);
  const rows = async (sql: string) => await dialect.rows((await bindDates(sql, dialect)).sql);
  assert.deepEqual(await rows("SELECT id FROM t WHERE d::DATE IS NOT NULL ORDER BY id"), [[0], [7]]);
  assert.deepEqual(
    await rows(
      "SELECT CAST(d AS DATE)::VARCHAR, count(*) FROM t GROUP BY CAST(d AS DATE) HAVING count(*) > 1",
    ),
    [[null, "6"]],
  );
  assert.deepEqual(
    await rows("SELECT id FROM t ORDER BY row_number() OVER (ORDER BY d::DATE DESC NULLS LAST, id) LIMIT 1"),
    [[0]],
  );
  assert.deepEqual(
    await rows("SELECT DISTINCT d::DATE::VARCHAR AS x FROM t, unnest([d]) ORDER BY x LIMIT 1"),
    [[
      "0001-01-01 (BC)",
    ]],
  );
  for (const literal of ["DATE 'pending'", "'pending'::TIMESTAMP", "CAST('2024-02-30' AS DATE)"]) {
    await assert.rejects(rows(`SELECT ${literal} FROM t`), literal);
  }
  // What is no text is cast as it was.
  assert.deepEqual(
    await rows("SELECT make_date(2024, 2, 29)::TIMESTAMP::VARCHAR, now()::DATE = current_date"),
    [[
      "2024-02-29 00:00:00",
      true,
    ]],
  );
});

Deno.test("JSON is read by its text", async () => {
  await dialect.connection.run(
    `CREATE OR REPLACE TABLE docs AS SELECT * FROM (VALUES
      (1, '"2024-01-02T01:30:00+02:00"'::JSON), (2, '"2024-01-02"'), (3, '7'), (4, '{"a":1}'), (5, NULL)) v(id, j)`,
  );
  for (
    const expression of [
      "j::DATE",
      "TRY_CAST(j AS DATE)",
      "date_trunc('day', j)",
      "(j + INTERVAL 0 DAY)::DATE",
    ]
  ) {
    const { sql } = await bindDates(`SELECT (${expression})::DATE::VARCHAR FROM docs ORDER BY id`, dialect);
    assert.deepEqual(
      await dialect.rows(sql),
      [["2024-01-01"], ["2024-01-02"], [null], [null], [null]],
      expression,
    );
  }
});

Deno.test("a column of the basic form is read in that form, through whatever hands it on", async () => {
  await dialect.connection.run(
    `CREATE OR REPLACE TABLE b AS SELECT * FROM (VALUES
      (1, '20240102', '2024-01-02'), (2, '20240102T013000+0200', '2024-01-02T01:30:00+02:00'),
      (3, '2024-01-02', '20240102'), (4, '20240230', '2024-02-30')) v(id, d, e)`,
  );
  const forms = new Map([["b", new Map([["id", "extended"], ["d", "basic"], ["e", "extended"]] as const)]]);
  const expected = [["2024-01-02"], ["2024-01-01"], [null], [null]];
  for (
    const [expression, from] of [
      ["d::DATE", "b"],
      ["e::DATE", "b"],
      ["x.d::TIMESTAMP", "b AS x"],
      ["date_trunc('day', d)", "(SELECT id, d FROM b) q"],
      ["q.d::DATE", "(SELECT * FROM b) q"],
      ["k::DATE", "(SELECT id, d AS k FROM b) q"],
      ["d::DATE", "(SELECT id, e AS d FROM b) q"],
      ["k::DATE", "(SELECT b.*, b.d AS k FROM b) q"],
      ["k::DATE", "(WITH c AS (SELECT id, e, d AS k FROM b) SELECT * FROM c)"],
      ["(SELECT max(i.d) FROM b i WHERE i.id = o.id)::DATE", "b o"],
      ["(SELECT max(i.d)::DATE FROM b i WHERE i.id = o.id)", "b o"],
      ["(SELECT o.d::DATE)", "b o"],
      ["(d::TIMESTAMPTZ)::DATE", "b JOIN (SELECT 1 AS one) u ON true"],
      ["concat(substr(d, 1, 4), '-', substr(d, 5, 2), '-', substr(d, 7, 2))::DATE", "b WHERE id <> 2"],
      ["max(d)::DATE", "b GROUP BY id"],
      ["(first_value(d) OVER (PARTITION BY id))::DATE", "b"],
    ] as const
  ) {
    const sql = `SELECT (${expression})::DATE::VARCHAR FROM ${from} ORDER BY id`;
    const rows = await dialect.rows((await bindDates(sql, dialect, forms)).sql);
    // By hand: parts of the third row are no date either.
    const wanted = from.includes("WHERE") ? [["2024-01-02"], [null], [null]] : expected;
    assert.deepEqual(rows, wanted, `${expression} FROM ${from}`);
  }
});

Deno.test("a literal with an offset is the instant it names, as text is", async () => {
  await table(["2024-01-02T01:30:00+02:00"]);
  const cases: readonly (readonly [string, string | boolean])[] = [
    ["TIMESTAMP '2024-01-02T01:30:00+02:00'::VARCHAR", "2024-01-01 23:30:00"],
    ["'2024-01-02T01:30+02'::TIMESTAMP::VARCHAR", "2024-01-01 23:30:00"],
    ["DATE '2024-01-02T01:30:00+02:00'::VARCHAR", "2024-01-01"],
    ["'2024-01-01 18:30:00.25-05:00'::TIMESTAMPTZ::VARCHAR", "2024-01-01 23:30:00.25+00"],
    ["'2024-01-01T23:30Z'::TIMESTAMP::VARCHAR", "2024-01-01 23:30:00"],
    ["CAST('2024-01-01T23:30:00Z' AS TIMESTAMP)::VARCHAR", "2024-01-01 23:30:00"],
    ["TIMESTAMP '2024-01-02T01:30:00'::VARCHAR", "2024-01-02 01:30:00"],
    ["d = TIMESTAMP '2024-01-02T01:30:00+02:00'", true],
    ["d::TIMESTAMP = TIMESTAMP '2024-01-02T01:30:00+02:00'", true],
    ["d IN (TIMESTAMPTZ '2024-01-02T01:30:00+02:00')", true],
  ];
  for (const [expression, expected] of cases) {
    const { sql } = await bindDates(`SELECT ${expression} FROM t`, dialect);
    assert.deepEqual(await dialect.rows(sql), [[expected]], expression);
  }
  await assert.rejects(
    bindDates("SELECT TIMESTAMP '2024-02-30T01:30:00+02:00' FROM t", dialect).then(({ sql }) =>
      dialect.rows(sql)
    ),
  );
  // The name of the answer's column is what the statement says.
  const named = await bindDates("SELECT TIMESTAMP '2024-01-02T01:30:00+02:00' FROM t", dialect);
  assert.deepEqual((await dialect.connection.run(named.sql)).columnNames(), [
    "CAST('2024-01-02T01:30:00+02:00' AS TIMESTAMP)",
  ]);
});

Deno.test("a cast to a time of day reads an instant in UTC, and a time alone as it is", async () => {
  await table([
    "2024-01-02T01:30:00+02:00",
    "2024-01-02T12:00:00Z",
    "2024-01-02T09:15:30.25",
    "12:30:00",
    "7:05",
    "23:59:59.5",
    "2024-01-02",
    "pending",
    "Tue 12:30:00",
    "12:30:00+02",
  ]);
  const times = [
    "23:30:00",
    "12:00:00",
    "09:15:30.25",
    "12:30:00",
    "07:05:00",
    "23:59:59.5",
    "00:00:00",
    null,
    null,
  ];
  const shown = async (expression: string) => {
    const bound = await bindDates(`SELECT ${expression} FROM t ORDER BY id`, dialect);
    return (await dialect.rows(bound.sql)).map(([value]) => value);
  };
  for (
    const cast of [
      "d::TIME",
      "TRY_CAST(d AS TIME)",
      "CAST(concat(d, '') AS TIME)",
      "([d]::TIME[])[1]",
      "to_json(d)::TIME",
    ]
  ) {
    assert.deepEqual(await shown(`(${cast})::VARCHAR`), [...times, "12:30:00"], cast);
  }
  assert.deepEqual(await shown("d::TIMETZ::VARCHAR"), [
    ...times.map((time) => time === null ? null : `${time}+00`),
    "12:30:00+02",
  ]);
  assert.deepEqual(await shown("hour(d::TIME)"), ["23", "12", "9", "12", "7", "23", "0", null, null, "12"]);
  const literal = "'2024-01-02T01:30:00+02:00'::TIME::VARCHAR";
  assert.deepEqual(new Set(await shown(literal)), new Set(["23:30:00"]));
  assert.equal((await bindDates("SELECT d::TIME FROM t", dialect)).casts[0]?.type, "TIME");
});

Deno.test("a cast to a time of day knows the basic form where a column has it", async () => {
  await table(["20240102T013000+0200", "12:30:00", "2024-01-02T12:00:00Z"]);
  const forms = new Map([["t", new Map([["d", "basic" as const]])]]);
  const { sql } = await bindDates("SELECT d::TIME::VARCHAR FROM t ORDER BY id", dialect, forms);
  assert.deepEqual(await dialect.rows(sql), [["23:30:00"], ["12:30:00"], [null]]);
});
