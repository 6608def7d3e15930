/**
 * Arithmetic on a column: which numbers of the column give a result within a range. Ranges only get wider on the way,
 * and where DuckDB may calculate in doubles, by more than it rounds.
 *
 * `WHERE num + 1 = 6` → `num = 5`; `WHERE ms / 1000 >= 1796004000` → `ms >= 1796003999999.8…`; `WHERE -ts < -5` →
 * `ts >= 5`
 * @module
 */
import type { Condition, Scalar } from "../../dynamodb/access.ts";
import { isStorable, parseDecimal } from "../../dynamodb/decimal.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { type ColumnSubject, type Comparison, type Translation, UNKNOWN } from "./atoms.ts";
import { plainNumber } from "./conditions.ts";
import { type Constant, constantOf } from "./constants.ts";

/** A fraction; `under` is above zero. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** Numbers from `low` to `high`, both included; null = open. */
export interface NumberRange {
  readonly low: Fraction | null;
  readonly high: Fraction | null;
}

/** What is done to a column's number. */
interface NumberStep {
  /** The numbers for which it gives one of a range. */
  undo(range: NumberRange): NumberRange;
  /** What it calculates with. */
  readonly by: Fraction;
  /** Whole numbers stay whole, and exact. */
  readonly exact: boolean;
}

/** Whole numbers up to here are exact, also as doubles. */
const EXACT = 2n ** 53n;

/** How much more than doubles round, relative to what is calculated with: 2^-45. */
const BLUR = 2n ** 45n;

const ZERO: Fraction = { over: 0n, under: 1n };
const ONE: Fraction = { over: 1n, under: 1n };

const plus = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});
const negative = ({ over, under }: Fraction): Fraction => ({ over: -over, under });
const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under });
const inverse = ({ over, under }: Fraction): Fraction =>
  over < 0n ? { over: -under, under: -over } : { over: under, under: over };
const size = (a: Fraction): Fraction => a.over < 0n ? negative(a) : a;
const isBelow = (a: Fraction, b: Fraction) => a.over * b.under < b.over * a.under;

/** A plain or scientific decimal text as a fraction; null if it is none, or of a size that DynamoDB does not hold. */
export function fractionOf(text: string): Fraction | null {
  const number = parseDecimal(text);
  if (number === null) return null;
  const { sign, digits, exponent } = number;
  if (sign === 0) return ZERO;
  if (Math.abs(exponent) > 150 || digits.length > 60) return null;
  const shift = exponent - digits.length;
  const whole = BigInt(digits) * BigInt(sign);
  return shift >= 0
    ? { over: whole * 10n ** BigInt(shift), under: 1n }
    : { over: whole, under: 10n ** BigInt(-shift) };
}

/** A constant number as a fraction; null for other constants. */
function fractionIn(constant: Constant | null): Fraction | null {
  if (constant?.kind === "number") return fractionOf(constant.value);
  return constant?.kind === "double" ? fractionOf(String(constant.value)) : null;
}

const isWhole = ({ over, under }: Fraction) => over % under === 0n;
const isExact = (a: Fraction) => isWhole(a) && isBelow(size(a), { over: EXACT, under: 1n });

/** `arithmetic op constant`. */
export function compareNumber(
  expression: Node,
  op: Comparison,
  constant: Constant,
  subjectIn: (of: Node) => ColumnSubject | null,
): Translation {
  const value = fractionIn(constant);
  if (value === null || op === "<>" || subjectIn(expression) !== null) return UNKNOWN;
  const range = {
    low: /[>=]$/.test(op) && op !== "<=" ? value : null,
    high: /^[<=]/.test(op) ? value : null,
  };
  return withinNumbers(expression, range, subjectIn, constant.kind === "number" && isExact(value));
}

/**
 * The condition that arithmetic on a column, or the column itself, gives a number in a range; unknown where it is
 * something else.
 * @param exact the range's ends are whole numbers that DuckDB compares with exactly
 */
export function withinNumbers(
  expression: Node,
  range: NumberRange,
  subjectIn: (of: Node) => ColumnSubject | null,
  exact = false,
): Translation {
  const steps: NumberStep[] = [];
  let subject: ColumnSubject | null = null;
  for (let at = expression;;) {
    subject = subjectIn(at);
    if (subject !== null) break;
    const next = stepAt(at, subjectIn);
    if (next === null) return UNKNOWN;
    steps.push(next.step);
    at = next.of;
  }
  const { kind } = subject.column.type;
  if (kind !== "BIGINT" && kind !== "DECIMAL" && kind !== "DOUBLE") return UNKNOWN;
  const plain = exact && kind === "BIGINT" && steps.every((step) => step.exact)
    ? undoneExactly(range, steps)
    : null;
  const own = plain ?? steps.reduce((at, { undo, by }) => blurred(undo(at), by), blurred(range, ZERO));
  return conditionFor(subject.column.attribute, plain === null ? blurred(own, ZERO) : own);
}

/** Null where numbers come up that a double would not hold. */
function undoneExactly(range: NumberRange, steps: readonly NumberStep[]): NumberRange | null {
  let at = range;
  for (const { undo } of steps) {
    at = undo(at);
    const large = [at.low, at.high].some((end) =>
      end !== null && !isBelow(size(end), { over: EXACT, under: 1n })
    );
    if (large) return null;
  }
  return at;
}

const NUMBERS: ReadonlySet<string> = new Set([
  ...["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "DECIMAL"],
  ...["UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"],
]);

/** What rounds, by less than one. */
const ROUNDING: NumberStep = { undo: (range) => around(range, ONE, ONE), by: ZERO, exact: false };
const NEGATION: NumberStep = { undo: mirrored, by: ZERO, exact: true };
const NOTHING: NumberStep = { undo: (range) => range, by: ZERO, exact: true };

/** The last thing done in an expression, and to what; null where that is not known here. */
function stepAt(
  expression: Node,
  subjectIn: (of: Node) => ColumnSubject | null,
): { readonly step: NumberStep; readonly of: Node } | null {
  const child = str(expression, "class") === "CAST" ? node(expression, "child") : null;
  if (child !== null) {
    if (!NUMBERS.has(str(node(expression, "cast_type") ?? {}, "id"))) return null;
    const kept = subjectIn(child)?.column.type.kind === "BIGINT";
    return { step: kept ? NOTHING : ROUNDING, of: child };
  }
  if (str(expression, "class") !== "FUNCTION") return null;
  const [left, right, ...more] = nodes(expression, "children");
  if (left === undefined || more.length > 0) return null;
  const name = str(expression, "function_name").toLowerCase();
  if (right === undefined) {
    const step = OF_ONE.get(name);
    return step === undefined ? null : { step, of: left };
  }
  const flipped = constantOf(right) === null;
  const constant = constantOf(flipped ? left : right);
  const value = fractionIn(constant);
  const undo = value === null ? null : undoing(name, value, flipped);
  if (value === null || undo === null) return null;
  const exact = constant?.kind === "number" && isExact(value) && !name.startsWith("/");
  return { step: { undo, by: value, exact }, of: flipped ? right : left };
}

const OF_ONE: ReadonlyMap<string, NumberStep> = new Map([
  ["-", NEGATION],
  ["+", NOTHING],
  ...["floor", "ceil", "ceiling", "trunc", "round"].map((name) => [name, ROUNDING] as const),
]);

/** How `x name value` is undone; flipped: `value name x`. */
function undoing(name: string, value: Fraction, flipped: boolean): NumberStep["undo"] | null {
  const add = (range: NumberRange, what: Fraction) => each(range, (end) => plus(end, what));
  switch (name) {
    case "+":
      return (range) => add(range, negative(value));
    case "-":
      return flipped ? (range) => mirrored(add(range, negative(value))) : (range) => add(range, value);
    case "*":
      return value.over === 0n ? null : (range) => scaled(range, inverse(value));
    case "/":
      return flipped || value.over === 0n ? null : (range) => scaled(range, value);
    case "//":
      if (flipped || value.over === 0n) return null;
      // It rounds towards zero, or down.
      return (range) => {
        const isUp = range.low !== null && range.low.over > 0n && value.over > 0n;
        return scaled(around(range, isUp ? ZERO : ONE, ONE), value);
      };
    default:
      return null;
  }
}

function each({ low, high }: NumberRange, change: (end: Fraction) => Fraction): NumberRange {
  return { low: low === null ? null : change(low), high: high === null ? null : change(high) };
}

function mirrored({ low, high }: NumberRange): NumberRange {
  return { low: high === null ? null : negative(high), high: low === null ? null : negative(low) };
}

function scaled(range: NumberRange, by: Fraction): NumberRange {
  const changed = each(range, (end) => times(end, size(by)));
  return by.over < 0n ? mirrored(changed) : changed;
}

function around({ low, high }: NumberRange, below: Fraction, above: Fraction): NumberRange {
  return {
    low: low === null ? null : plus(low, negative(below)),
    high: high === null ? null : plus(high, above),
  };
}

/**
 * A range wider by what doubles may round.
 * @param beside what it was calculated with
 */
function blurred(range: NumberRange, beside: Fraction): NumberRange {
  const margin = (end: Fraction | null) =>
    end === null ? ZERO : times(plus(size(end), size(beside)), { over: 2n, under: BLUR });
  return around(range, margin(range.low), margin(range.high));
}

function conditionFor(attribute: string, { low, high }: NumberRange): Translation {
  const from = low === null ? null : decimalNear(low, false);
  const to = high === null ? null : decimalNear(high, true);
  const found = (condition: Condition): Translation => ({ condition, exact: false, rejectsNull: true });
  if (from !== null && to !== null) {
    return from.value === to.value
      ? found({ op: "=", attribute, value: from })
      : found({ op: "between", attribute, low: from, high: to });
  }
  if (from !== null) return found({ op: ">=", attribute, value: from });
  return to === null ? UNKNOWN : found({ op: "<=", attribute, value: to });
}

/** Digits after the point that are kept. */
const KEPT = 12;

/** A decimal that is not above a fraction, or not below it; null where DynamoDB could not hold it. */
function decimalNear({ over, under }: Fraction, up: boolean): (Scalar & { type: "N" }) | null {
  const unit = 10n ** BigInt(KEPT);
  const scaledOver = over * unit;
  let whole = scaledOver / under;
  // Division of big integers drops the rest.
  if (whole * under > scaledOver) whole -= 1n;
  if (up && whole * under < scaledOver) whole += 1n;
  const digits = (whole < 0n ? -whole : whole).toString().padStart(KEPT + 1, "0");
  const text = plainNumber(`${whole < 0n ? "-" : ""}${digits.slice(0, -KEPT)}.${digits.slice(-KEPT)}`);
  return isStorable(text) ? { type: "N", value: text } : null;
}
