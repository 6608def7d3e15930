/**
 * Calls that engines are at odds over, or that have no equal: errors with what to write, for whom.
 *
 * `log(a)` has base 10 in PostgreSQL and e in MySQL; `dayofweek(t)` counts from 0 here and from 1 there
 * @module
 */
import type { UnsureForm } from "../form.ts";

const DAYS = "counts days from another one in each engine";
const FROM_0 = "DuckDB and Snowflake (0 on Sundays)";
const FROM_1 = "MySQL, Spark and T-SQL (1 on Sundays)";

/** The forms. */
export const UNSURE_FORMS: readonly UnsureForm[] = [
  {
    call: "dayofweek(t)",
    because: DAYS,
    readings: [["isodow(t) % 7", FROM_0, 0], ["isodow(t) % 7 + 1", FROM_1, 1]],
    of: "DuckDB, MySQL, Snowflake, Spark",
    example: "dayofweek(DATE '2026-01-04')",
  },
  {
    call: "weekday(t)",
    because: DAYS,
    readings: [["isodow(t) % 7", "DuckDB (0 on Sundays)", 0], ["isodow(t) - 1", "MySQL (0 on Mondays)", 6]],
    of: "DuckDB, MySQL",
    example: "weekday(DATE '2026-01-04')",
  },
  ...["dayofweek", "weekday"].map((part): UnsureForm => ({
    call: `date_part('${part}', t)`,
    because: DAYS,
    readings: [["isodow(t) % 7", "DuckDB (0 on Sundays)", 0], [
      "isodow(t) % 7 + 1",
      "BigQuery and T-SQL (1 on Sundays)",
      1,
    ]],
    of: "DuckDB, BigQuery, T-SQL",
    example: `extract(${part} FROM DATE '2026-01-04')`,
  })),
  {
    call: "datepart(dayname, t)",
    because: DAYS,
    readings: [["isodow(t) % 7", "DuckDB (0 on Sundays)", 0], [
      "isodow(t) % 7 + 1",
      "T-SQL (1 on Sundays)",
      1,
    ]],
    of: "T-SQL",
    example: "datepart(weekday, DATE '2026-01-04')",
  },
  {
    call: "week(t)",
    because: "begins weeks on Mondays or on Sundays",
    readings: [["weekofyear(t)", "the week of ISO 8601, as in DuckDB, Presto and Snowflake", 1], [
      "CAST(strftime(t, '%U') AS INTEGER)",
      "MySQL",
      0,
    ]],
    of: "DuckDB, MySQL, Presto, Snowflake",
    example: "week(DATE '2026-01-03')",
  },
  {
    call: "yearweek(t)",
    because: "begins weeks on Mondays or on Sundays",
    readings: [["isoyear(t) * 100 + weekofyear(t)", "the week of ISO 8601, as in DuckDB", 202601], [
      "CAST(strftime(CAST(t AS DATE) - CAST(isodow(CAST(t AS DATE)) % 7 AS INTEGER), '%Y%U') AS INTEGER)",
      "MySQL",
      202552,
    ]],
    of: "DuckDB, MySQL",
    example: "yearweek(DATE '2026-01-03')",
  },
  {
    call: "microsecond(t)",
    because: "is with the seconds or without them",
    readings: [["date_part('microseconds', t)", "DuckDB (with them)", 9500000], [
      "date_part('microseconds', t) % 1000000",
      "MySQL (without)",
      500000,
    ]],
    of: "DuckDB, MySQL",
    example: "microsecond(TIMESTAMP '2026-01-05 07:08:09.5')",
  },
  {
    call: "millisecond(t)",
    because: "is with the seconds or without them",
    readings: [["date_part('milliseconds', t)", "DuckDB (with them)", 9500], [
      "date_part('milliseconds', t) % 1000",
      "Presto (without)",
      500,
    ]],
    of: "DuckDB, Presto",
    example: "millisecond(TIMESTAMP '2026-01-05 07:08:09.5')",
  },
  {
    call: "log(a)",
    because: "has another base in each engine",
    readings: [["log10(a)", "base 10, as in DuckDB, PostgreSQL and SQLite", 0], [
      "ln(a)",
      "base e, as in MySQL, BigQuery and T-SQL",
      0,
    ]],
    of: "DuckDB, PostgreSQL, MySQL, BigQuery, T-SQL, Spark",
    example: "log(1)",
  },
  {
    call: "log(a, b)",
    because: "takes its base first or last",
    readings: [["ln(b) / ln(a)", "the base first, as in DuckDB, PostgreSQL and MySQL", 3], [
      "ln(a) / ln(b)",
      "the base last, as in BigQuery and T-SQL",
      0.33333333333333337,
    ]],
    of: "DuckDB, PostgreSQL, MySQL, Snowflake, BigQuery, T-SQL",
    example: "log(2, 8)",
  },
  {
    call: "regexp_extract(a, grouped)",
    because: "gives what its group matched in BigQuery, and all that its pattern matched elsewhere",
    readings: [["regexp_extract(a, grouped, 0)", "all, as in DuckDB and Presto", "@b"], [
      "regexp_extract(a, grouped, 1)",
      "the group, as in BigQuery and Spark",
      "b",
    ]],
    of: "DuckDB, Presto, BigQuery, Spark",
    example: "regexp_extract('a@b', '@(.)')",
  },
  {
    call: "regexp_replace(a, loose, b)",
    because: "replaces the first match in DuckDB and PostgreSQL, and all in other engines",
    readings: [
      ["regexp_replace(a, loose, b, 'g')", "all, as in MySQL, Presto, BigQuery and Snowflake", "xx"],
      [
        "regexp_replace(a, loose, b, 'c')",
        "the first",
        "xa",
      ],
    ],
    of: "DuckDB, PostgreSQL, MySQL, Presto, BigQuery, Snowflake, Oracle, Spark",
    example: "regexp_replace('aa', 'a', 'x')",
  },
  ...["substr", "substring"].map((name): UnsureForm => ({
    call: `${name}(a, 0, n)`,
    because: "has nothing at 0, which counts or does not",
    readings: [["left(a, n)", "Oracle, Snowflake and BigQuery (0 is 1)", "ab"], [
      "left(a, n - 1)",
      "PostgreSQL and SQLite (0 counts)",
      "a",
    ]],
    of: "all",
    example: `${name}('abc', 0, 2)`,
  })),
  {
    call: "array_slice(a, n, m)",
    because: "counts from 1 or from 0",
    readings: [["list_slice(a, n, m)", "DuckDB (from 1, with both ends)", [7, 8]], [
      "list_slice(a, n + 1, m)",
      "Snowflake (from 0, without the end)",
      [8],
    ]],
    of: "DuckDB, Snowflake",
    example: "array_slice([7, 8, 9], 1, 2)",
  },
  {
    call: "<=>(a, b)",
    because: "is a distance of lists in DuckDB, and equality in MySQL",
    readings: [["a IS NOT DISTINCT FROM b", "equality", false], [
      "list_cosine_distance(a, b)",
      "the distance",
      0,
    ]],
    of: "DuckDB, MySQL",
    example: "[1.0] <=> [2.0]",
  },
  {
    call: "listagg(a)",
    because: "joins by commas or by nothing",
    readings: [["string_agg(a, '')", "nothing, as in Oracle and Snowflake", "x"], [
      "string_agg(a, ',')",
      "commas, as in DuckDB",
      "x",
    ]],
    of: "DuckDB, Oracle, Snowflake, Redshift",
    example: "listagg('x')",
  },
  {
    call: "add_months(t, n)",
    because: "keeps a month's last day the last in Oracle and Snowflake",
    readings: [[
      "CAST(t AS DATE) + to_months(n)",
      "the same day, as in DuckDB and Spark",
      "2026-03-28T00:00:00",
    ], [
      "CASE WHEN CAST(t AS DATE) = last_day(CAST(t AS DATE)) THEN last_day(CAST(t AS DATE) + to_months(n)) " +
      "ELSE CAST(CAST(t AS DATE) + to_months(n) AS DATE) END",
      "Oracle and Snowflake",
      "2026-03-31",
    ]],
    of: "Oracle, Snowflake, Spark",
    example: "add_months(DATE '2026-02-28', 1)",
  },
  {
    call: "months_between(t, s)",
    because: "has parts of months",
    readings: [["date_sub('month', CAST(s AS TIMESTAMP), CAST(t AS TIMESTAMP))", "whole months", 1], [
      "date_diff('month', CAST(s AS TIMESTAMP), CAST(t AS TIMESTAMP))",
      "months that have begun",
      2,
    ]],
    of: "Oracle, Snowflake, Spark",
    example: "months_between('2026-03-01', '2026-01-15')",
  },
  {
    call: "object_construct(...)",
    because: "leaves out pairs without a value",
    readings: [["json_object", "", { k: 1 }]],
    of: "Snowflake",
    example: "object_construct('k', 1)",
  },
  {
    call: "format(signs, a)",
    because: "has {} in its form",
    readings: [["printf(signs, a)", "", "x is 7"]],
    of: "PostgreSQL, BigQuery",
    example: "format('x is %d', 7)",
  },
  {
    call: "format(signs, a, b)",
    because: "has {} in its form",
    readings: [["printf(signs, a, b)", "", "x is 7"]],
    of: "PostgreSQL, BigQuery",
    example: "format('%s is %d', 'x', 7)",
  },
  {
    call: "format(signs, a, b, c)",
    because: "has {} in its form",
    readings: [["printf(signs, a, b, c)", "", "x-y-z"]],
    of: "PostgreSQL, BigQuery",
    example: "format('%s-%s-%s', 'x', 'y', 'z')",
  },
  {
    call: "strftime(t, letters)",
    because: "has signs with % in its form",
    readings: [["strftime(t, {letters})", "", "2026-01"]],
    of: "Java, T-SQL",
    example: "strftime(DATE '2026-01-05', 'yyyy-MM')",
  },
  {
    call: "to_number(a)",
    because: "has whole numbers or not",
    readings: [["CAST(a AS DECIMAL(38, 9))", "Oracle", 7.5], [
      "CAST(a AS DECIMAL(38, 0))",
      "Snowflake (whole ones)",
      8,
    ]],
    of: "Oracle, Snowflake",
    example: "to_number('7.5')",
  },
  {
    call: "isnumeric(a)",
    because: "is not known",
    readings: [["TRY_CAST(a AS DOUBLE) IS NOT NULL", "", true]],
    of: "T-SQL",
    example: "isnumeric('7.5')",
  },
  {
    call: "isdate(a)",
    because: "is not known",
    readings: [["TRY_CAST(a AS TIMESTAMP) IS NOT NULL", "", true]],
    of: "T-SQL",
    example: "isdate('2026-01-05')",
  },
  {
    call: "to_iso8601(t)",
    because: "is not known",
    readings: [["strftime(CAST(t AS TIMESTAMP), '%Y-%m-%dT%H:%M:%SZ')", "", "2026-01-05T00:00:00Z"]],
    of: "Presto",
    example: "to_iso8601(DATE '2026-01-05')",
  },
  {
    call: "array_max(a)",
    because: "is not known",
    readings: [["list_max(a)", "", 2]],
    of: "Presto, Spark",
    example: "array_max([1, 2])",
  },
  {
    call: "array_min(a)",
    because: "is not known",
    readings: [["list_min(a)", "", 1]],
    of: "Presto, Spark",
    example: "array_min([1, 2])",
  },
  {
    call: "array_union(a, b)",
    because: "is not known",
    readings: [["list_distinct(list_concat(a, b))", "", [1]]],
    of: "Presto, Spark",
    example: "array_union([1], [1])",
  },
  {
    call: "array_except(a, b)",
    because: "is not known",
    readings: [["list_filter(a, lambda part_: NOT list_contains(b, part_))", "", [1]]],
    of: "Presto, Spark, Snowflake",
    example: "array_except([1, 2], [2])",
  },
];
