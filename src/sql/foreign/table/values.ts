/**
 * Foreign forms of values that may be missing, of texts, numbers and aggregates.
 *
 * `nvl(a, b)` → `coalesce(a, b)`; `charindex('b', a)` → `strpos(a, 'b')`
 * @module
 */
import type { ForeignForm } from "../form.ts";

/** `decode(a, 1, 'x', 2, 'y', …)` with up to so many cases. */
const MOST_CASES = 10;

/** `decode` with so many cases, without and with what it is otherwise. */
function decoded(cases: number): readonly ForeignForm[] {
  const places = Array.from({ length: cases }, (_, at) => at + 1);
  const named = places.map((at) => `w${at}, r${at}`).join(", ");
  const written = `CASE ${places.map((at) => `WHEN a IS NOT DISTINCT FROM w${at} THEN r${at}`).join(" ")}`;
  const given = places.map((at) => `'w${at}', ${at}`).join(", ");
  return [
    {
      call: `decode(a, ${named})`,
      write: `${written} END`,
      of: "Oracle, Snowflake",
      example: [`decode('w${cases}', ${given})`, cases],
    },
    {
      call: `decode(a, ${named}, d)`,
      write: `${written} ELSE d END`,
      of: "Oracle, Snowflake",
      example: [`decode('q', ${given}, 0)`, 0],
    },
  ];
}

/** The forms. */
export const VALUE_FORMS: readonly ForeignForm[] = [
  {
    call: "<=>(a, scalar)",
    write: "a IS NOT DISTINCT FROM scalar",
    of: "MySQL, Spark",
    example: ["NULL <=> NULL", true],
  },
  {
    call: "<=>(scalar, a)",
    write: "scalar IS NOT DISTINCT FROM a",
    of: "MySQL, Spark",
    example: ["1 <=> 1 + 1", false],
  },
  {
    call: "nvl(a, b)",
    write: "coalesce(a, b)",
    of: "Oracle, Snowflake, Spark",
    example: ["nvl(NULL, 2)", 2],
  },
  {
    call: "nvl2(a, b, c)",
    write: "CASE WHEN a IS NOT NULL THEN b ELSE c END",
    of: "Oracle, Snowflake",
    example: ["nvl2(NULL, 1, 2)", 2],
  },
  { call: "isnull(a, b)", write: "coalesce(a, b)", of: "T-SQL", example: ["isnull(NULL, 'x')", "x"] },
  { call: "isnull(a)", write: "a IS NULL", of: "MySQL", example: ["isnull(NULL)", true] },
  { call: "zeroifnull(a)", write: "coalesce(a, 0)", of: "Snowflake", example: ["zeroifnull(NULL)", 0] },
  { call: "nullifzero(a)", write: "nullif(a, 0)", of: "Snowflake", example: ["nullifzero(0)", null] },
  {
    call: "iif(c, a, b)",
    write: "CASE WHEN c THEN a ELSE b END",
    of: "T-SQL",
    example: ["iif(1 > 2, 'a', 'b')", "b"],
  },
  {
    call: "iff(c, a, b)",
    write: "CASE WHEN c THEN a ELSE b END",
    of: "Snowflake",
    example: ["iff(1 < 2, 'a', 'b')", "a"],
  },
  ...Array.from({ length: MOST_CASES }, (_, at) => decoded(at + 1)).flat(),
  {
    call: "attribute_exists(path)",
    write: "path IS NOT NULL",
    of: "DynamoDB",
    example: ["attribute_exists(NULL)", false],
  },
  {
    call: "attribute_not_exists(path)",
    write: "path IS NULL",
    of: "DynamoDB",
    example: ["attribute_not_exists(NULL)", true],
  },
  {
    call: "begins_with(a, b)",
    write: "starts_with(a, b)",
    of: "DynamoDB, PartiQL",
    example: ["begins_with('ORDER#1', 'ORDER#')", true],
  },
  { call: "charindex(b, a)", write: "strpos(a, b)", of: "T-SQL", example: ["charindex('c', 'abc')", 3] },
  { call: "locate(b, a)", write: "strpos(a, b)", of: "MySQL, Spark", example: ["locate('c', 'abc')", 3] },
  {
    call: "mid(a, n, m)",
    // There is nothing at 0, before the beginning, or of less than one character.
    write: "substr(a, n, CASE WHEN n = 0 OR m < 0 OR -n > length(a) THEN 0 ELSE m END)",
    of: "MySQL",
    example: ["mid('abcdef', 2, 3)", "bcd"],
  },
  {
    call: "replicate(a, n)",
    write: "CASE WHEN n >= 0 THEN repeat(a, n) END",
    of: "T-SQL",
    example: ["replicate('ab', 2)", "abab"],
  },
  { call: "space(n)", write: "repeat(' ', n)", of: "T-SQL, MySQL", example: ["space(2) || 'x'", "  x"] },
  {
    call: "endswith(a, b)",
    write: "ends_with(a, b)",
    of: "Snowflake",
    example: ["endswith('abc', 'bc')", true],
  },
  {
    call: "startswith(a, b)",
    write: "starts_with(a, b)",
    of: "Snowflake",
    example: ["startswith('abc', 'ab')", true],
  },
  {
    call: "regexp_like(a, b)",
    write: "regexp_matches(a, b)",
    of: "Oracle, Presto, MySQL",
    example: ["regexp_like('abc', 'b')", true],
  },
  {
    call: "regexp_contains(a, b)",
    write: "regexp_matches(a, b)",
    of: "BigQuery",
    example: ["regexp_contains('abc', '^b')", false],
  },
  {
    call: "regexp_substr(a, b)",
    write: "CASE WHEN regexp_matches(a, b) THEN regexp_extract(a, b) END",
    of: "Oracle, MySQL, Snowflake",
    example: ["regexp_substr('ab12', '[0-9]+')", "12"],
  },
  {
    call: "regexp_count(a, b)",
    write: "len(regexp_extract_all(a, b))",
    of: "Oracle, Snowflake",
    example: ["regexp_count('a1b22', '[0-9]+')", 2],
  },
  { call: "to_varchar(a)", write: "CAST(a AS VARCHAR)", of: "Snowflake", example: ["to_varchar(12)", "12"] },
  { call: "square(a)", write: "a * a", of: "T-SQL", example: ["square(3)", 9] },
  { call: "truncate(a, n)", write: "trunc(a, n)", of: "MySQL", example: ["truncate(1.987, 1)", 1.9] },
  { call: "truncate(a)", write: "trunc(a)", of: "Presto", example: ["truncate(1.987)", 1] },
  { call: "rand()", write: "random()", of: "MySQL, T-SQL, BigQuery", example: ["rand() < 1", true] },
  {
    call: "safe_divide(a, b)",
    write: "a / nullif(b, 0)",
    of: "BigQuery",
    example: ["safe_divide(1, 0)", null],
  },
  {
    call: "div0(a, b)",
    write: "CASE WHEN b = 0 THEN 0 ELSE a / b END",
    of: "Snowflake",
    example: ["div0(3, 2)", 1.5],
  },
  {
    call: "approx_distinct(a)",
    write: "count(DISTINCT a)",
    of: "Presto",
    example: ["approx_distinct(1)", 1],
  },
  {
    call: "collect_list(a)",
    write: "coalesce(list(a) FILTER (WHERE a IS NOT NULL), [])",
    of: "Spark",
    example: ["collect_list(1)", [1]],
  },
  {
    call: "collect_set(a)",
    write: "coalesce(list(DISTINCT a) FILTER (WHERE a IS NOT NULL), [])",
    of: "Spark",
    example: ["collect_set(1)", [1]],
  },
  { call: "every(a)", write: "bool_and(a)", of: "PostgreSQL, Presto", example: ["every(1 = 1)", true] },
  { call: "logical_and(a)", write: "bool_and(a)", of: "BigQuery", example: ["logical_and(1 = 1)", true] },
  { call: "logical_or(a)", write: "bool_or(a)", of: "BigQuery", example: ["logical_or(1 = 2)", false] },
  { call: "arbitrary(a)", write: "any_value(a)", of: "Presto", example: ["arbitrary(1)", 1] },
  { call: "wm_concat(a)", write: "string_agg(a, ',')", of: "Oracle", example: ["wm_concat('a')", "a"] },
  { call: "count_big(a)", write: "count(a)", of: "T-SQL", example: ["count_big(1)", 1] },
  {
    call: "array_size(a)",
    write: "array_length(a)",
    of: "Snowflake, Spark",
    example: ["array_size([1, 2])", 2],
  },
  {
    call: "element_at(a, index)",
    write: "list_extract(a, index)",
    of: "Presto, Spark, of lists",
    example: ["element_at(['x', 'y'], -1)", "y"],
  },
  {
    call: "array_join(a, b)",
    write: "array_to_string(a, b)",
    of: "Presto, Spark",
    example: ["array_join(['x', 'y'], '-')", "x-y"],
  },
  {
    call: "sequence(a, b)",
    write: "generate_series(a, b, CASE WHEN a > b THEN -1 ELSE 1 END)",
    of: "Presto, Spark",
    example: ["sequence(1, 3)", [1, 2, 3]],
  },
  {
    call: "generate_array(a, b)",
    write: "generate_series(a, b)",
    of: "BigQuery",
    example: ["generate_array(1, 3)", [1, 2, 3]],
  },
  { call: "explode(a)", write: "unnest(a)", of: "Spark", example: ["explode([7])", 7] },
  {
    call: "json_query(a, b)",
    write: "json_extract(a, b)",
    of: "T-SQL, Oracle, BigQuery",
    example: ["json_query('{\"k\":[1]}', '$.k')", [1]],
  },
  {
    call: "get_json_object(a, b)",
    write: "json_extract_string(a, b)",
    of: "Spark, Hive",
    example: ["get_json_object('{\"k\":\"v\"}', '$.k')", "v"],
  },
  {
    call: "json_extract_scalar(a, b)",
    write: "CASE WHEN json_type(a, b) NOT IN ('ARRAY', 'OBJECT') THEN json_extract_string(a, b) END",
    of: "Presto, BigQuery",
    example: ["json_extract_scalar('{\"k\":\"v\"}', '$.k')", "v"],
  },
  {
    call: "jsonb_array_length(a)",
    write: "json_array_length(a)",
    of: "PostgreSQL",
    example: ["jsonb_array_length('[1, 2]')", 2],
  },
  {
    call: "parse_json(a)",
    write: "CAST(a AS JSON)",
    of: "Snowflake, BigQuery",
    example: ["parse_json('[1]')", [1]],
  },
  { call: "json_parse(a)", write: "CAST(a AS JSON)", of: "Presto", example: ["json_parse('[1]')", [1]] },
  {
    call: "to_json_string(a)",
    write: "CAST(to_json(a) AS VARCHAR)",
    of: "BigQuery",
    example: ["to_json_string([1])", "[1]"],
  },
  {
    call: "object_keys(a)",
    write: "json_keys(a)",
    of: "Snowflake",
    example: ["object_keys('{\"k\":1}')", ["k"]],
  },
];
