/**
 * Foreign forms of dates as BigQuery makes, moves and counts them.
 *
 * `generate_date_array(a, b)` → a list of dates; `datetime_diff(t, s, DAY)` → `date_diff('day', s, t)`
 * @module
 */
import type { ForeignForm } from "../form.ts";

const T = "CAST(t AS TIMESTAMP)";

/** The forms. `date(y, m, d)` is `date_of(y, m, d)` in the text. */
export const BIGQUERY_DATE_FORMS: readonly ForeignForm[] = [
  {
    call: "timestamp(t)",
    write: T,
    of: "BigQuery, MySQL",
    example: ["timestamp('2026-01-05T01:00:00+02:00')", "2026-01-04T23:00:00"],
  },
  {
    call: "date_of(y, m, d)",
    write: "make_date(y, m, d)",
    of: "BigQuery",
    example: ["date(2026, 2, 5)", "2026-02-05"],
  },
  {
    call: "date_from_unix_date(n)",
    write: "DATE '1970-01-01' + CAST(n AS INTEGER)",
    of: "BigQuery, Spark",
    example: ["date_from_unix_date(1)", "1970-01-02"],
  },
  {
    call: "unix_date(t)",
    write: "date_diff('day', DATE '1970-01-01', CAST(t AS DATE))",
    of: "BigQuery, Spark",
    example: ["unix_date(DATE '1970-01-02')", 1],
  },
  {
    call: "timestamp_micros(n)",
    write: "make_timestamptz(n)",
    of: "BigQuery",
    example: ["timestamp_micros(86400000000)", "1970-01-02T00:00:00Z"],
  },
  {
    call: "unix_micros(t)",
    write: `epoch_us(${T})`,
    of: "BigQuery",
    example: ["unix_micros('1970-01-01')", 0],
  },
  {
    call: "datetime_add(t, i)",
    write: `${T} + i`,
    of: "BigQuery",
    example: ["datetime_add('2026-01-05', INTERVAL 1 HOUR)", "2026-01-05T01:00:00"],
  },
  {
    call: "datetime_sub(t, i)",
    write: `${T} - i`,
    of: "BigQuery",
    example: ["datetime_sub('2026-01-05', INTERVAL 1 HOUR)", "2026-01-04T23:00:00"],
  },
  {
    call: "datetime_diff(t, s, part)",
    write: "date_diff('{part}', CAST(s AS TIMESTAMP), CAST(t AS TIMESTAMP))",
    of: "BigQuery",
    example: ["datetime_diff('2026-01-05 00:10:00', '2026-01-04 23:50:00', DAY)", 1],
  },
  {
    call: "last_day(t, monthly)",
    write: "last_day(t)",
    of: "BigQuery",
    example: ["last_day(DATE '2026-02-05', MONTH)", "2026-02-28"],
  },
  {
    call: "generate_date_array(a, b)",
    write: "CAST(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), INTERVAL 1 DAY) AS DATE[])",
    of: "BigQuery",
    example: ["generate_date_array('2026-01-31', '2026-02-01')", ["2026-01-31", "2026-02-01"]],
  },
  {
    call: "generate_date_array(a, b, i)",
    write: "CAST(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), i) AS DATE[])",
    of: "BigQuery",
    example: ["generate_date_array('2026-01-01', '2026-01-15', INTERVAL 7 DAY)", [
      "2026-01-01",
      "2026-01-08",
      "2026-01-15",
    ]],
  },
  {
    call: "generate_timestamp_array(a, b, i)",
    write: "generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), i)",
    of: "BigQuery",
    example: ["len(generate_timestamp_array('2026-01-01', '2026-01-02', INTERVAL 12 HOUR))", 3],
  },
  {
    call: "format_datetime(format, t)",
    write: "strftime(t, {format})",
    formats: "strftime",
    of: "BigQuery",
    example: ["format_datetime('%Y/%m', TIMESTAMP '2026-01-05 00:00:00')", "2026/01"],
  },
  {
    call: "parse_datetime(format, t)",
    write: "strptime(t, {format})",
    formats: "strftime",
    of: "BigQuery",
    example: ["parse_datetime('%d.%m.%Y', '05.01.2026')", "2026-01-05T00:00:00"],
  },
  {
    call: "date_trunc(dated, part)",
    write: "CAST(date_trunc('{part}', dated) AS DATE)",
    of: "BigQuery",
    example: ["date_trunc(DATE '2026-01-05', MONTH)", "2026-01-01"],
  },
];
