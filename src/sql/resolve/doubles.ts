/**
 * Bounds for comparisons that DuckDB makes in doubles: DynamoDB compares exactly, so a bound that is pushed down must
 * be wider.
 *
 * `WHERE score = 0.1::DOUBLE` → `score BETWEEN 0.09999999999999983 AND 0.10000000000000019`
 * @module
 */
import { isStorable } from "../../dynamodb/decimal.ts";

/**
 * Relative distance that covers the rounding of both sides: half a unit in the last place (2^-53) for a literal and
 * for a loaded number, two more for DuckDB's division when it turns a DECIMAL into a DOUBLE.
 */
const SLACK = 2 ** -49;

/** Decimal texts surely below and surely above every number that compares equal to `value` as a double. */
export interface DoubleBounds {
  readonly low: string;
  readonly high: string;
}

/** The bounds; null where DynamoDB could not hold them. */
export function doubleBounds(value: number): DoubleBounds | null {
  // No number of DynamoDB's (1E-130 and up) rounds to zero.
  if (value === 0) return { low: "0", high: "0" };
  const margin = Math.abs(value) * SLACK;
  const low = String(value - margin);
  const high = String(value + margin);
  return Math.abs(value) > 1e-120 && Math.abs(value) < 1e120 && isStorable(low) && isStorable(high)
    ? { low, high }
    : null;
}
