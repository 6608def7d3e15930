/**
 * Counts in words.
 * @module
 */

/**
 * A number and what it counts, in the singular for one.
 * @example
 * ```ts
 * assert.equal(counted(1, "item"), "1 item");
 * assert.equal(counted(0, "item"), "0 items");
 * assert.equal(counted(0.5, "read unit"), "0.5 read units");
 * ```
 * @param one the singular; its plural has an "s"
 */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
