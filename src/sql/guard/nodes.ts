/**
 * The kinds of tree nodes a query may hold. What is not named here is refused, so that a new DuckDB brings nothing
 * in by itself.
 * @module
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Query nodes, table references, result modifiers, sort orders and type descriptions: objects with a `type`. */
export const STRUCTURE: ReadonlySet<string> = new Set(words(`
  SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE
  BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EXPRESSION_LIST EMPTY
  ORDER_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER DISTINCT_MODIFIER
  ORDER_DEFAULT ASCENDING DESCENDING
  DECIMAL_TYPE_INFO LIST_TYPE_INFO STRUCT_TYPE_INFO ARRAY_TYPE_INFO ENUM_TYPE_INFO UNBOUND_TYPE_INFO
  GENERIC_TYPE_INFO STRING_TYPE_INFO
`));

/** Expressions: objects with a `class`, each with the `type`s it may have. */
export const EXPRESSIONS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    CONSTANT: "VALUE_CONSTANT",
    PARAMETER: "VALUE_PARAMETER",
    COLUMN_REF: "COLUMN_REF",
    POSITIONAL_REFERENCE: "POSITIONAL_REFERENCE",
    STAR: "STAR",
    FUNCTION: "FUNCTION",
    COMPARISON: `COMPARE_EQUAL COMPARE_NOTEQUAL COMPARE_LESSTHAN COMPARE_GREATERTHAN COMPARE_LESSTHANOREQUALTO
      COMPARE_GREATERTHANOREQUALTO COMPARE_DISTINCT_FROM COMPARE_NOT_DISTINCT_FROM`,
    CONJUNCTION: "CONJUNCTION_AND CONJUNCTION_OR",
    OPERATOR:
      `OPERATOR_NOT OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL OPERATOR_COALESCE OPERATOR_NULLIF OPERATOR_TRY
      OPERATOR_UNPACK COMPARE_IN COMPARE_NOT_IN ARRAY_EXTRACT ARRAY_SLICE STRUCT_EXTRACT ARRAY_CONSTRUCTOR ARROW
      GROUPING_FUNCTION`,
    BETWEEN: "COMPARE_BETWEEN COMPARE_NOT_BETWEEN",
    CASE: "CASE_EXPR",
    CAST: "OPERATOR_CAST",
    COLLATE: "COLLATE",
    LAMBDA: "LAMBDA",
    SUBQUERY: "SUBQUERY",
    WINDOW: `WINDOW_AGGREGATE WINDOW_RANK WINDOW_RANK_DENSE WINDOW_NTILE WINDOW_PERCENT_RANK WINDOW_CUME_DIST
      WINDOW_ROW_NUMBER WINDOW_FIRST_VALUE WINDOW_LAST_VALUE WINDOW_LEAD WINDOW_LAG WINDOW_NTH_VALUE WINDOW_FILL`,
  }).map(([kind, types]) => [kind, new Set(words(types))]),
);

/** Type names beyond the built-in ones, lower case: DuckDB looks these up in its catalogue. */
export const NAMED_TYPES: ReadonlySet<string> = new Set(["json", "enum", "geometry"]);

/** Built-in types that are the engine's own and carry no value a query can use. */
export const ENGINE_TYPES: ReadonlySet<string> = new Set(words(`
  INVALID UNKNOWN ANY TABLE POINTER VALIDITY LAMBDA AGGREGATE_STATE TYPE TEMPLATE
`));
