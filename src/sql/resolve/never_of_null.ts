/**
 * Null-rejecting predicates: a predicate that is not understood may still be known to be never true where a key is
 * NULL. An index that leaves out the items without that key then holds all that the predicate can be true of.
 *
 * `SELECT * FROM orders WHERE state = 'open' AND placed >= DATE '2026-06-01'`, with an index (state, placed) → a
 * Query of the index
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { type ColumnSubject, nullTest, type Translation, UNKNOWN } from "./atoms.ts";
import { allOf } from "./conditions.ts";

/** The types of keys. Of a contradicting value they show NULL, and so does whatever is made of it here. */
const OF_KEYS: ReadonlySet<SqlType["kind"]> = new Set(["VARCHAR", "BIGINT", "DECIMAL", "DOUBLE", "BLOB"]);

/** What a cast gives NULL of NULL to; JSON shows values that their column does not. */
const CASTS: ReadonlySet<string> = new Set([
  ...["VARCHAR", "BLOB", "BOOLEAN", "DATE", "TIME", "TIME WITH TIME ZONE", "INTERVAL"],
  ...["TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"],
  ...["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL"],
  ...["UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"],
]);

/** Functions that are NULL where any argument is. */
const STRICT: ReadonlySet<string> = new Set([
  ...["year", "month", "day", "hour", "minute", "second", "quarter", "week", "dayofweek", "isodow"],
  ...["dayofmonth", "dayofyear", "weekofyear", "yearweek", "isoyear", "epoch", "epoch_ms", "epoch_us"],
  ...["date_trunc", "datetrunc", "date_part", "datepart", "date_diff", "datediff", "strftime", "dayname"],
  ...["monthname", "last_day", "to_timestamp", "make_timestamp", "strptime", "try_strptime"],
  ...["+", "-", "*", "/", "//", "%", "abs", "round", "floor", "ceil", "ceiling", "trunc", "sign"],
  ...["lower", "upper", "lcase", "ucase", "trim", "ltrim", "rtrim", "length", "len", "strlen", "replace"],
  ...["substr", "substring", "left", "right", "reverse", "regexp_replace"],
  ...["~~", "!~~", "~~*", "!~~*", "~~~", "like_escape", "not_like_escape", "ilike_escape"],
  ...["not_ilike_escape", "contains", "starts_with", "ends_with", "prefix", "suffix", "^@"],
  ...["regexp_matches", "regexp_full_match"],
]);

/** Comparisons that are NULL where a side is. */
const COMPARISONS: ReadonlySet<string> = new Set([
  ...["COMPARE_EQUAL", "COMPARE_NOTEQUAL", "COMPARE_LESSTHAN", "COMPARE_LESSTHANOREQUALTO"],
  ...["COMPARE_GREATERTHAN", "COMPARE_GREATERTHANOREQUALTO"],
]);

/** That the keys are there of which the predicate, and its negation, are NULL where they are missing. */
export function neverOfNull(
  predicate: Node,
  subjectOf: (reference: Node) => ColumnSubject | null,
): Translation {
  return thereIn(strictParts(predicate).flatMap((part) => nullingColumns(part)), subjectOf);
}

/** That those of such columns which are keys are there. */
export function thereIn(
  references: readonly Node[],
  subjectOf: (reference: Node) => ColumnSubject | null,
): Translation {
  const keys = references
    .flatMap((reference) => subjectOf(reference) ?? [])
    .filter(({ column, typed, primary }) => typed && !primary && OF_KEYS.has(column.type.kind));
  const there = keys.flatMap((key) => nullTest(key, false).condition ?? []);
  return there.length === 0 ? UNKNOWN : { condition: allOf(there), exact: false, rejectsNull: true };
}

/** The operands of which one that is NULL makes the predicate NULL. */
function strictParts(predicate: Node): readonly Node[] {
  const type = str(predicate, "type");
  const named = (...names: readonly string[]) =>
    names.map((name) => node(predicate, name)).filter((part) => part !== null);
  switch (str(predicate, "class")) {
    case "COMPARISON": {
      const sides = named("left", "right");
      // Columns that are equal give each other keys; how many is known when they are read, and beats a guess.
      if (type === "COMPARE_EQUAL" && sides.every((side) => str(side, "class") === "COLUMN_REF")) return [];
      return COMPARISONS.has(type) ? sides : [];
    }
    case "BETWEEN":
      // `1 BETWEEN 2 AND NULL` is false, and its negation true.
      return named("input");
    case "OPERATOR":
      return type === "COMPARE_IN" || type === "COMPARE_NOT_IN"
        ? nodes(predicate, "children").slice(0, 1)
        : [];
    case "FUNCTION":
    case "CAST":
      return [predicate];
    default:
      return [];
  }
}

/** The columns of which one that is NULL makes the expression NULL. */
export function nullingColumns(expression: Node): readonly Node[] {
  switch (str(expression, "class")) {
    case "COLUMN_REF":
      return [expression];
    case "CAST": {
      const type = node(expression, "cast_type");
      const child = node(expression, "child");
      return child !== null && type !== null && str(type, "alias") === "" && CASTS.has(str(type, "id"))
        ? nullingColumns(child)
        : [];
    }
    case "FUNCTION":
      return STRICT.has(str(expression, "function_name").toLowerCase())
        ? nodes(expression, "children").flatMap(nullingColumns)
        : [];
    default:
      return [];
  }
}

/** What is taken for NULL where an argument is: functions, and types cast to. For the test that asks DuckDB. */
export const TAKEN_FOR_STRICT: {
  readonly functions: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
} = { functions: STRICT, types: CASTS };
