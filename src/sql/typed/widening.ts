/**
 * Decides how arithmetic is widened after it overflowed.
 * @module
 */
import { readDuckDbError } from "../duckdb_error.ts";

/** How far arithmetic is widened: not at all, to 38 digits, or to doubles. */
export type Widening = "none" | "decimal" | "double";

/** The message of an aggregate that would lose digits of its argument. */
export const LOST_DIGITS = "Digits would be lost";

/** What DuckDB says of sums of rows, and what we say where it does not notice. */
export const SUM_OVERFLOW = "Overflow in HUGEINT addition";

/** Arithmetic that did not fit. Averages become doubles then; sums stay as they are, and are errors beyond 38 digits. */
const DID_NOT_FIT =
  /^(Digits would be lost|Overflow in (HUGEINT addition|addition|subtraction|multiplication|division)( of |: |$)|Overflow on abs|Could not cast value .* to DECIMAL\(|Casting value .* to type DECIMAL\(|Needed scale \d+ to accurately represent)/;

/** The widening after `widening`, if the error says that arithmetic did not fit; else null. */
export function nextWidening(error: unknown, widening: Widening): Widening | null {
  const message = readDuckDbError(error)?.message ?? "";
  if (widening === "double" || !DID_NOT_FIT.test(message)) return null;
  return widening === "none" && !message.startsWith("Needed scale") ? "decimal" : "double";
}
