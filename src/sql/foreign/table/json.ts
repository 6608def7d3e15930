/**
 * Foreign forms of JSON.
 *
 * `jsonb_build_object('a', 1)` of PostgreSQL; `json_unquote(j)` of MySQL; `json_value_array(j)` of BigQuery
 * @module
 */
import type { ForeignForm } from "../form.ts";

const TYPES = "CASE json_type(CAST(a AS JSON)) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' " +
  "WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' " +
  "WHEN 'UBIGINT' THEN 'number' WHEN 'BIGINT' THEN 'number' WHEN 'HUGEINT' THEN 'number' WHEN 'DOUBLE' THEN 'number' END";

/** The forms. */
export const JSON_FORMS: readonly ForeignForm[] = [
  ...["json", "jsonb"].flatMap((name): readonly ForeignForm[] => [
    {
      call: `${name}_build_object(...)`,
      write: "json_object",
      of: "PostgreSQL",
      example: [`${name}_build_object('k', 1)`, { k: 1 }],
    },
    {
      call: `${name}_build_array(...)`,
      write: "json_array",
      of: "PostgreSQL",
      example: [`${name}_build_array(1, 'x')`, [1, "x"]],
    },
    { call: `${name}_agg(a)`, write: "to_json(list(a))", of: "PostgreSQL", example: [`${name}_agg(1)`, [1]] },
    {
      call: `${name}_object_agg(k, v)`,
      write: "json_group_object(k, v)",
      of: "PostgreSQL",
      example: [`${name}_object_agg('k', 1)`, { k: 1 }],
    },
    {
      call: `${name}_array_elements(a)`,
      write: "unnest(CAST(CAST(a AS JSON) AS JSON[]))",
      of: "PostgreSQL",
      example: [`${name}_array_elements('[{"k":1}]')`, { k: 1 }],
    },
    {
      call: `${name}_array_elements_text(a)`,
      write: "unnest(CAST(CAST(a AS JSON) AS VARCHAR[]))",
      of: "PostgreSQL",
      example: [`${name}_array_elements_text('["x"]')`, "x"],
    },
    {
      call: `${name}_object_keys(a)`,
      write: "unnest(json_keys(a))",
      of: "PostgreSQL",
      example: [`${name}_object_keys('{"k":1}')`, "k"],
    },
    {
      call: `${name}_typeof(a)`,
      write: TYPES,
      of: "PostgreSQL",
      example: [`${name}_typeof('-1.5')`, "number"],
    },
  ]),
  { call: "to_jsonb(a)", write: "to_json(a)", of: "PostgreSQL", example: ["to_jsonb([1])", [1]] },
  { call: "jsonb_pretty(a)", write: "json_pretty(a)", of: "PostgreSQL", example: ["jsonb_pretty('1')", "1"] },
  {
    call: "jsonb_extract_path(a, b)",
    write: "json_extract(a, b)",
    of: "PostgreSQL",
    example: [`jsonb_extract_path('{"k":1}', 'k')`, 1],
  },
  {
    call: "jsonb_extract_path_text(a, b)",
    write: "json_extract_string(a, b)",
    of: "PostgreSQL",
    example: [`jsonb_extract_path_text('{"k":"v"}', 'k')`, "v"],
  },
  ...["json_extract_path_text", "jsonb_extract_path_text"].map((name): ForeignForm => ({
    call: `${name}(a, b, c)`,
    write: "json_extract_string(json_extract(a, b), c)",
    of: "PostgreSQL, Redshift",
    example: [`${name}('{"k":{"l":"v"}}', 'k', 'l')`, "v"],
  })),
  {
    call: "json_unquote(a)",
    write: "json_extract_string(CAST(a AS JSON), '$')",
    of: "MySQL",
    example: [`json_unquote('"a"')`, "a"],
  },
  { call: "json_arrayagg(a)", write: "to_json(list(a))", of: "MySQL", example: ["json_arrayagg(1)", [1]] },
  {
    call: "json_objectagg(k, v)",
    write: "json_group_object(k, v)",
    of: "MySQL",
    example: ["json_objectagg('k', 1)", { k: 1 }],
  },
  {
    call: "json_length(a)",
    write:
      "CASE json_type(a) WHEN 'ARRAY' THEN json_array_length(a) WHEN 'OBJECT' THEN len(json_keys(a)) ELSE 1 END",
    of: "MySQL",
    example: [`json_length('{"k":1,"l":2}')`, 2],
  },
  {
    call: "json_contains_path(a, 'one', b)",
    write: "json_exists(a, b)",
    of: "MySQL",
    example: [`json_contains_path('{"k":1}', 'one', '$.k')`, true],
  },
  {
    call: "json_format(a)",
    write: "CAST(a AS VARCHAR)",
    of: "Presto",
    example: ["json_format('[1]'::JSON)", "[1]"],
  },
  {
    call: "json_array_get(a, index)",
    write: "json_extract(a, '$[{index}]')",
    of: "Presto",
    example: ["json_array_get('[7, 8]', 1)", 8],
  },
  ...["json_extract_array", "json_query_array"].flatMap((name): readonly ForeignForm[] => [
    {
      call: `${name}(a)`,
      write: "CAST(CAST(a AS JSON) AS JSON[])",
      of: "BigQuery",
      example: [`${name}('[1]')`, [1]],
    },
    {
      call: `${name}(a, b)`,
      write: "CAST(json_extract(a, b) AS JSON[])",
      of: "BigQuery",
      example: [`${name}('{"k":[1]}', '$.k')`, [1]],
    },
  ]),
  ...["json_extract_string_array", "json_value_array"].flatMap((name): readonly ForeignForm[] => [
    {
      call: `${name}(a)`,
      write: "CAST(CAST(a AS JSON) AS VARCHAR[])",
      of: "BigQuery",
      example: [`${name}('["x"]')`, ["x"]],
    },
    {
      call: `${name}(a, b)`,
      write: "CAST(json_extract(a, b) AS VARCHAR[])",
      of: "BigQuery",
      example: [`${name}('{"k":["x"]}', '$.k')`, ["x"]],
    },
  ]),
  { call: "isjson(a)", write: "CAST(json_valid(a) AS INTEGER)", of: "T-SQL", example: ["isjson('{')", 0] },
  { call: "is_json(a)", write: "json_valid(a)", of: "Presto", example: ["is_json('{')", false] },
  {
    call: "object_construct_keep_null(...)",
    write: "json_object",
    of: "Snowflake",
    example: ["object_construct_keep_null('k', NULL)", { k: null }],
  },
  {
    call: "object_agg(k, v)",
    write: "json_group_object(k, v)",
    of: "Snowflake",
    example: ["object_agg('k', 1)", { k: 1 }],
  },
  {
    call: "try_parse_json(a)",
    write: "TRY_CAST(a AS JSON)",
    of: "Snowflake",
    example: ["try_parse_json('{')", null],
  },
  { call: "to_variant(a)", write: "a", of: "Snowflake", example: ["to_variant(7)", 7] },
];
