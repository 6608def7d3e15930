/**
 * The sort range is the one range that covers all that a condition says about a sort key.
 *
 * `WHERE placed >= 'a' AND placed < 'c'` → `placed BETWEEN 'a' AND 'c'`; `WHERE placed LIKE '2026%'` →
 * `begins_with(placed, '2026')`
 * @module
 */
import type { Condition, Scalar, SortRange } from "../../dynamodb/access.ts";
import { canBeKey, compareScalars } from "../../dynamodb/scalar.ts";
import { defined } from "../../lib/defined.ts";

/** One end of a range. */
export interface RangeBound {
  readonly value: Scalar;
  readonly inclusive: boolean;
}

/** A range: what is absent is open. `prefix` holds beside the bounds. */
export interface Range {
  readonly low?: RangeBound;
  readonly high?: RangeBound;
  readonly prefix?: Scalar;
}

/**
 * The range that the attribute must be in; null = nothing is known.
 * @example
 * ```ts
 * const text = (value: string) => ({ type: "S", value }) as const;
 * const range = rangeOf({
 *   op: "and",
 *   args: [
 *     { op: ">=", attribute: "placed", value: text("a") },
 *     { op: "<=", attribute: "placed", value: text("c") },
 *   ],
 * }, "placed");
 * assert.ok(range !== null);
 * assert.deepEqual(keyRange(range), {
 *   range: { op: "between", low: text("a"), high: text("c") },
 *   exact: true,
 * });
 * ```
 */
export function rangeOf(condition: Condition, attribute: string): Range | null {
  switch (condition.op) {
    case "and": {
      const ranges = condition.args.flatMap((arg) => rangeOf(arg, attribute) ?? []);
      const [first, ...others] = ranges;
      return first === undefined ? null : others.reduce(intersect, first);
    }
    case "or": {
      const ranges = condition.args.map((arg) => rangeOf(arg, attribute));
      const [first, ...others] = ranges;
      if (first === undefined || first === null) return null;
      return others.reduce<Range | null>((all, each) => all && each && hull(all, each), first);
    }
    case "not":
      return null;
  }
  if (condition.attribute !== attribute) return null;
  switch (condition.op) {
    case "=":
      return between(condition.value, condition.value);
    case "<":
    case "<=":
      return { high: { value: condition.value, inclusive: condition.op === "<=" } };
    case ">":
    case ">=":
      return { low: { value: condition.value, inclusive: condition.op === ">=" } };
    case "between":
      return between(condition.low, condition.high);
    case "begins_with":
      return { prefix: condition.value };
    case "in": {
      const sorted = condition.values.toSorted((a, b) => compareScalars(a, b) ?? 0);
      const [low, high] = [sorted.at(0), sorted.at(-1)];
      return low === undefined || high === undefined ? null : between(low, high);
    }
    default:
      return null;
  }
}

function between(low: Scalar, high: Scalar): Range {
  return { low: { value: low, inclusive: true }, high: { value: high, inclusive: true } };
}

/** Negative where `a` lets in more at the low end. */
export function compareLows(a: RangeBound, b: RangeBound): number {
  return (compareScalars(a.value, b.value) ?? 0) || Number(b.inclusive) - Number(a.inclusive);
}

/** Negative where `a` lets in less at the high end. */
function compareHighs(a: RangeBound, b: RangeBound): number {
  return (compareScalars(a.value, b.value) ?? 0) || Number(a.inclusive) - Number(b.inclusive);
}

/** The range that both allow, or a wider one if their prefixes disagree. */
export function intersect(a: Range, b: Range): Range {
  const low = pick(a.low, b.low, (x, y) => compareLows(x, y) >= 0);
  const high = pick(a.high, b.high, (x, y) => compareHighs(x, y) <= 0);
  // The longer of two prefixes is narrower. If they disagree, no value is possible, and either is correct.
  const prefix = pick(a.prefix, b.prefix, (x, y) => String(x.value).length >= String(y.value).length);
  return range(low, high, prefix);
}

function pick<T>(a: T | undefined, b: T | undefined, first: (a: T, b: T) => boolean): T | undefined {
  return a === undefined ? b : b === undefined ? a : first(a, b) ? a : b;
}

/** The narrowest range around both. */
export function hull(a: Range, b: Range): Range | null {
  if (a.prefix !== undefined && a.prefix.value === b.prefix?.value) return { prefix: a.prefix };
  const [left, right] = [withoutPrefix(a), withoutPrefix(b)];
  const low = left.low === undefined || right.low === undefined
    ? undefined
    : pick(left.low, right.low, (x, y) => compareLows(x, y) <= 0);
  const high = left.high === undefined || right.high === undefined
    ? undefined
    : pick(left.high, right.high, (x, y) => compareHighs(x, y) >= 0);
  return low === undefined && high === undefined ? null : range(low, high, undefined);
}

/** A prefix as bounds: from itself to the text after all that begin with it. */
export function withoutPrefix({ low, high, prefix }: Range): Range {
  if (prefix === undefined) return range(low, high, undefined);
  const from: RangeBound = { value: prefix, inclusive: true };
  const after = prefix.type === "S" ? textAfter(prefix.value) : null;
  const to: RangeBound | undefined = after === null
    ? undefined
    : { value: { type: "S", value: after }, inclusive: false };
  return intersect(range(low, high, undefined), range(from, to, undefined));
}

/** The least text above all that begin with `prefix`; null if there is none. */
export function textAfter(prefix: string): string | null {
  const points = [...prefix].map((char) => char.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    // Code points between the two halves of UTF-16 are no characters.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    if (next <= 0x10ffff) return String.fromCodePoint(...points, next);
  }
  return null;
}

function range(low: RangeBound | undefined, high: RangeBound | undefined, prefix: Scalar | undefined): Range {
  return defined({ low, high, prefix });
}

/** A range as one key condition. */
export interface KeyRange {
  readonly range: SortRange;
  /** Whether it allows nothing beyond the range. */
  readonly exact: boolean;
}

/** The key condition for a range: "empty" = no value is possible; null = there is no key condition. */
export function keyRange(of: Range): KeyRange | "empty" | null {
  const prefix = usable(of.prefix);
  const low = usable(of.low?.value) === undefined ? undefined : of.low;
  // Nothing is below the empty text, for it is no key.
  if (of.high !== undefined && of.high.value.value === "") return "empty";
  const high = usable(of.high?.value) === undefined ? undefined : of.high;
  const dropped = (of.low !== undefined && low === undefined && of.low.value.value !== "") ||
    (of.high !== undefined && high === undefined);
  if (low !== undefined && high !== undefined) {
    const order = compareScalars(low.value, high.value) ?? 0;
    if (order > 0 || (order === 0 && !(low.inclusive && high.inclusive))) return "empty";
    const exact = prefix === undefined && low.inclusive && high.inclusive;
    if (order === 0) return { range: { op: "=", value: low.value }, exact };
    return { range: { op: "between", low: low.value, high: high.value }, exact };
  }
  const exact = !dropped && (prefix === undefined || (low === undefined && high === undefined));
  if (prefix !== undefined) return { range: { op: "begins_with", value: prefix }, exact };
  if (low !== undefined) return { range: { op: low.inclusive ? ">=" : ">", value: low.value }, exact };
  if (high !== undefined) return { range: { op: high.inclusive ? "<=" : "<", value: high.value }, exact };
  return null;
}

/** DynamoDB refuses a key condition with a value that no key can have; without it the range is only wider. */
function usable(value: Scalar | undefined): Scalar | undefined {
  return value !== undefined && canBeKey(value, "sort") ? value : undefined;
}
