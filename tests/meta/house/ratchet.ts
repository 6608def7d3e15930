/**
 * Lists of today's debts, which may only shrink.
 * @module
 */

/**
 * Compares what is found with what is allowed. Null = they are equal; else what to do about it, for a person.
 * @param what is counted, such as "circles of imports"
 */
export function compareWithAllowed(
  what: string,
  found: readonly string[],
  allowed: readonly string[],
): string | null {
  const added = found.filter((each) => !allowed.includes(each));
  const gone = allowed.filter((each) => !found.includes(each));
  const parts = [
    ...added.map((each) => `New, and not allowed (${what}): ${each}`),
    ...gone.map((each) =>
      `Gone, so take it out of the list in tests/meta/house/allowed.ts (${what}): ${each}`
    ),
  ];
  return parts.length === 0 ? null : parts.join("\n");
}
