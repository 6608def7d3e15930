/**
 * A table's name with a dash that is not in double quotes: what a syntax error at the dash should say.
 * @module
 */

/** A name with dashes where a table's name is due: its schema, perhaps, and itself. */
const DASHED =
  /(?:\b(?:from|join)\s+|,\s*)((?:[\p{L}_][\p{L}\p{N}_$]*\.)*)([\p{L}_][\p{L}\p{N}_$.]*(?:-[\p{L}\p{N}_$.]+)+)/giu;

/**
 * How to write the name; empty where the complaint is about something else.
 * @example
 * ```ts
 * assert.equal(dashHint("SELECT * FROM my-table", 16), '. A name with a dash needs double quotes: "my-table"');
 * assert.equal(dashHint("SELECT 1 - FROM t", 11), "");
 * ```
 * @param at the place of the complaint, in UTF-16 units
 */
export function dashHint(text: string, at: number): string {
  for (const { 0: whole, 1: schema = "", 2: name = "", index } of text.matchAll(DASHED)) {
    const from = index + whole.length - name.length;
    if (at > from && at <= from + name.length) {
      return `. A name with a dash needs double quotes: ${schema}"${name}"`;
    }
  }
  return "";
}
