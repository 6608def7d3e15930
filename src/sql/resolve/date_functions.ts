/**
 * Dates and timestamps made of a column: of text that is read as a date, or of numbers since 1970. Which instants give a
 * result within a range is worked out step by step; ranges only get wider on the way.
 *
 * `WHERE date_trunc('month', placed) = DATE '2026-06-01'` → `placed >= '2026-05-31' AND placed < '2026-07-02'`;
 * `WHERE to_timestamp(ts) >= TIMESTAMPTZ '2026-06-01'` → `ts >= 1780271999.99…`
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import { type ColumnSubject, type Comparison, type Translation, UNKNOWN } from "./atoms.ts";
import { type Constant, constantOf } from "./constants.ts";
import { readWithin } from "./date_texts.ts";
import { DAY, dayOf, type Instant, instantIn, type InstantRange, instantType, SECOND } from "./instants.ts";
import { withinNumbers } from "./number_ranges.ts";
import { type DatePart, dateParts } from "./date_parts.ts";

/** The column that an expression is; null if it is none. */
export type SubjectIn = (of: Node) => ColumnSubject | null;

/** `expression op date`, where the expression is a text column or made of one by functions of dates. */
export function compareDates(
  expression: Node,
  op: Comparison,
  constant: Constant,
  subjectIn: SubjectIn,
): Translation {
  if (op === "<>") return UNKNOWN;
  const type = subjectIn(expression) === null ? typeOf(expression) : null;
  const instant = constant.kind === "instant"
    ? constant
    : constant.kind === "text" && type !== null
    ? instantIn(constant.value, type)
    : null;
  if (instant === null) return UNKNOWN;
  const range = comparedWith(op, instant.micros);
  // Cut down to a DATE, the text beside it is one, too.
  const low = constant.kind === "text" && range.low !== null ? dayOf(range.low) * DAY : range.low;
  // A column is read as what it meets: beside a DATE, as its day.
  const isDay = subjectIn(expression) !== null && instant.type === "DATE";
  return withinInstants(expression, isDay ? ofWholeDays(range) : { ...range, low }, subjectIn);
}

/** Instants are whole microseconds. */
function comparedWith(op: Comparison, micros: bigint): InstantRange {
  return {
    low: op === ">" ? micros + 1n : op === "=" || op === ">=" ? micros : null,
    high: op === "<" ? micros - 1n : op === "=" || op === "<=" ? micros : null,
  };
}

/** What an expression gives, if that is a date or a timestamp for sure. */
function typeOf(expression: Node): Instant["type"] | null {
  const cast = instantType(expression);
  if (cast !== null || str(expression, "class") !== "FUNCTION") return cast;
  return /^(date_trunc|datetrunc|to_timestamp|epoch_ms|make_timestamp|make_timestamptz)$/.test(
      nameOf(expression),
    )
    ? "TIMESTAMP"
    : null;
}

const nameOf = (expression: Node) => str(expression, "function_name").toLowerCase();

/** The instants whose day begins in a range. */
function ofWholeDays({ low, high }: InstantRange): InstantRange {
  return {
    low: low === null ? null : (dayOf(low - 1n) + 1n) * DAY,
    high: high === null ? null : (dayOf(high) + 1n) * DAY - 1n,
  };
}

/** The condition that an expression gives an instant in a range; unknown where it is none of those known here. */
export function withinInstants(expression: Node, range: InstantRange, subjectIn: SubjectIn): Translation {
  const subject = subjectIn(expression);
  if (subject !== null) return readWithin(subject, range);
  const type = instantType(expression);
  if (type !== null) {
    const child = node(expression, "child");
    return child === null
      ? UNKNOWN
      : withinInstants(child, type === "DATE" ? ofWholeDays(range) : range, subjectIn);
  }
  if (str(expression, "class") !== "FUNCTION") return UNKNOWN;
  const [first, second, ...more] = nodes(expression, "children");
  if (first === undefined || more.length > 0) return UNKNOWN;
  const name = nameOf(expression);
  if (second !== undefined) {
    const unit = name === "date_trunc" || name === "datetrunc" ? partIn(first) : null;
    return unit === null || unit.begins === undefined
      ? UNKNOWN
      : withinInstants(second, unit.begins(range), subjectIn);
  }
  const unit = EPOCHS.get(name);
  return unit === undefined ? UNKNOWN : withinEpoch(first, range, unit, subjectIn);
}

/** Functions that make timestamps of numbers since 1970, and how many microseconds one of these numbers is. */
const EPOCHS: ReadonlyMap<string, bigint> = new Map([
  ["to_timestamp", SECOND],
  ["epoch_ms", 1000n],
  ["make_timestamp", 1n],
  ["make_timestamptz", 1n],
]);

function withinEpoch(
  number: Node,
  { low, high }: InstantRange,
  unit: bigint,
  subjectIn: SubjectIn,
): Translation {
  // A fraction of what it counts in may be rounded away, and seconds are doubles.
  const slack = unit === SECOND ? 2n : unit;
  const end = (micros: bigint | null, by: bigint) =>
    micros === null ? null : { over: micros + by, under: unit };
  return withinNumbers(number, { low: end(low, -slack), high: end(high, slack) }, subjectIn, unit !== SECOND);
}

/** `year(date) op number` and its like. */
export function compareDatePart(
  expression: Node,
  op: Comparison,
  constant: Constant,
  subjectIn: SubjectIn,
): Translation {
  const number = constant.kind === "number"
    ? Number(constant.value)
    : constant.kind === "double"
    ? constant.value
    : NaN;
  if (!(Math.abs(number) < 9e15) || op === "<>" || str(expression, "class") !== "FUNCTION") return UNKNOWN;
  const [first, second, ...more] = nodes(expression, "children");
  const name = nameOf(expression);
  const isPart = /^date_?part$/.test(name);
  const of = isPart ? second : first;
  if (first === undefined || of === undefined || more.length > 0 || (!isPart && second !== undefined)) {
    return UNKNOWN;
  }
  const { within, whole } = (isPart ? partIn(first) : dateParts.get(name)) ?? {};
  if (within === undefined) return UNKNOWN;
  const beside = whole === true ? 1 : 0;
  const low = op === ">"
    ? Math.floor(number) + beside
    : op === "<" || op === "<="
    ? null
    : Math.floor(number);
  const high = op === "<" ? Math.ceil(number) - beside : op === ">" || op === ">=" ? null : Math.ceil(number);
  return withinInstants(of, within(low, high), subjectIn);
}

/** A part of dates that is named by a constant. */
function partIn(of: Node): DatePart | null {
  const constant = constantOf(of);
  const name = constant?.kind === "text" ? constant.value.toLowerCase() : "";
  return dateParts.get(name) ?? dateParts.get(name.replace(/s$/, "")) ?? null;
}
