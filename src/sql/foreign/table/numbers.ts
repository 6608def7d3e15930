/**
 * Foreign forms of numbers.
 *
 * `div(a, b)` of PostgreSQL and BigQuery; `bitand(a, b)` of Oracle and Snowflake; `to_char(n, 'FM990.00')`
 * @module
 */
import type { ForeignForm } from "../form.ts";

/** The forms. */
export const NUMBER_FORMS: readonly ForeignForm[] = [
  { call: "div(a, b)", write: "a // b", of: "PostgreSQL, BigQuery", example: ["div(-7, 2)", -3] },
  { call: "e()", write: "exp(1)", of: "Presto", example: ["e() > 2.718", true] },
  { call: "is_nan(a)", write: "isnan(a)", of: "Presto, BigQuery", example: ["is_nan('NaN'::DOUBLE)", true] },
  { call: "is_inf(a)", write: "isinf(a)", of: "BigQuery", example: ["is_inf(1.0::DOUBLE)", false] },
  { call: "is_infinite(a)", write: "isinf(a)", of: "Presto", example: ["is_infinite(1.0::DOUBLE)", false] },
  { call: "is_finite(a)", write: "isfinite(a)", of: "Presto", example: ["is_finite(1.0::DOUBLE)", true] },
  { call: "nan()", write: "CAST('NaN' AS DOUBLE)", of: "Presto", example: ["isnan(nan())", true] },
  {
    call: "infinity()",
    write: "CAST('Infinity' AS DOUBLE)",
    of: "Presto",
    example: ["isinf(infinity())", true],
  },
  {
    call: "nanvl(a, b)",
    write: "CASE WHEN isnan(a) THEN b ELSE a END",
    of: "Oracle",
    example: ["nanvl('NaN'::DOUBLE, 2)", 2],
  },
  { call: "atn2(a, b)", write: "atan2(a, b)", of: "T-SQL", example: ["atn2(0, 1)", 0] },
  { call: "oct(a)", write: "to_base(a, 8)", of: "MySQL", example: ["oct(12)", "14"] },
  ...[
    ["bitand", "a & b", "Oracle, Snowflake", 4],
    ["bitwise_and", "a & b", "Presto", 4],
    ["bitor", "a | b", "Snowflake", 7],
    ["bitwise_or", "a | b", "Presto", 7],
    ["bitxor", "xor(a, b)", "Snowflake", 3],
    ["bitwise_xor", "xor(a, b)", "Presto", 3],
  ].map(([name, write, of, value]): ForeignForm => ({
    call: `${name}(a, b)`,
    write: `${write}`,
    of: `${of}`,
    example: [`${name}(5, 6)`, value],
  })),
  { call: "bitnot(a)", write: "~a", of: "Snowflake", example: ["bitnot(5)", -6] },
  { call: "bitwise_not(a)", write: "~a", of: "Presto", example: ["bitwise_not(5)", -6] },
  { call: "safe_add(a, b)", write: "a + b", of: "BigQuery", example: ["safe_add(2, 3)", 5] },
  { call: "safe_subtract(a, b)", write: "a - b", of: "BigQuery", example: ["safe_subtract(2, 3)", -1] },
  { call: "safe_multiply(a, b)", write: "a * b", of: "BigQuery", example: ["safe_multiply(2, 3)", 6] },
  { call: "safe_negate(a)", write: "-a", of: "BigQuery", example: ["safe_negate(2)", -2] },
  {
    call: "div0null(a, b)",
    write: "CASE WHEN b = 0 OR b IS NULL THEN 0 ELSE a / b END",
    of: "Snowflake",
    example: ["div0null(3, NULL)", 0],
  },
  { call: "negative(a)", write: "-a", of: "Spark", example: ["negative(2)", -2] },
  { call: "positive(a)", write: "a", of: "Spark", example: ["positive(2)", 2] },
  {
    call: "random(n)",
    write: "CAST(floor(random() * n) AS BIGINT)",
    of: "Presto",
    example: ["random(1)", 0],
  },
  {
    call: "to_char(n, numbers)",
    write: "format({numbers})",
    of: "PostgreSQL, Oracle, Snowflake",
    example: ["to_char(1234.505, 'FM999,999,990.00')", "1,234.51"],
  },
  {
    call: "to_varchar(n, numbers)",
    write: "format({numbers})",
    of: "Snowflake",
    example: ["to_varchar(0.5, 'FM990.0')", "0.5"],
  },
  {
    call: "format(path, digits)",
    write: "format('{:,.{digits}f}', round(path, {digits}))",
    of: "MySQL",
    example: ["format(12332.1235, 3)", "12,332.124"],
  },
  {
    call: "format(path, net)",
    write: "format({net})",
    of: "T-SQL",
    example: ["format(1234.565, 'N2')", "1,234.57"],
  },
  {
    call: "format(path, letters)",
    write: "strftime(path, {letters})",
    of: "T-SQL, Spark",
    example: ["format(DATE '2026-01-05', 'yyyy-MM')", "2026-01"],
  },
  {
    call: "format_number(n, digits)",
    write: "format('{:,.{digits}f}', round(n, {digits}))",
    of: "Spark, Hive",
    example: ["format_number(12332.12, 1)", "12,332.1"],
  },
  { call: "to_double(a)", write: "CAST(a AS DOUBLE)", of: "Snowflake", example: ["to_double('1.5')", 1.5] },
  {
    call: "try_to_double(a)",
    write: "TRY_CAST(a AS DOUBLE)",
    of: "Snowflake",
    example: ["try_to_double('x')", null],
  },
  ...["number", "decimal", "numeric"].map((name): ForeignForm => ({
    call: `try_to_${name}(a)`,
    write: "TRY_CAST(a AS DECIMAL(38, 0))",
    of: "Snowflake",
    example: [`try_to_${name}('7')`, 7],
  })),
];
