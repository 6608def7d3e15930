/**
 * An atom is one comparison of a column with constants; it becomes a condition in DynamoDB's meaning that holds
 * wherever SQL's does.
 *
 * `email LIKE 'a%z'` → `begins_with(email, 'a')`, not exact; `status IS NULL` → `NOT attribute_type(status, S)`,
 * exact
 * @module
 */
import type { DateEvidence } from "../../catalog/description.ts";
import type { Condition, Scalar } from "../../dynamodb/access.ts";
import { isStorable } from "../../dynamodb/decimal.ts";
import type { RelationColumn } from "../query.ts";
import { allOf, ALWAYS, anyOf, NEVER, plainNumber } from "./conditions.ts";
import type { Constant } from "./constants.ts";
import { doubleBounds } from "./doubles.ts";
import type { Pattern } from "./like.ts";

/** A predicate in DynamoDB's meaning. */
export interface Translation {
  /** A condition that is true wherever the predicate is. Null = nothing is known. */
  readonly condition: Condition | null;
  /** Whether the condition is true nowhere else. */
  readonly exact: boolean;
  /** Whether the predicate is never true of a row of NULLs. */
  readonly rejectsNull: boolean;
}

/** Nothing is known of the predicate. */
export const UNKNOWN: Translation = { condition: null, exact: false, rejectsNull: false };
/** Never true. */
export const FALSE: Translation = { condition: NEVER, exact: true, rejectsNull: true };
/** Always true. */
export const TRUE: Translation = { condition: ALWAYS, exact: true, rejectsNull: false };

/** A comparison. */
export type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** A base column that a predicate is about. */
export interface ColumnSubject {
  readonly column: RelationColumn;
  /** Whether it is part of the table's own key, and so never NULL and never of another type. */
  readonly primary: boolean;
  /** Whether it is part of a key of the table or of an index, for which DynamoDB takes no value of another type. */
  readonly typed: boolean;
  /** What is known of the forms of the dates in its texts; absent = nothing. */
  readonly dates?: DateEvidence;
}

/** The types whose values the column shows; values of other types read as NULL. */
export function shownTypes(column: RelationColumn): readonly string[] {
  switch (column.type.kind) {
    case "VARCHAR":
      return column.type.mixed ? ["S", "N", "BOOL", "B"] : ["S"];
    case "BIGINT":
    case "DECIMAL":
    case "DOUBLE":
      return ["N"];
    case "BOOLEAN":
      return ["BOOL"];
    case "BLOB":
      return ["B"];
    case "STRUCT":
    case "MAP":
      return ["M"];
    case "LIST":
      return ["L", "SS", "NS", "BS"];
    case "JSON":
    case "UNSEEN":
      return ["S", "N", "BOOL", "B", "M", "L", "SS", "NS", "BS"];
  }
}

/** `IS NULL`, `IS NOT NULL`. A value that contradicts the column's type reads as NULL, as a missing one does. */
export function nullTest({ column, primary }: ColumnSubject, isNull: boolean): Translation {
  if (primary) return isNull ? FALSE : TRUE;
  const { attribute } = column;
  // The values that are met will decide which types it shows.
  if (isNull && column.type.kind === "UNSEEN") return UNKNOWN;
  const types = shownTypes(column);
  const shown = anyOf(types.map((type) => ({ op: "type", attribute, type })));
  // A STRUCT can become JSON while the query runs, and then shows values of more types.
  const exact = types.length === 1 && column.type.kind !== "STRUCT";
  if (isNull) return { condition: { op: "not", arg: shown }, exact, rejectsNull: false };
  if (exact) return { condition: shown, exact, rejectsNull: true };
  const present: Condition = { op: "exists", attribute };
  const typedNull: Condition = { op: "type", attribute, type: "NULL" };
  return { condition: allOf([present, { op: "not", arg: typedNull }]), exact, rejectsNull: true };
}

/**
 * `column op constant`.
 * @param asDouble DuckDB compares in doubles because another operand is one
 */
export function compare(
  subject: ColumnSubject,
  op: Comparison,
  constant: Constant,
  asDouble = false,
): Translation {
  if (constant.kind === "null") return FALSE;
  const { column } = subject;
  const { attribute } = column;
  switch (column.type.kind) {
    case "VARCHAR":
      if (constant.kind !== "text") return UNKNOWN;
      return textual(subject, { op, attribute, value: { type: "S", value: constant.value } });
    case "BIGINT":
    case "DECIMAL":
    case "DOUBLE":
      return numeric(subject, op, constant, asDouble || column.type.kind === "DOUBLE");
    case "BOOLEAN":
      if (constant.kind !== "boolean" || (op !== "=" && op !== "<>")) return UNKNOWN;
      return sure({ op, attribute, value: { type: "BOOL", value: constant.value } });
    case "BLOB": {
      const value = blobScalar(constant);
      return value === null ? UNKNOWN : sure({ op, attribute, value });
    }
    default:
      return UNKNOWN;
  }
}

function sure(condition: Condition): Translation {
  return { condition, exact: true, rejectsNull: true };
}

/** Whether the column shows scalars of all kinds as text. */
export function isMixed({ type }: RelationColumn): boolean {
  return type.kind === "VARCHAR" && type.mixed === true;
}

/** A condition about text. A mixed column shows values of other types as text, so all of those must pass. */
function textual({ column }: ColumnSubject, condition: Condition): Translation {
  if (!isMixed(column)) return sure(condition);
  const { attribute } = column;
  const otherType: Condition = { op: "not", arg: { op: "type", attribute, type: "S" } };
  return {
    condition: anyOf([condition, allOf([{ op: "exists", attribute }, otherType])]),
    exact: false,
    rejectsNull: true,
  };
}

function blobScalar(constant: Constant): Scalar | null {
  if (constant.kind === "blob") return { type: "B", value: constant.value };
  // DuckDB reads a text literal as a BLOB's text form: backslashes mean something there.
  return constant.kind === "text" && /^[ -[\]-~]*$/.test(constant.value)
    ? { type: "B", value: btoa(constant.value) }
    : null;
}

function numeric(
  { column, typed }: ColumnSubject,
  op: Comparison,
  constant: Constant,
  asDouble: boolean,
): Translation {
  const { attribute } = column;
  // Where texts are met, too, the column is text, and its numbers are put in order as texts: `'10' < '3'`. For
  // equality the numbers may be compared: whatever equals the text as text also equals it as a number.
  if (constant.kind === "text" && !typed && op !== "=" && op !== "<>") return UNKNOWN;
  if (asDouble || constant.kind === "double") {
    const value = doubleOf(constant);
    return value === null ? UNKNOWN : inDoubles(attribute, op, value);
  }
  const text = constant.kind === "number" ? constant.value : numberInText(constant, column);
  if (text === null || !isStorable(text)) return UNKNOWN;
  return sure({ op, attribute, value: { type: "N", value: plainNumber(text) } });
}

function doubleOf(constant: Constant): number | null {
  switch (constant.kind) {
    case "double":
      return constant.value;
    case "number":
      return Number(constant.value);
    case "text":
      return /^-?\d{1,30}(\.\d{1,30})?$/.test(constant.value) ? Number(constant.value) : null;
    default:
      return null;
  }
}

/** DuckDB casts a text literal to the column's type; only where that needs no rounding is the number known. */
function numberInText(constant: Constant, { type }: RelationColumn): string | null {
  if (constant.kind !== "text") return null;
  const match = /^-?\d+(?:\.(\d+))?$/.exec(constant.value);
  if (match === null) return null;
  const scale = (match[1] ?? "").length;
  return scale <= (type.kind === "DECIMAL" ? type.scale : 0) ? constant.value : null;
}

/** A comparison of doubles: a condition for all numbers that may round to the right side of `value`. */
function inDoubles(attribute: string, op: Comparison, value: number): Translation {
  const bounds = doubleBounds(value);
  if (bounds === null) return UNKNOWN;
  const low: Scalar = { type: "N", value: plainNumber(bounds.low) };
  const high: Scalar = { type: "N", value: plainNumber(bounds.high) };
  const wider = (condition: Condition): Translation => ({ condition, exact: false, rejectsNull: true });
  switch (op) {
    case "=":
      return wider(
        value === 0 ? { op: "=", attribute, value: low } : { op: "between", attribute, low, high },
      );
    case "<>":
      return wider({ op: "type", attribute, type: "N" });
    case "<":
    case "<=":
      return wider({ op: "<=", attribute, value: high });
    case ">":
    case ">=":
      return wider({ op: ">=", attribute, value: low });
  }
}

/** `column LIKE pattern` and its relatives. */
export function like(subject: ColumnSubject, pattern: Pattern, negated: boolean): Translation {
  const { column } = subject;
  const { attribute } = column;
  if (column.type.kind !== "VARCHAR") return UNKNOWN;
  const { form, prefix, part } = pattern;
  if (form === "equals") return compare(subject, negated ? "<>" : "=", { kind: "text", value: part });
  const present = nullTest(subject, false);
  if (form === "anything") return negated ? FALSE : present;
  const begins: Condition = { op: "begins_with", attribute, value: { type: "S", value: prefix } };
  const holds: Condition = { op: "contains", attribute, value: { type: "S", value: part } };
  if (negated) {
    if (isMixed(column) || (form !== "begins" && form !== "contains")) {
      return { ...present, exact: false };
    }
    const arg = form === "begins" ? begins : holds;
    return sure(allOf([{ op: "type", attribute, type: "S" }, { op: "not", arg }]));
  }
  if (part === "") return { ...present, exact: false };
  const found = textual(subject, prefix === "" ? holds : begins);
  return { ...found, exact: found.exact && (form === "begins" || form === "contains") };
}
