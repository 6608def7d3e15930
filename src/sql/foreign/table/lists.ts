/**
 * Foreign forms of lists.
 *
 * `array_contains('x'::VARIANT, a)` of Snowflake; `any_match(a, x -> x > 1)` of Presto; `array_remove(a, x)` of PostgreSQL
 * @module
 */
import type { ForeignForm } from "../form.ts";

/** The forms. */
export const LIST_FORMS: readonly ForeignForm[] = [
  {
    call: "array_construct(...)",
    write: "list_value",
    of: "Snowflake",
    example: ["array_construct(1, 2)", [1, 2]],
  },
  {
    call: "array_contains(variant, a)",
    write: "list_contains(a, variant)",
    of: "Snowflake",
    example: ["array_contains('x'::VARIANT, ['x'])", true],
  },
  {
    call: "array_contains(constant, a)",
    write: "list_contains(a, constant)",
    of: "Snowflake",
    example: ["array_contains('y', ['x'])", false],
  },
  {
    call: "array_position(variant, a)",
    write: "list_position(a, variant) - 1",
    of: "Snowflake",
    example: ["array_position('x'::VARIANT, ['y', 'x'])", 1],
  },
  {
    call: "array_compact(a)",
    write: "list_filter(a, lambda part_: part_ IS NOT NULL)",
    of: "Snowflake, Spark",
    example: ["array_compact([1, NULL])", [1]],
  },
  {
    call: "array_remove(a, b)",
    write: "list_filter(a, lambda part_: part_ IS DISTINCT FROM b)",
    of: "PostgreSQL",
    example: ["array_remove([1, 2, 1], 1)", [2]],
  },
  {
    call: "arrays_overlap(a, b)",
    write: "list_has_any(a, b)",
    of: "Presto, Spark, Snowflake",
    example: ["arrays_overlap([1], [2])", false],
  },
  {
    call: "array_intersection(a, b)",
    write: "list_intersect(a, b)",
    of: "Snowflake",
    example: ["array_intersection([1, 2], [2])", [2]],
  },
  {
    call: "array_upper(a, 1)",
    write: "nullif(len(a), 0)",
    of: "PostgreSQL",
    example: ["array_upper([7, 8], 1)", 2],
  },
  {
    call: "array_lower(a, 1)",
    write: "CASE WHEN len(a) > 0 THEN 1 END",
    of: "PostgreSQL",
    example: ["array_lower([7, 8], 1)", 1],
  },
  {
    call: "slice(a, n, m)",
    write: "list_slice(a, n, CASE WHEN n < 0 THEN least(n + m - 1, -1) ELSE n + m - 1 END)",
    of: "Presto, Spark",
    example: ["slice([1, 2, 3, 4], -3, 2)", [2, 3]],
  },
  {
    call: "sequence(a, b, c)",
    write: "generate_series(a, b, c)",
    of: "Presto, Spark",
    example: ["sequence(1, 5, 2)", [1, 3, 5]],
  },
  {
    call: "generate_array(a, b, c)",
    write: "generate_series(a, b, c)",
    of: "BigQuery",
    example: ["generate_array(5, 1, -2)", [5, 3, 1]],
  },
  {
    call: "array_repeat(a, n)",
    write: "list_resize([a], n, a)",
    of: "Spark",
    example: ["array_repeat('x', 2)", ["x", "x"]],
  },
  {
    call: "transform(...)",
    write: "list_transform",
    of: "Presto, Spark, Snowflake",
    example: ["transform([1, 2], lambda x: x + 1)", [2, 3]],
  },
  {
    call: "reduce(a, s, f, itself)",
    write: "list_reduce(a, f, s)",
    of: "Presto",
    example: ["reduce([1, 2], 0, (s, x) -> s + x, s -> s)", 3],
  },
  {
    call: "any_match(a, f)",
    write: "CASE WHEN list_contains(list_transform(a, f), true) THEN true " +
      "WHEN len(list_filter(list_transform(a, f), lambda part_: part_ IS NULL)) = 0 THEN false END",
    of: "Presto",
    example: ["any_match([1, 2], lambda x: x > 1)", true],
  },
  {
    call: "all_match(a, f)",
    write: "CASE WHEN list_contains(list_transform(a, f), false) THEN false " +
      "WHEN len(list_filter(list_transform(a, f), lambda part_: part_ IS NULL)) = 0 THEN true END",
    of: "Presto",
    example: ["all_match([1, 2], lambda x: x > 1)", false],
  },
  {
    call: "none_match(a, f)",
    write: "CASE WHEN list_contains(list_transform(a, f), true) THEN false " +
      "WHEN len(list_filter(list_transform(a, f), lambda part_: part_ IS NULL)) = 0 THEN true END",
    of: "Presto",
    example: ["none_match([1, 2], lambda x: x > 2)", true],
  },
  {
    // `x IN UNNEST(list)` is parsed so.
    call: "contains(unnested, a)",
    write: "list_contains(unnested, a)",
    of: "BigQuery",
    example: ["1 IN UNNEST([1, 2])", true],
  },
  { call: "size(a)", write: "len(a)", of: "DynamoDB, Spark", example: ["size([1, 2])", 2] },
  {
    call: "explode_outer(a)",
    write: "unnest(CASE WHEN len(a) > 0 THEN a ELSE [NULL] END)",
    of: "Spark",
    example: ["explode_outer([7])", 7],
  },
];
