/**
 * Constants as DuckDB's tree holds them.
 * @module
 */
import { type Node, Numeral, type TreeValue } from "./tree.ts";

/** Powers of ten up to this one are doubles. DuckDB divides by one where a decimal becomes a double. */
export const EXACT_POWERS = 22;

/** A type without parameters, as the tree names it. */
const plainType = (id: string): Node => ({ id, type_info: null });

/** A type DECIMAL(width, scale). */
const decimalType = (width: number, scale: number): Node => ({
  id: "DECIMAL",
  type_info: {
    type: "DECIMAL_TYPE_INFO",
    alias: "",
    extension_info: null,
    width: new Numeral(String(width)),
    scale: new Numeral(String(scale)),
  },
});

function constant(type: Node, value?: TreeValue): Node {
  return {
    class: "CONSTANT",
    type: "VALUE_CONSTANT",
    alias: "",
    // "No place in the text", as DuckDB writes it.
    query_location: new Numeral("18446744073709551615"),
    value: value === undefined ? { type, is_null: true } : { type, is_null: false, value },
  };
}

/** NULL, of no type yet. */
export const nullConstant = (): Node => constant(plainType("NULL"));

/** A truth value. */
export const booleanConstant = (value: boolean): Node => constant(plainType("BOOLEAN"), value);

/** A text, as a string literal: it takes the type of what it meets. */
export const textConstant = (value: string): Node => constant(plainType("VARCHAR"), value);

/** A double, from its text. */
export function doubleConstant(text: string): Node {
  // DuckDB reads a double only from a number with a point or an exponent.
  return constant(plainType("DOUBLE"), new Numeral(/[.eE]/.test(text) ? text : `${text}.0`));
}

const INT64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const INT128 = [-(2n ** 127n), 2n ** 127n - 1n] as const;
const within = (value: bigint, [low, high]: readonly [bigint, bigint]) => value >= low && value <= high;

/** The two 64-bit halves in which the tree keeps 128-bit integers. */
function halves(value: bigint): Node {
  return {
    upper: new Numeral(String(value >> 64n)),
    lower: new Numeral(String(BigInt.asUintN(64, value))),
  };
}

/** An integer: BIGINT, else HUGEINT, else (beyond 127 bits) null. */
export function integerConstant(value: bigint): Node | null {
  if (within(value, INT64)) return constant(plainType("BIGINT"), new Numeral(String(value)));
  return within(value, INT128) ? constant(plainType("HUGEINT"), halves(value)) : null;
}

/**
 * `unscaled` × 10^−`scale` as the narrowest DECIMAL, a digit before the point counted as the parser does where there
 * is room; null where it needs more than 38 digits.
 */
export function decimalConstant(unscaled: bigint, scale: number): Node | null {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).length;
  const width = Math.max(digits, Math.min(scale + 1, 38), scale);
  if (width > 38 || scale < 0) return null;
  return constant(decimalType(width, scale), width <= 18 ? new Numeral(String(unscaled)) : halves(unscaled));
}
