/**
 * Forms of dates of other engines: those with an equal in strftime, and those without, which are not translated.
 */
import assert from "node:assert/strict";
import type { Formats } from "../../../src/sql/foreign/form.ts";
import { asStrftime, isSureToRead } from "../../../src/sql/foreign/formats.ts";
import { asking, faultTest } from "../../faults/asking.ts";

/** From the manuals of MySQL 8, Java's DateTimeFormatter, PostgreSQL 17 and BigQuery. */
const cases: readonly (readonly [formats: Formats, format: string, right: string | null])[] = [
  ["sign", "%Y-%m-%d %H:%i:%s", "%Y-%m-%d %H:%M:%S"],
  ["sign", "%W, %M %e", "%A, %B %-d"],
  ["sign", "%T 100%%", "%H:%M:%S 100%%"],
  // Weeks of MySQL are counted in other ways, `%D` is 1st, and what has no sign is no format.
  ["sign", "%u", null],
  ["sign", "%D", null],
  ["sign", "yyyy-MM", null],
  ["sign", "50%", null],
  ["java", "yyyy-MM-dd'T'HH:mm:ss.SSS", "%Y-%m-%dT%H:%M:%S.%g"],
  ["java", "EEEE d MMMM", "%A %-d %B"],
  ["java", "h 'o''clock' a", "%-I o'clock %p"],
  // The year of the week, quarters, and zones have no equal.
  ["java", "YYYY", null],
  ["java", "QQQ", null],
  ["java", "HH:mm z", null],
  ["java", "100%", null],
  ["letters", "YYYY-MM-DD HH24:MI:SS.MS", "%Y-%m-%d %H:%M:%S.%g"],
  ["letters", 'YYYY"W"IW', "%YW%V"],
  ["letters", "YYYY-MM-DDTHH24:MI", "%Y-%m-%dT%H:%M"],
  ["letters", "DD FMMonth YYYY", "%d %B %Y"],
  // FM is of one part to PostgreSQL, and of the rest to Oracle; MMMM is a name to Snowflake; FF has no certain digits.
  ["letters", "FMDay, DD FMMonth", null],
  ["letters", "FMMonth DD", null],
  ["letters", "MMMM", null],
  ["letters", "HH24:MI:SS.FF", null],
  ["letters", "HH24:MI:SS.FF6", "%H:%M:%S.%f"],
  ["letters", "yyyy/mm", "%Y/%m"],
  // Padded with blanks, in capitals, ordinals, quarters, numbers.
  ["letters", "Month", null],
  ["letters", "MON", null],
  ["letters", "DDth", null],
  ["letters", "Q", null],
  ["letters", "999.99", null],
  ["letters", "SSSS", null],
  ["strftime", "%F %T", "%Y-%m-%d %H:%M:%S"],
  ["strftime", "%E4Y", null],
  ["strftime", "%U", null],
  ["either", "%Y", "%Y"],
  ["either", "yyyy", "%Y"],
];

Deno.test("forms of dates are translated, and those without an equal are not", () => {
  for (const [formats, format, right] of cases) {
    assert.equal(asStrftime(format, formats), right, `${formats}: ${format}`);
  }
});

Deno.test("texts are read by forms that say year and month, whatever the engine adds to others", () => {
  for (
    const [form, isSure] of [
      ["%Y-%m-%d", true],
      ["%Y-%m", true],
      ["%-d %b %Y", true],
      ["%Y-%m-%d %I:%M %p", true],
      ["%Y", false],
      ["%H:%M", false],
      ["%y-%m-%d", false],
      ["%Y-%m-%d %I:%M", false],
      ["%Y-%m-%d %H:%M %p", false],
      ["%G-%V", false],
    ] as const
  ) {
    assert.equal(isSureToRead(form, false), isSure, form);
  }
  assert.equal(isSureToRead("%Y-%m", true), false);
});

faultTest(
  "Foreign forms: DuckDB's own calls keep their meaning, and what is not sure is an error",
  async () => {
    const tools = [{ id: "1", day: "2026-02-05", month: "2026-03-01", n: 7, name: "abc" }];
    await asking({ tools }, async (asks) => {
      for (
        const [sql, right] of [
          ["date_trunc('month', day)", "2026-02-01T00:00:00"],
          ["date_trunc('year', month)", "2026-01-01T00:00:00"],
          ["date_diff('day', day, month)", 24],
          ["datediff('day', day, month)", 24],
          ["date_part('day', month)", 1],
          ["date_add(day::DATE, INTERVAL 1 DAY)", "2026-02-06T00:00:00"],
          ["date_sub('day', day::TIMESTAMP, month::TIMESTAMP)", 24],
          ["to_timestamp(0)", "1970-01-01T00:00:00Z"],
          ["decode(encode(name))", "abc"],
          ["square(n)", 49],
        ] as const
      ) {
        assert.equal(await asks.value(`SELECT ${sql} FROM tools`), right, sql);
      }
      for (
        const sql of [
          "to_char(day, 'Month')",
          "to_char(n, '999.99')",
          "date_format(day, name)",
          "dateadd(fortnight, 1, day)",
          "timestamp_trunc(day, WEEK)",
          "square(random())",
          "nvl(n)",
          "decode(n, 1)",
          "iif(DISTINCT n, 1, 2)",
          "CAST(n AS NUMBER)",
          // Month ends stay month ends to Oracle and Snowflake, and not to Spark.
          "add_months(day::DATE, 1)",
          "datepart(millisecond, day::TIMESTAMP)",
          "date_diff(day::DATE, month::DATE, ISOWEEK)",
          // MySQL drops what stands behind the format, with a warning.
          "str_to_date('2026-01-05 10:20', '%Y-%m-%d')",
          "str_to_date('2026-01', '%Y-%m')",
          "to_date('2026', 'YYYY')",
          "to_date('99-01-05', 'YY-MM-DD')",
          "to_timestamp('10:20', 'HH24:MI')",
          "array_size(name)",
          "attribute_exists('name')",
          "attribute_not_exists('name')",
        ]
      ) {
        const { code } = await asks.refused(`SELECT ${sql} FROM tools`);
        assert.match(
          code,
          /^(function_not_allowed|invalid_query|type_mismatch|column_not_found|syntax_error)$/,
          sql,
        );
      }
    });
  },
);

const DAY = "TIMESTAMP '2026-01-05 07:08:09'";

faultTest("Foreign forms: a format is a text, whatever signs are in it", async () => {
  await asking({ one: [{ id: "1" }] }, async (asks) => {
    for (
      const [format, right] of [
        ["%Y$& x", "2026$& x"],
        ["%Y$$ x", "2026$$ x"],
        ["%Y$` x", "2026$` x"],
        ["%Y$1$<t> x", "2026$1$<t> x"],
        ["%Y$'' x", "2026$' x"],
        ["%Y$'') || version()--", "2026$') || version()--"],
        ["%Y{format}t", "2026{format}t"],
      ] as const
    ) {
      assert.equal(await asks.value(`SELECT date_format(${DAY}, '${format}') FROM one`), right, format);
    }
    assert.equal(
      await asks.value("SELECT str_to_date('2026-01-05 $''', '%Y-%m-%d $''') FROM one"),
      "2026-01-05T00:00:00",
    );
  });
});
