/**
 * Text for a terminal: what would steer it, or change the order of what stands beside, is made visible.
 * @module
 */

/**
 * Control characters, and those of Unicode that turn text round, hide or join (UAX #9; Trojan Source, CVE-2021-42574).
 */
const STEERING = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r" };

/**
 * The text with each such character written out.
 * @example
 * ```ts
 * assert.equal(visible("a\u001b[31m\u202eb\n"), "a\\x1b[31m\\u202eb\\n");
 * ```
 */
export function visible(text: string): string {
  return text.replace(STEERING, (char) => {
    const code = char.charCodeAt(0).toString(16);
    return SHORT[char] ?? (code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`);
  });
}

/** Lines of text: line ends stay, everything else as {@linkcode visible}. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}
