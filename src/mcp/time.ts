/**
 * Times as clients see them.
 * @module
 */

/** ISO 8601 in UTC, of milliseconds since the epoch. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
