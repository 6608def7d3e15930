/**
 * Converts doubles to the decimals that they print as, if these have at most nine digits after the point, and 15 or
 * 16 in all.
 * @module
 */
import { doubleConstant, nullConstant } from "../constant.ts";
import type { Node } from "../tree.ts";
import { decimal, plain } from "./bound_type.ts";
import { both, call, caseOf, castTo, comparison, isNullOf } from "./nodes.ts";

/** Digits after the point that columns of decimals have at most: those of more are doubles anyway. */
export const SHORT_SCALE = 9;

/** Decimals of 18 digits, and below which number their units are exact in a double. */
const TIERS: readonly { readonly scale: number; readonly below: string }[] = [
  { scale: SHORT_SCALE, below: "4e6" },
  { scale: 4, below: "4e11" },
  { scale: 0, below: "1e17" },
];

/** A double as the decimal that it prints as; NULL where that has too many digits. */
export function shortDecimal(value: Node): Node {
  const to = decimal(38, SHORT_SCALE);
  const checks = TIERS.map(({ scale, below }) => {
    const read = castTo(value, decimal(18, scale), true);
    return {
      when: both(
        comparison("COMPARE_LESSTHAN", call("abs", [value]), doubleConstant(below)),
        comparison("COMPARE_EQUAL", castTo(read, plain("DOUBLE")), value),
      ),
      then: castTo(read, to),
    };
  });
  return caseOf(checks, nullConstant());
}

/** The double, where it has no such decimal. */
export function longDouble(value: Node): Node {
  return caseOf([{ when: isNullOf(shortDecimal(value)), then: value }], nullConstant());
}
