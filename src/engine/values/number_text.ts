/**
 * Decimal numbers as DynamoDB writes them: text of at most 38 significant digits, exponents between -130 and 125.
 * Nothing here goes through a double, except where the result is exact.
 * @module
 */
import { parseDecimal } from "../../dynamodb/decimal.ts";

/** A number taken apart: ±digits × 10^-scale. `digits` has no leading zeros ("" is zero); no trailing zeros after the point. */
export interface DecimalParts {
  readonly negative: boolean;
  readonly digits: string;
  /** Digits after the point; never negative. */
  readonly scale: number;
}

/** Takes decimal text apart; null where it is not a number, or so far out that its digits would fill the memory. */
export function decimalParts(text: string): DecimalParts | null {
  const number = parseDecimal(text);
  if (number === null) return null;
  const { sign, digits, exponent } = number;
  if (sign === 0) return { negative: false, digits: "", scale: 0 };
  if (exponent > 400 || digits.length - exponent > 400) return null;
  return {
    negative: sign < 0,
    digits: digits.padEnd(exponent, "0"),
    scale: Math.max(0, digits.length - exponent),
  };
}

/** The plain text of a number: no exponent, no leading or trailing zeros, no "-0". */
export function plainText(parts: DecimalParts): string {
  const { digits, scale, negative } = parts;
  if (digits === "") return "0";
  const padded = digits.padStart(scale + 1, "0");
  const whole = padded.slice(0, padded.length - scale);
  const text = scale === 0 ? whole : `${whole}.${padded.slice(padded.length - scale)}`;
  return negative ? `-${text}` : text;
}

/** The plain text of a wire number; the text itself where it is none. */
export function canonicalNumber(text: string): string {
  if (/^-?[1-9]\d*$/.test(text)) return text;
  const parts = decimalParts(text);
  return parts === null ? text : plainText(parts);
}

/** Significant digits: without leading zeros, and without the trailing zeros of an integer. */
export function significantDigits(parts: DecimalParts): number {
  let end = parts.digits.length;
  while (end > 0 && parts.digits.charCodeAt(end - 1) === 48) end--;
  return end;
}

/** 10^0 … 10^38 as integers. */
const powersOfTen: readonly bigint[] = Array.from({ length: 39 }, (_, power) => 10n ** BigInt(power));

const maxBigint = 2n ** 63n - 1n;
const minBigint = -(2n ** 63n);

/** Digits of an integer that a double holds exactly, whatever they are. */
const SMALL_DIGITS = 15;

/**
 * The number times 10^scale, where that is plainly a whole number of few digits: the most common case, without an
 * object on the way. NaN = look closer.
 */
function smallScaled(text: string, scale: number): number {
  const { length } = text;
  const negative = text.charCodeAt(0) === 45;
  if (length > SMALL_DIGITS + 2) return Number.NaN;
  let value = 0;
  let digits = 0;
  let point = -1;
  for (let at = negative ? 1 : 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      value = value * 10 + (code - 48);
      digits++;
    } else if (code === 46 && point < 0 && digits > 0 && at < length - 1) point = digits;
    else return Number.NaN;
  }
  const shift = scale - (point < 0 ? 0 : digits - point);
  if (digits === 0 || shift < 0 || digits + shift > SMALL_DIGITS) return Number.NaN;
  for (let at = 0; at < shift; at++) value *= 10;
  return negative ? -value : value;
}

/** The number as a 64-bit integer; null where it has a fraction or does not fit. */
export function toBigint(text: string): bigint | null {
  const small = smallScaled(text, 0);
  if (!Number.isNaN(small)) return BigInt(small);
  if (text.length <= 18 && /^-?\d+$/.test(text)) return BigInt(text);
  const parts = decimalParts(text);
  if (parts === null || parts.scale > 0 || parts.digits.length > 19) return null;
  const value = signed(parts);
  return value > maxBigint || value < minBigint ? null : value;
}

/** The number times 10^scale; null where it has more digits after the point than `scale`, or more than `width` in all. */
export function toScaled(text: string, width: number, scale: number): bigint | null {
  const small = width < SMALL_DIGITS ? Number.NaN : smallScaled(text, scale);
  if (!Number.isNaN(small)) return BigInt(small);
  const parts = decimalParts(text);
  if (parts === null || parts.scale > scale) return null;
  const shift = scale - parts.scale;
  if (parts.digits.length + shift > width) return parts.digits === "" ? 0n : null;
  return signed(parts) * (powersOfTen[shift] ?? 1n);
}

function signed(parts: DecimalParts): bigint {
  const magnitude = parts.digits === "" ? 0n : BigInt(parts.digits);
  return parts.negative ? -magnitude : magnitude;
}

/** A scaled integer as decimal parts. */
export function fromScaled(value: bigint, scale: number): DecimalParts {
  const negative = value < 0n;
  let digits = (negative ? -value : value).toString();
  let left = scale;
  while (left > 0 && digits.endsWith("0") && digits.length > 1) {
    digits = digits.slice(0, -1);
    left--;
  }
  return digits === "0" ? { negative: false, digits: "", scale: 0 } : { negative, digits, scale: left };
}
