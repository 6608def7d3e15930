/**
 * DynamoDB's numbers by their decimal text: up to 38 digits, so never through a JavaScript number.
 * @module
 */

/** sign × 0.d₁d₂… × 10^exponent, with neither leading nor trailing zeros in `digits` (zero: no digits). */
export interface Decimal {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  readonly exponent: number;
}

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Reads `12`, `-0.5`, `1.50`, `1E+20`, `.5`; null where the text is no decimal number. */
export function parseDecimal(text: string): Decimal | null {
  const match = pattern.exec(text);
  const [, sign = "", whole = "", fraction = "", power = "0"] = match ?? [];
  if (match === null || whole + fraction === "") return null;
  const all = whole + fraction;
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  const digits = all.slice(leading).replace(/0+$/, "");
  if (digits === "") return { sign: 0, digits: "", exponent: 0 };
  return { sign: sign === "-" ? -1 : 1, digits, exponent: whole.length - leading + Number(power) };
}

/** One text for equal numbers: `1`, `1.0` and `1E0` give the same. Not for display. */
export function canonicalNumber(text: string): string {
  const number = parseDecimal(text);
  if (number === null) return text;
  return number.sign === 0 ? "0" : `${number.sign < 0 ? "-" : ""}${number.digits}e${number.exponent}`;
}

/**
 * Negative, zero or positive as `a` is below, equal to or above `b`. Null where either is no number.
 * @example Digits that a double does not hold
 * ```ts
 * assert.ok((compareNumbers("12345678901234567890.1", "12345678901234567890.2") ?? 0) < 0);
 * assert.equal(compareNumbers("1E2", "100.0"), 0);
 * assert.equal(compareNumbers("1", "one"), null);
 * ```
 */
export function compareNumbers(a: string, b: string): number | null {
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  if (left === null || right === null) return null;
  if (left.sign !== right.sign) return left.sign - right.sign;
  if (left.exponent !== right.exponent) return left.sign * (left.exponent - right.exponent);
  // Fractions after a common exponent: digit order is number order.
  return left.digits === right.digits ? 0 : left.sign * (left.digits < right.digits ? -1 : 1);
}

/**
 * Whether DynamoDB can hold the number: 38 significant digits, 1E-130 to 9.99…E+125 in magnitude
 * (DynamoDB Developer Guide, "Data types: Number"). A request with another one is refused.
 */
export function isStorable(text: string): boolean {
  const number = parseDecimal(text);
  if (number === null) return false;
  return number.sign === 0 ||
    (number.digits.length <= 38 && number.exponent <= 126 && number.exponent >= -129);
}
