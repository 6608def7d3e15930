/**
 * SQL of other engines that the parser does not say clearly that it does not know.
 * @module
 */

/** What is wrong, and where. */
export interface ParserHint {
  readonly message: string;
  /** In UTF-16 units. */
  readonly at: number;
}

/** Texts, quoted names and dollar quotes, which are passed over; then what is looked for. */
const QUOTED = String
  .raw`'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$`;

const HINTS: readonly (readonly [RegExp, string, string])[] = [
  [/./, "`", 'Names are quoted with double quotes, as "name", not with `'],
  [
    /^errhint NOT IMPLEMENTED/i,
    String.raw`\blimit\s+[^\s,()]+\s*,`,
    "LIMIT takes one number: write LIMIT count OFFSET skipped",
  ],
  [
    /^unicode_to_utf8/i,
    String.raw`\bU&`,
    "U&'…' is not known: write the character itself, or chr(number)",
  ],
  [
    /^expression type T_List/i,
    String.raw`\bsymmetric\b`,
    "BETWEEN SYMMETRIC is not known: write BETWEEN least(a, b) AND greatest(a, b)",
  ],
  [
    /^unimplemented order by/i,
    String.raw`\busing\b`,
    "ORDER BY … USING is not known: write ASC or DESC",
  ],
  [
    /^syntax error/i,
    String.raw`\bin\s*\(\s*\)`,
    "IN () has no values: write at least one, or FALSE in its place (TRUE for NOT IN)",
  ],
  [
    /^syntax error/i,
    String.raw`\bwith\s+(?:rollup|cube)\b`,
    "WITH ROLLUP is not known: write GROUP BY ROLLUP (a, b), or CUBE (a, b)",
  ],
  [
    /^syntax error/i,
    String.raw`(?<=\bselect\s+(?:(?:distinct|all)\s+)?)top\s*(?:\(\s*)?(?<count>\d+|[$?]\w*)`,
    "TOP is not known: write LIMIT {count} at the end of the SELECT",
  ],
  [
    /NOT IMPLEMENTED|^expression type T_/i,
    "^",
    "Something of this SQL is not known here: write it in another way",
  ],
];

/**
 * A plain sentence about such SQL; null where the parser's own will do.
 * @param message what the parser says; empty = it takes the text
 */
export function parserHint(message: string, text: string): ParserHint | null {
  for (const [said, wanted, hint] of HINTS) {
    if (!said.test(message)) continue;
    for (
      const match of text.matchAll(
        new RegExp(`${QUOTED}|(?<found>${wanted})`, "gi"),
      )
    ) {
      if (match.groups?.["found"] !== undefined) {
        return { message: hint.replace("{count}", match.groups["count"] ?? ""), at: match.index };
      }
    }
  }
  return null;
}
