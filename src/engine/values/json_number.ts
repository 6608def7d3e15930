/**
 * Writes numbers as JSON (docs/reference/sql_and_types.md#numbers-in-json): as a JSON number only where every reader
 * gets it exactly.
 * @module
 */
import { type DecimalParts, plainText, significantDigits } from "./number_text.ts";

const maxSafe = "9007199254740991"; // 2^53 - 1

/** A number whose text is no longer is within the range of doubles. */
const surelyHeld = 300;

/**
 * In an **answer**: a number if it has ≤ 15 significant digits or is an integer within ±(2^53−1), else a string; a string,
 * too, where readers would take it for infinity or zero.
 */
export function answerNumber(parts: DecimalParts): string {
  const text = plainText(parts);
  const exact = significantDigits(parts) <= 15 || isSafeInteger(parts);
  return exact && (text.length <= surelyHeld || isHeld(text)) ? text : `"${text}"`;
}

/**
 * In a **JSON column**: integers and numbers of ≤ 15 significant digits are JSON numbers, others strings.
 * The engine keeps an integer of any size exactly; a fraction it would read as a double.
 */
export function columnNumber(parts: DecimalParts): string {
  const text = plainText(parts);
  return parts.scale === 0 || significantDigits(parts) <= 15 ? text : `"${text}"`;
}

/** Whether a double is not infinite, nor zero, instead. */
function isHeld(text: string): boolean {
  const value = Number(text);
  return Number.isFinite(value) && value !== 0;
}

function isSafeInteger(parts: DecimalParts): boolean {
  if (parts.scale > 0 || parts.digits.length > maxSafe.length) return false;
  return parts.digits.length < maxSafe.length || parts.digits <= maxSafe;
}
