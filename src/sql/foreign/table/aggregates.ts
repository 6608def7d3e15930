/**
 * Foreign forms of aggregates.
 *
 * `total(a)` of SQLite; `map_agg(k, v)` and `approx_percentile(a, 0.5)` of Presto; `stdev(a)` of T-SQL
 * @module
 */
import type { ForeignForm } from "../form.ts";

/** The forms. */
export const AGGREGATE_FORMS: readonly ForeignForm[] = [
  { call: "total(a)", write: "CAST(coalesce(sum(a), 0) AS DOUBLE)", of: "SQLite", example: ["total(3)", 3] },
  {
    call: "map_agg(k, v)",
    write: "map_from_entries(list(row(k, v)) FILTER (WHERE k IS NOT NULL))",
    of: "Presto",
    example: ["map_agg('x', 1)", { x: 1 }],
  },
  ...["approx_percentile", "percentile_approx"].map((name): ForeignForm => ({
    call: `${name}(a, p)`,
    write: "quantile_disc(a, p)",
    of: "Presto, Spark, Snowflake",
    example: [`${name}(7, 0.5)`, 7],
  })),
  {
    call: "percentile(a, p)",
    write: "quantile_cont(a, p)",
    of: "Spark, Hive",
    example: ["percentile(7, 0.5)", 7],
  },
  { call: "stdev(a)", write: "stddev_samp(a)", of: "T-SQL", example: ["stdev(1)", null] },
  { call: "stdevp(a)", write: "stddev_pop(a)", of: "T-SQL", example: ["stdevp(1)", 0] },
  { call: "std(a)", write: "stddev_pop(a)", of: "MySQL", example: ["std(1)", 0] },
  { call: "var(a)", write: "var_samp(a)", of: "T-SQL", example: ["var(1)", null] },
  { call: "varp(a)", write: "var_pop(a)", of: "T-SQL", example: ["varp(1)", 0] },
  { call: "variance_samp(a)", write: "var_samp(a)", of: "Snowflake", example: ["variance_samp(1)", null] },
  { call: "variance_pop(a)", write: "var_pop(a)", of: "Snowflake", example: ["variance_pop(1)", 0] },
  { call: "booland_agg(a)", write: "bool_and(a)", of: "Snowflake", example: ["booland_agg(1 = 1)", true] },
  { call: "boolor_agg(a)", write: "bool_or(a)", of: "Snowflake", example: ["boolor_agg(1 = 2)", false] },
  { call: "bitwise_and_agg(a)", write: "bit_and(a)", of: "Presto", example: ["bitwise_and_agg(5)", 5] },
  { call: "bitwise_or_agg(a)", write: "bit_or(a)", of: "Presto", example: ["bitwise_or_agg(5)", 5] },
  {
    call: "array_unique_agg(a)",
    write: "list(DISTINCT a) FILTER (WHERE a IS NOT NULL)",
    of: "Snowflake",
    example: ["array_unique_agg(5)", [5]],
  },
  ...["hll", "ndv", "uniq", "uniqexact"].map((name): ForeignForm => ({
    call: `${name}(a)`,
    write: "count(DISTINCT a)",
    of: "Snowflake, Hive, ClickHouse",
    example: [`${name}(5)`, 1],
  })),
  {
    call: "array_concat_agg(a)",
    write: "flatten(list(a))",
    of: "BigQuery",
    example: ["array_concat_agg([1, 2])", [1, 2]],
  },
  { call: "skew(a)", write: "skewness(a)", of: "Snowflake", example: ["skew(1)", null] },
  {
    call: "sumif(a, c)",
    write: "sum(CASE WHEN c THEN a END)",
    of: "ClickHouse",
    example: ["sumif(3, 1 = 1)", 3],
  },
  {
    call: "avgif(a, c)",
    write: "avg(CASE WHEN c THEN a END)",
    of: "ClickHouse",
    example: ["avgif(3, 1 = 1)", 3],
  },
  {
    call: "grouparray(a)",
    write: "coalesce(list(a) FILTER (WHERE a IS NOT NULL), [])",
    of: "ClickHouse",
    example: ["groupArray(3)", [3]],
  },
  { call: "anylast(a)", write: "last(a)", of: "ClickHouse", example: ["anyLast(3)", 3] },
];
