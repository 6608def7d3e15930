/**
 * How a number is spoken in JSON (SPEC section 6): as a JSON number only where every reader gets it exactly.
 * @module
 */
import { type DecimalParts, plainText, significantDigits } from "./number_text.ts";

const maxSafe = "9007199254740991"; // 2^53 - 1

/** In an **answer**: a number if it has ≤ 15 significant digits or is an integer within ±(2^53−1), else a string. */
export function answerNumber(parts: DecimalParts): string {
  const text = plainText(parts);
  return significantDigits(parts) <= 15 || isSafeInteger(parts) ? text : `"${text}"`;
}

/**
 * In a **JSON column**: integers and numbers of ≤ 15 significant digits are JSON numbers, others strings.
 * The engine keeps an integer of any size exactly; a fraction it would read as a double.
 */
export function columnNumber(parts: DecimalParts): string {
  const text = plainText(parts);
  return parts.scale === 0 || significantDigits(parts) <= 15 ? text : `"${text}"`;
}

function isSafeInteger(parts: DecimalParts): boolean {
  if (parts.scale > 0 || parts.digits.length > maxSafe.length) return false;
  return parts.digits.length < maxSafe.length || parts.digits <= maxSafe;
}
