/**
 * Cleans the name that a client gives itself: its own words, so nobody's promise. Cleaned once, where they come in.
 * @module
 */

/** Characters of a name at most. */
const MAX_NAME = 100;

/** Shown for a client that gives no name. */
export const UNNAMED = "Unnamed client";

/**
 * The name on one line of at most 100 characters, without what steers a page or a terminal: control, format
 * (bidirectional, zero-width), private-use and unassigned characters. {@linkcode UNNAMED} if nothing is left.
 */
export function cleanName(name: string): string {
  const line = name.normalize("NFC").replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").replaceAll(/\p{C}/gu, "")
    .trim();
  const letters = [...line];
  const short = letters.length <= MAX_NAME ? line : letters.slice(0, MAX_NAME - 1).join("") + "…";
  return short === "" ? UNNAMED : short;
}
