/**
 * Converts exact numbers to integers of a unit that is small enough for all of them: division of integers is exact,
 * whatever digits the numbers have after the point.
 * @module
 */
import type { Node } from "../tree.ts";
import { type BoundType, decimal, digitsOf, plain } from "./bound_type.ts";
import { call, castTo, operator, text } from "./nodes.ts";

/** Digits of the engine's widest decimals. */
export const MOST_DIGITS = 38;

/** Digits of decimals that are of 128 bits. */
const LONG = 19;

/** Two exact numbers in one unit. */
export interface Units {
  readonly left: BoundType;
  readonly right: BoundType;
  /** Digits of a decimal that holds either. */
  readonly sharedDigits: number;
  /** A value of the one or the other type may have more units than there are whole numbers: then it is an error. */
  readonly mayOverflow: boolean;
  /** How many units a value of a type is. */
  of(value: Node, type: BoundType): Node;
  /** As many units as a number. */
  back(units: Node): Node;
}

const WHOLE = plain("HUGEINT");

/** The unit of two types; null where one is of no exact numbers. */
export function unitsOf(left: BoundType, right: BoundType): Units | null {
  const [a, b] = [digitsOf(left), digitsOf(right)];
  if (a === null || b === null) return null;
  const scale = Math.max(a.scale, b.scale);
  const sharedDigits = Math.max(a.whole, b.whole) + scale;
  const power = text(`1${"0".repeat(scale)}`);
  return {
    left,
    right,
    sharedDigits,
    mayOverflow: sharedDigits > MOST_DIGITS,
    of(value, type) {
      const own = digitsOf(type);
      if (scale === 0 || own === null) return castTo(value, WHOLE);
      if (own.scale === 0) return operator("*", castTo(value, WHOLE), castTo(power, WHOLE));
      const width = own.whole + own.scale + scale;
      if (width <= MOST_DIGITS) {
        // Decimals of 64 bits stay so in a product.
        const wide = castTo(value, decimal(Math.max(width, LONG), own.scale));
        return castTo(operator("*", wide, castTo(power, decimal(scale + 1, 0))), WHOLE);
      }
      // A product would have more digits than there are, though they are zeros.
      const digits = castTo(castTo(value, decimal(MOST_DIGITS, scale)), plain("VARCHAR"));
      return castTo(call("replace", [digits, text("."), text("")]), WHOLE);
    },
    back(units) {
      if (scale === 0) return units;
      const unit = castTo(text(`0.${"0".repeat(scale - 1)}1`), decimal(scale, scale));
      return operator("*", castTo(units, decimal(MOST_DIGITS, 0)), unit);
    },
  };
}
