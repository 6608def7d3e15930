/**
 * Regular expressions as texts: what can be told of one without running it.
 *
 * `@(.+)$` → one group, found once at most
 * @module
 */

/** How many groups of a regular expression capture; null where it is no constant. */
export function groupsIn(pattern: string | null): number | null {
  if (pattern === null) return null;
  const bare = pattern.replace(/\\./gs, "").replace(/\[\^?\]?[^\]]*\]/g, "");
  return (bare.match(/\((?!\?)|\(\?P?</g) ?? []).length;
}

/** Whether a pattern is found once at most, for it is bound to an end of the text. */
export function isAnchored(pattern: string | null): boolean {
  if (pattern === null || /[|]/.test(pattern)) return false;
  return pattern.startsWith("^") || /(?:^|[^\\])(?:\\\\)*\$$/.test(pattern);
}
