/**
 * Foreign forms of dates that are made, moved and counted by Snowflake, Oracle, PostgreSQL, T-SQL and ClickHouse; others are
 * in `src/sql/foreign/table/dates.ts`.
 *
 * `make_interval(days => 7)` of PostgreSQL; `next_day(t, 'Friday')` of Oracle
 * @module
 */
import type { ForeignForm } from "../form.ts";

const T = "CAST(t AS TIMESTAMP)";
/** A time of the day in a text that has the order of time. */
const IN_MONTH = (of: string) => `strftime(CAST(${of} AS TIMESTAMP), '%d %H:%M:%S.%f')`;

/** The forms. */
export const INSTANT_FORMS: readonly ForeignForm[] = [
  // Snowflake, Oracle, Redshift.
  ...["date_from_parts", "datefromparts"].map((name): ForeignForm => ({
    call: `${name}(y, m, d)`,
    write: "make_date(y, m, d)",
    of: "Snowflake, T-SQL",
    example: [`${name}(2026, 2, 5)`, "2026-02-05"],
  })),
  ...["timestamp_from_parts", "timestamp_ntz_from_parts"].map((name): ForeignForm => ({
    call: `${name}(y, m, d, h, n, s)`,
    write: "make_timestamp(y, m, d, h, n, s)",
    of: "Snowflake",
    example: [`${name}(2026, 2, 5, 7, 8, 9)`, "2026-02-05T07:08:09"],
  })),
  {
    call: "dayofweekiso(t)",
    write: "isodow(t)",
    of: "Snowflake",
    example: ["dayofweekiso(DATE '2026-01-04')", 7],
  },
  { call: "weekiso(t)", write: "weekofyear(t)", of: "Snowflake", example: ["weekiso(DATE '2026-01-05')", 2] },
  {
    call: "yearofweekiso(t)",
    write: "isoyear(t)",
    of: "Snowflake",
    example: ["yearofweekiso(DATE '2027-01-01')", 2026],
  },
  {
    call: "to_timestamp_ntz(t)",
    write: T,
    of: "Snowflake",
    example: ["to_timestamp_ntz('2026-01-05 07:00:00')", "2026-01-05T07:00:00"],
  },
  ...["to_timestamp_tz", "to_timestamp_ltz"].map((name): ForeignForm => ({
    call: `${name}(t)`,
    write: "CAST(t AS TIMESTAMPTZ)",
    of: "Snowflake",
    example: [`${name}('2026-01-05T07:00:00Z')`, "2026-01-05T07:00:00Z"],
  })),
  {
    call: "try_to_date(t)",
    write: "TRY_CAST(t AS DATE)",
    of: "Snowflake",
    example: ["try_to_date('2026-01-05')", "2026-01-05"],
  },
  ...["try_to_timestamp", "try_to_timestamp_ntz"].map((name): ForeignForm => ({
    call: `${name}(t)`,
    write: "TRY_CAST(t AS TIMESTAMP)",
    of: "Snowflake",
    example: [`${name}('2026-01-05')`, "2026-01-05T00:00:00"],
  })),
  {
    call: "timeadd(unit, n, t)",
    write: "t + to_{unit}s(n)",
    of: "Snowflake",
    example: ["timeadd(hour, 1, TIMESTAMP '2026-01-05 00:00:00')", "2026-01-05T01:00:00"],
  },
  {
    call: "timediff(part, s, t)",
    write: "date_diff('{part}', CAST(s AS TIMESTAMP), CAST(t AS TIMESTAMP))",
    of: "Snowflake",
    example: ["timediff(hour, '2026-01-05 00:59:00', '2026-01-05 01:00:00')", 1],
  },
  {
    call: "next_day(t, weekday)",
    write: "CAST(t AS DATE) + CAST(({weekday} - isodow(CAST(t AS DATE)) + 6) % 7 + 1 AS INTEGER)",
    of: "Oracle, Snowflake, Redshift, Spark",
    example: ["next_day(DATE '2026-01-05', 'Monday')", "2026-01-12"],
  },
  {
    call: "previous_day(t, weekday)",
    write: "CAST(t AS DATE) - CAST((isodow(CAST(t AS DATE)) - {weekday} + 6) % 7 + 1 AS INTEGER)",
    of: "Snowflake",
    example: ["previous_day(DATE '2026-01-05', 'sun')", "2026-01-04"],
  },
  {
    call: "trunc(t, trunc)",
    write: `date_trunc('{trunc}', ${T})`,
    of: "Oracle, Snowflake, Spark",
    example: ["trunc('2026-02-05 07:00:00', 'MM')", "2026-02-01T00:00:00"],
  },
  {
    call: "date_part(part, t)",
    write: "date_part('{part}', t)",
    of: "Snowflake, Redshift",
    example: ["date_part(year, DATE '2026-02-05')", 2026],
  },
  ...["day", "hour", "minute", "second"].map((unit): ForeignForm => ({
    call: `numtodsinterval(n, '${unit}')`,
    write: `to_${unit}s(n)`,
    of: "Oracle",
    example: [`DATE '2026-01-05' < DATE '2026-01-05' + numtodsinterval(2, '${unit.toUpperCase()}')`, true],
  })),
  // PostgreSQL.
  ...[
    ["years", "years"],
    ["months", "months"],
    ["weeks", "weeks"],
    ["days", "days"],
    ["hours", "hours"],
    ["mins", "minutes"],
    ["secs", "seconds"],
  ].map(([label, unit]): ForeignForm => ({
    call: `make_interval(${label} => n)`,
    write: `to_${unit}(n)`,
    of: "PostgreSQL",
    example: [
      `TIMESTAMP '2026-01-05 00:00:00' < TIMESTAMP '2026-01-05 00:00:00' + make_interval(${label} => 1)`,
      true,
    ],
  })),
  ...["clock_timestamp", "statement_timestamp"].map((name): ForeignForm => ({
    call: `${name}()`,
    write: "now()",
    of: "PostgreSQL",
    example: [`${name}() >= now()`, true],
  })),
  {
    call: "date_bin(i, t, o)",
    write: "time_bucket(i, t, o)",
    of: "PostgreSQL",
    example: [
      "date_bin(INTERVAL 15 MINUTE, TIMESTAMP '2020-02-11 15:44:17', TIMESTAMP '2001-01-01 00:00:00')",
      "2020-02-11T15:30:00",
    ],
  },
  // Presto.
  {
    call: "week_of_year(t)",
    write: "weekofyear(t)",
    of: "Presto",
    example: ["week_of_year(DATE '2026-01-05')", 2],
  },
  { call: "yow(t)", write: "isoyear(t)", of: "Presto", example: ["yow(DATE '2027-01-01')", 2026] },
  { call: "dow(t)", write: "isodow(t)", of: "Presto", example: ["dow(DATE '2026-01-04')", 7] },
  { call: "doy(t)", write: "dayofyear(t)", of: "Presto", example: ["doy(DATE '2026-02-01')", 32] },
  {
    call: "last_day_of_month(t)",
    write: "last_day(t)",
    of: "Presto",
    example: ["last_day_of_month(DATE '2026-02-01')", "2026-02-28"],
  },
  // MySQL, Spark.
  {
    call: "timestampdiff(months, s, t)",
    // Whole months: one that has begun counts once its day and time have come.
    write: "(CASE WHEN CAST(s AS TIMESTAMP) <= CAST(t AS TIMESTAMP) " +
      "THEN date_diff('month', CAST(s AS TIMESTAMP), CAST(t AS TIMESTAMP)) " +
      `- CAST(${IN_MONTH("t")} < ${IN_MONTH("s")} AS INTEGER) ` +
      "ELSE date_diff('month', CAST(s AS TIMESTAMP), CAST(t AS TIMESTAMP)) " +
      `+ CAST(${IN_MONTH("t")} > ${IN_MONTH("s")} AS INTEGER) END) // {months}`,
    of: "MySQL",
    example: ["timestampdiff(MONTH, '2003-02-01', '2003-05-01')", 3],
  },
  {
    call: "from_unixtime(n, format)",
    write: "strftime(to_timestamp(n), {format})",
    formats: "either",
    of: "MySQL, Presto, Spark",
    example: ["from_unixtime(86400, '%Y-%m-%d')", "1970-01-02"],
  },
  {
    call: "makedate(y, n)",
    write: "make_date(y, 1, 1) + CAST(n - 1 AS INTEGER)",
    of: "MySQL",
    example: ["makedate(2011, 32)", "2011-02-01"],
  },
  {
    call: "adddate(t, index)",
    write: `${T} + to_days({index})`,
    of: "MySQL",
    example: ["adddate('2008-01-02', 31)", "2008-02-02T00:00:00"],
  },
  {
    call: "subdate(t, index)",
    write: `${T} - to_days({index})`,
    of: "MySQL",
    example: ["subdate('2008-01-02', 31)", "2007-12-02T00:00:00"],
  },
  {
    call: "date_add(t, index)",
    write: "CAST(t AS DATE) + {index}",
    of: "Spark, Hive",
    example: ["date_add('2016-07-30', 1)", "2016-07-31"],
  },
  {
    call: "date_sub(t, index)",
    write: "CAST(t AS DATE) - {index}",
    of: "Spark, Hive",
    example: ["date_sub('2016-07-30', 1)", "2016-07-29"],
  },
  // T-SQL.
  { call: "sysutcdatetime()", write: "now()", of: "T-SQL", example: ["sysutcdatetime() >= now()", true] },
  {
    call: "sysdatetimeoffset()",
    write: "now()",
    of: "T-SQL",
    example: ["sysdatetimeoffset() >= now()", true],
  },
  {
    call: "eomonth(t, n)",
    write: "last_day(CAST(t AS DATE) + to_months(n))",
    of: "T-SQL",
    example: ["eomonth('2026-01-31', 1)", "2026-02-28"],
  },
  {
    call: "datename(named, t)",
    write: "{named}(t)",
    of: "T-SQL",
    example: ["datename(weekday, DATE '2026-01-05')", "Monday"],
  },
  // ClickHouse.
  {
    call: "todate(t)",
    write: "CAST(t AS DATE)",
    of: "ClickHouse",
    example: ["toDate('2026-01-05')", "2026-01-05"],
  },
  { call: "toyear(t)", write: "year(t)", of: "ClickHouse", example: ["toYear(DATE '2026-01-05')", 2026] },
  { call: "tomonth(t)", write: "month(t)", of: "ClickHouse", example: ["toMonth(DATE '2026-01-05')", 1] },
  {
    call: "tostartofmonth(t)",
    write: `CAST(date_trunc('month', ${T}) AS DATE)`,
    of: "ClickHouse",
    example: ["toStartOfMonth('2026-01-05')", "2026-01-01"],
  },
  {
    call: "toyyyymm(t)",
    write: "CAST(year(t) * 100 + month(t) AS INTEGER)",
    of: "ClickHouse",
    example: ["toYYYYMM(DATE '2026-01-05')", 202601],
  },
];
