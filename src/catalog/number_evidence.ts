/**
 * Number evidence says how many digits a number column must hold, judged on the numbers' decimal text.
 * @module
 */
import { canonicalNumber, parseDecimal } from "../dynamodb/decimal.ts";
import type { NumberEvidence } from "./description.ts";

/** 2^63 − 1 and 2^63, the bounds of BIGINT, as digits. */
const bigintMax = "9223372036854775807";
const bigintMin = "9223372036854775808";

/** The evidence of one number; null where the text is no number. `1.50` has scale 1, `1E+3` four digits. */
export function numberEvidence(text: string): NumberEvidence | null {
  const plain = plainInteger(text);
  if (plain !== null) return plain;
  const number = parseDecimal(text);
  if (number === null) return null;
  const { digits, exponent, sign } = number;
  const intDigits = Math.max(0, exponent);
  const scale = Math.max(0, digits.length - exponent);
  return {
    intDigits,
    scale,
    bigint: scale > 0 || fitsBigint(digits.padEnd(exponent, "0"), sign < 0),
    double: digits.length <= DOUBLE_DIGITS || isDoubleText(text),
  };
}

/** Digits of a number that a double always gives back: its shortest text is the number's own. */
const DOUBLE_DIGITS = 15;

/** Whether the number is what the shortest text of a double says: reading it as a double loses nothing. */
export function isDoubleText(text: string): boolean {
  const shortest = String(Number(text));
  return shortest === text || canonicalNumber(shortest) === canonicalNumber(text);
}

/** The most of both. */
export function mergeNumbers(a: NumberEvidence, b: NumberEvidence): NumberEvidence {
  const double = a.double === true && b.double === true;
  if (
    a.intDigits >= b.intDigits && a.scale >= b.scale && (b.bigint || !a.bigint) &&
    double === (a.double === true)
  ) return a;
  return {
    intDigits: Math.max(a.intDigits, b.intDigits),
    scale: Math.max(a.scale, b.scale),
    bigint: a.bigint && b.bigint,
    double,
  };
}

/** Most numbers are short plain integers: no need to take them apart. */
function plainInteger(text: string): NumberEvidence | null {
  if (text.length > 15) return null;
  let leading = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return null;
    if (code === 48 && leading === at) leading++;
  }
  return text === "" ? null : { intDigits: text.length - leading, scale: 0, bigint: true, double: true };
}

function fitsBigint(digits: string, negative: boolean): boolean {
  return digits.length < 19 || (digits.length === 19 && digits <= (negative ? bigintMin : bigintMax));
}
