/**
 * Predicate translation makes of a predicate a condition in DynamoDB's meaning that holds wherever the predicate
 * does.
 *
 * `WHERE NOT (status = 'active' OR score >= 5)` → `status <> 'active' AND score < 5`
 *
 * Negation goes down to the comparisons, where SQL's three values are two again: an atom is true or it is not.
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import {
  type ColumnSubject,
  compare,
  type Comparison,
  FALSE,
  like,
  nullTest,
  type Translation,
  TRUE,
  UNKNOWN,
} from "./atoms.ts";
import { allOf, anyOf, plainNumber } from "./conditions.ts";
import type { Constant } from "./constants.ts";
import { compareDates } from "./date_functions.ts";
import { valueOf } from "./instants.ts";
import { globPattern, likePattern, type Pattern } from "./like.ts";
import { compareMade } from "./made_values.ts";
import { neverOfNull, nullingColumns, thereIn } from "./never_of_null.ts";
import { regexPattern } from "./prefix_functions.ts";

/** The base column that a reference means, where the predicate may restrict it; else null. */
export type SubjectOf = (reference: Node) => ColumnSubject | null;

/** A longer list is not compared as doubles, as each constant needs a range of its own. */
const DOUBLE_LIST_MAX = 50;

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ["COMPARE_EQUAL", "="],
  ["COMPARE_NOTEQUAL", "<>"],
  ["COMPARE_LESSTHAN", "<"],
  ["COMPARE_LESSTHANOREQUALTO", "<="],
  ["COMPARE_GREATERTHAN", ">"],
  ["COMPARE_GREATERTHANOREQUALTO", ">="],
]);
const OPPOSITE = { "=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const;
const MIRRORED = { "=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

/** The predicate, or its negation, in DynamoDB's meaning. */
export function translate(predicate: Node, subjectOf: SubjectOf, negated = false): Translation {
  const known = understood(predicate, subjectOf, negated);
  return known.condition === null ? neverOfNull(predicate, subjectOf) : known;
}

function understood(predicate: Node, subjectOf: SubjectOf, negated: boolean): Translation {
  const constant = valueOf(predicate);
  if (constant !== null) return truth(constant, negated);
  const type = str(predicate, "type");
  switch (str(predicate, "class")) {
    case "CONJUNCTION": {
      const parts = nodes(predicate, "children").map((part) => translate(part, subjectOf, negated));
      return (type === "CONJUNCTION_AND") !== negated ? both(parts) : either(parts);
    }
    case "COMPARISON":
      return comparison(predicate, type, subjectOf, negated);
    case "BETWEEN":
      return between(predicate, subjectOf, negated);
    case "OPERATOR":
      return operator(predicate, type, subjectOf, negated);
    case "FUNCTION":
      return match(predicate, subjectOf, negated);
    case "COLUMN_REF":
    case "CAST": {
      const subject = subjectIn(predicate, subjectOf);
      if (subject?.column.type.kind !== "BOOLEAN") return UNKNOWN;
      return compare(subject, "=", { kind: "boolean", value: !negated });
    }
    default:
      return UNKNOWN;
  }
}

function truth(constant: Constant, negated: boolean): Translation {
  if (constant.kind === "null") return FALSE;
  if (constant.kind !== "boolean") return UNKNOWN;
  return constant.value !== negated ? TRUE : FALSE;
}

function both(parts: readonly Translation[]): Translation {
  const known = parts.flatMap((part) => part.condition === null ? [] : [part.condition]);
  return {
    condition: known.length === 0 ? null : allOf(known),
    exact: parts.every((part) => part.exact),
    rejectsNull: parts.some((part) => part.rejectsNull),
  };
}

function either(parts: readonly Translation[]): Translation {
  const known = parts.flatMap((part) => part.condition === null ? [] : [part.condition]);
  return {
    condition: known.length < parts.length ? null : anyOf(known),
    exact: parts.every((part) => part.exact),
    rejectsNull: parts.every((part) => part.rejectsNull),
  };
}

/** The column, also under a cast that changes nothing. */
function subjectIn(expression: Node, subjectOf: SubjectOf): ColumnSubject | null {
  if (str(expression, "class") === "COLUMN_REF") return subjectOf(expression);
  if (str(expression, "class") !== "CAST") return null;
  const child = node(expression, "child");
  const type = node(expression, "cast_type");
  const subject = child === null ? null : subjectIn(child, subjectOf);
  if (subject === null || type === null || str(type, "alias") !== "") return null;
  const id = str(type, "id");
  return (id === "VARCHAR" || id === "BOOLEAN") && subject.column.type.kind === id ? subject : null;
}

function comparison(predicate: Node, type: string, subjectOf: SubjectOf, negated: boolean): Translation {
  const left = node(predicate, "left");
  const right = node(predicate, "right");
  if (left === null || right === null) return UNKNOWN;
  const distinct = type === "COMPARE_DISTINCT_FROM" || type === "COMPARE_NOT_DISTINCT_FROM";
  const plain = COMPARISONS.get(distinct ? "COMPARE_EQUAL" : type);
  if (plain === undefined) return UNKNOWN;
  const rows = rowEquality(left, right, subjectOf);
  if (rows !== null) return plain === "=" && !distinct && !negated ? rows : UNKNOWN;
  const [ours, theirs, op] = valueOf(right) === null
    ? [right, valueOf(left), MIRRORED[plain]]
    : [left, valueOf(right), plain];
  if (theirs === null) return UNKNOWN;
  if (!distinct) return compareAny(ours, negated ? OPPOSITE[op] : op, theirs, subjectOf);
  const same = (type === "COMPARE_NOT_DISTINCT_FROM") !== negated;
  const subject = subjectIn(ours, subjectOf);
  if (subject === null) {
    return same && theirs.kind !== "null" ? compareAny(ours, "=", theirs, subjectOf) : UNKNOWN;
  }
  if (theirs.kind === "null") return nullTest(subject, same);
  return same
    ? compare(subject, "=", theirs)
    : either([compare(subject, "<>", theirs), nullTest(subject, true)]);
}

/** A column, or what is made of one, compared with a constant. */
function compareAny(
  expression: Node,
  op: Comparison,
  constant: Constant,
  subjectOf: SubjectOf,
  asDouble = false,
): Translation {
  if (constant.kind === "null") return FALSE;
  const subject = subjectIn(expression, subjectOf);
  const subjectOfPart = (of: Node) => subjectIn(of, subjectOf);
  if (subject === null) return compareMade(expression, op, constant, subjectOfPart);
  return constant.kind === "instant"
    ? compareDates(expression, op, constant, subjectOfPart)
    : compare(subject, op, constant, asDouble);
}

function rowParts(expression: Node): readonly Node[] | null {
  return str(expression, "class") === "FUNCTION" && str(expression, "function_name") === "row"
    ? nodes(expression, "children")
    : null;
}

/**
 * `(a, b) = (1, 2)`; null if it is no equality of row values. Parts not understood are left out.
 * @param isClear whether the constants at a place are of one kind
 */
function rowEquality(
  left: Node,
  right: Node,
  subjectOf: SubjectOf,
  isClear: (at: number) => boolean = () => true,
): Translation | null {
  const ours = rowParts(left);
  const theirs = rowParts(right);
  if (ours === null && theirs === null) return null;
  if (ours === null || theirs === null || ours.length !== theirs.length) return UNKNOWN;
  const parts = ours.map((part, at) => {
    const other = theirs[at];
    if (other === undefined) return UNKNOWN;
    const [own, constant] = valueOf(other) === null ? [other, valueOf(part)] : [part, valueOf(other)];
    // In rows, NULL equals NULL, and nothing else.
    if (constant === null || constant.kind === "null") return UNKNOWN;
    const subject = subjectIn(own, subjectOf);
    const value = subject === null ? null : inRow(constant, subject);
    return subject === null || value === null || !isClear(at)
      ? thereIn(nullingColumns(own), subjectOf)
      : compare(subject, "=", value);
  });
  return { ...both(parts), exact: false };
}

const NUMERAL = /^-?\d+(?:\.\d+)?$/;

/** What a constant is beside a column in a row value: a text is the number that it says, as elsewhere. */
function beside(constant: Constant, { column: { type } }: ColumnSubject): Constant {
  const isNumber = type.kind === "BIGINT" || type.kind === "DECIMAL" || type.kind === "DOUBLE";
  return isNumber && constant.kind === "text" && NUMERAL.test(constant.value)
    ? { kind: "number", value: constant.value }
    : constant;
}

/**
 * What a constant is beside a column in a row value, if it stays itself there: else DuckDB casts it to the column's
 * type, rounding (`(a, 1) = ('x', 0.1)` is true of a = 'x' with 0 for an integer).
 */
function inRow(constant: Constant, subject: ColumnSubject): Constant | null {
  const { column: { type } } = subject;
  const value = beside(constant, subject);
  switch (value.kind) {
    case "text":
      return type.kind === "VARCHAR" ? value : null;
    case "number": {
      const scale = (plainNumber(value.value).split(".")[1] ?? "").length;
      return scale <= (type.kind === "DECIMAL" ? type.scale : 0) ? value : null;
    }
    case "boolean":
      return type.kind === "BOOLEAN" ? value : null;
    default:
      return null;
  }
}

function between(predicate: Node, subjectOf: SubjectOf, negated: boolean): Translation {
  const [input, lower, upper] = ["input", "lower", "upper"].map((name) => node(predicate, name));
  const low = lower === null || lower === undefined ? null : valueOf(lower);
  const high = upper === null || upper === undefined ? null : valueOf(upper);
  if (input === null || input === undefined || low === null || high === null) return UNKNOWN;
  const asDouble = oneFamily([low, high]);
  if (asDouble === null) return UNKNOWN;
  const compared = (op: Comparison, bound: Constant) => compareAny(input, op, bound, subjectOf, asDouble);
  if (negated) return either([compared("<", low), compared(">", high)]);
  const parts = [compared(">=", low), compared("<=", high)];
  const [from, to] = parts.map((part) => part.condition);
  const range = both(parts);
  if (from?.op !== ">=" || to?.op !== "<=") return range;
  const { attribute } = from;
  return { ...range, condition: { op: "between", attribute, low: from.value, high: to.value } };
}

/**
 * DuckDB gives all operands of a list one type: doubles if one is a double, and text among numbers is cast to their
 * type. Whether they compare as doubles; null where the type is not clear.
 */
function oneFamily(constants: readonly Constant[]): boolean | null {
  const kinds = new Set(constants.map((constant) => constant.kind).filter((kind) => kind !== "null"));
  const asDouble = kinds.has("double");
  if (asDouble) kinds.delete("number");
  return kinds.size > 1 ? null : asDouble;
}

function operator(predicate: Node, type: string, subjectOf: SubjectOf, negated: boolean): Translation {
  const [first, ...rest] = nodes(predicate, "children");
  if (first === undefined) return UNKNOWN;
  switch (type) {
    case "OPERATOR_NOT":
      return translate(first, subjectOf, !negated);
    case "OPERATOR_IS_NULL":
    case "OPERATOR_IS_NOT_NULL": {
      const subject = subjectIn(first, subjectOf);
      return subject === null ? UNKNOWN : nullTest(subject, (type === "OPERATOR_IS_NULL") !== negated);
    }
    case "COMPARE_IN":
      return member(first, rest, subjectOf, negated);
    case "COMPARE_NOT_IN":
      return member(first, rest, subjectOf, !negated);
    default:
      return UNKNOWN;
  }
}

/** Tells whether all parts at a place of rows are constants of one kind there, so that each can be compared by itself. */
function clearPlaces(
  input: readonly Node[],
  rows: readonly Node[],
  subjectOf: SubjectOf,
): (at: number) => boolean {
  const clear = input.map((part, at) => {
    const subject = subjectIn(part, subjectOf);
    const constants = rows.map((row) => {
      const constant = valueOf(rowParts(row)?.[at] ?? {});
      return constant === null || subject === null ? null : beside(constant, subject);
    });
    const known = constants.filter((constant) => constant !== null);
    return known.length === constants.length && oneFamily(known) === false;
  });
  return (at) => clear[at] === true;
}

function member(input: Node, listed: readonly Node[], subjectOf: SubjectOf, negated: boolean): Translation {
  const columns = rowParts(input);
  if (columns !== null) {
    if (negated) return UNKNOWN;
    const isClear = clearPlaces(columns, listed, subjectOf);
    return either(listed.map((row) => rowEquality(input, row, subjectOf, isClear) ?? UNKNOWN));
  }
  const constants: Constant[] = [];
  for (const each of listed) {
    const constant = valueOf(each);
    if (constant === null) return UNKNOWN;
    constants.push(constant);
  }
  const asDouble = oneFamily(constants);
  if (asDouble === null || (asDouble && constants.length > DOUBLE_LIST_MAX)) return UNKNOWN;
  const op = negated ? "<>" : "=";
  const parts = constants.map((constant) => compareAny(input, op, constant, subjectOf, asDouble));
  if (negated) return both(parts);
  const equal = parts.flatMap(({ condition }) => condition?.op === "=" ? [condition] : []);
  const nulls = constants.filter((constant) => constant.kind === "null").length;
  const [one] = equal;
  if (one === undefined || equal.length === 1 || equal.length + nulls < parts.length) return either(parts);
  const values = equal.map((condition) => condition.value);
  return {
    condition: { op: "in", attribute: one.attribute, values },
    exact: parts.every((part) => part.exact),
    rejectsNull: parts.every((part) => part.rejectsNull),
  };
}

/** Functions that look for a pattern in text. */
function match(predicate: Node, subjectOf: SubjectOf, negated: boolean): Translation {
  const [first, second, third] = nodes(predicate, "children");
  const subject = first === undefined ? null : subjectIn(first, subjectOf);
  const pattern = second === undefined ? null : valueOf(second);
  if (subject === null || pattern === null) return UNKNOWN;
  if (pattern.kind === "null") return FALSE;
  if (pattern.kind !== "text") return UNKNOWN;
  const { value } = pattern;
  const found = (read: Pattern | null, not: boolean) =>
    read === null ? UNKNOWN : like(subject, read, not !== negated);
  const simple = (form: "begins" | "contains") =>
    found({
      prefix: form === "begins" ? value : "",
      part: value,
      form: value === "" ? "anything" : form,
    }, false);
  const escape = third === undefined ? null : valueOf(third);
  switch (str(predicate, "function_name").toLowerCase()) {
    case "~~":
      return found(likePattern(value), false);
    case "!~~":
      return found(likePattern(value), true);
    case "like_escape":
    case "not_like_escape": {
      if (escape?.kind !== "text" || [...escape.value].length > 1) return UNKNOWN;
      const not = str(predicate, "function_name").toLowerCase() === "not_like_escape";
      return found(likePattern(value, escape.value), not);
    }
    case "~~~":
      return negated ? UNKNOWN : { ...found(globPattern(value), false), exact: false };
    case "^@":
    case "starts_with":
    case "prefix":
      return simple("begins");
    case "contains":
      return simple("contains");
    case "regexp_matches":
    case "regexp_full_match": {
      const whole = str(predicate, "function_name").toLowerCase() === "regexp_full_match";
      return third === undefined ? found(regexPattern(value, whole), false) : UNKNOWN;
    }
    default:
      return UNKNOWN;
  }
}
