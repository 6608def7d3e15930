/**
 * Key ranges: what a condition says about a sort key, as several ranges that do not touch each other.
 *
 * `WHERE customer = 'c1' AND (placed < 'b' OR placed > 'x')` → two ranges, a Query for each;
 * `WHERE placed > 'b' AND placed < 'a'` → a contradiction, so nothing is read
 * @module
 */
import type { KeyAttribute } from "../../catalog/description.ts";
import type { Condition, Scalar } from "../../dynamodb/access.ts";
import { canBeKey, compareScalars } from "../../dynamodb/scalar.ts";
import { attributesIn } from "../resolve/conditions.ts";
import { possibleValues } from "./key_values.ts";
import {
  compareLows,
  hull,
  intersect,
  type Range,
  type RangeBound,
  rangeOf,
  withoutPrefix,
} from "./sort_range.ts";

/** At most so many ranges of one partition, as each is a request. */
export const RANGES_MAX = 50;

/**
 * The ranges that the key must be in, in order and apart from each other; null = every value is possible, or there
 * are too many ranges. Empty = no value is possible.
 */
export function rangesOf(condition: Condition, key: KeyAttribute): readonly Range[] | null {
  const ranges = collect(condition, key.name);
  if (ranges === null) return null;
  if (ranges.length > RANGES_MAX * 2) return null;
  const bare = ranges.length === 1 ? ranges : ranges.map(withoutPrefix);
  if (!bare.every((range) => boundsOf(range).every((value) => fits(value, key)))) return null;
  const apart = merged(bare.filter((range) => !isEmpty(range)));
  return apart.length > RANGES_MAX ? null : apart;
}

function collect(condition: Condition, attribute: string): readonly Range[] | null {
  switch (condition.op) {
    case "and": {
      let all: readonly Range[] | null = null;
      for (const arg of condition.args) {
        const ranges = collect(arg, attribute);
        if (ranges === null) continue;
        all = all === null ? ranges : all.flatMap((a) => ranges.map((b) => intersect(a, b)));
        if (all.length > RANGES_MAX * 4) return null;
      }
      return all;
    }
    case "or": {
      const all: Range[] = [];
      for (const arg of condition.args) {
        const ranges = collect(arg, attribute);
        if (ranges === null) return null;
        all.push(...ranges);
      }
      return all;
    }
    case "in":
      if (condition.attribute !== attribute) return null;
      return condition.values.map((value) => {
        const bound: RangeBound = { value, inclusive: true };
        return { low: bound, high: bound };
      });
    default: {
      const range = rangeOf(condition, attribute);
      return range === null ? null : [range];
    }
  }
}

function boundsOf({ low, high, prefix }: Range): readonly Scalar[] {
  return [low?.value, high?.value, prefix].filter((value) => value !== undefined);
}

/** A bound that DynamoDB does not take would be dropped, and the range would overlap its neighbours. */
function fits(value: Scalar, key: KeyAttribute): boolean {
  return value.type === key.type && canBeKey(value, "sort");
}

function isEmpty({ low, high }: Range): boolean {
  if (low === undefined || high === undefined) return false;
  const order = compareScalars(low.value, high.value) ?? 0;
  return order > 0 || (order === 0 && !(low.inclusive && high.inclusive));
}

/** Whether no item can satisfy the condition, as its parts about some attribute contradict each other. */
export function contradicts(condition: Condition): boolean {
  if (condition.op === "or") return condition.args.every(contradicts);
  if (condition.op !== "and") return false;
  return condition.args.some(contradicts) || [...attributesIn(condition)].some((attribute) => {
    const range = rangeOf(condition, attribute);
    return (range !== null && isEmpty(range)) || possibleValues(condition, attribute)?.length === 0;
  });
}

/** Merges ranges that overlap or meet. Those that meet are merged because BETWEEN takes in both ends. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges.toSorted((a, b) =>
    a.low === undefined ? -1 : b.low === undefined ? 1 : compareLows(a.low, b.low)
  );
  const apart: Range[] = [];
  for (const range of sorted) {
    const last = apart.at(-1);
    if (last === undefined || isApart(last, range)) apart.push(range);
    else apart[apart.length - 1] = hull(last, range) ?? {};
  }
  return apart;
}

function isApart(left: Range, right: Range): boolean {
  if (left.high === undefined || right.low === undefined) return false;
  return (compareScalars(left.high.value, right.low.value) ?? 0) < 0;
}
