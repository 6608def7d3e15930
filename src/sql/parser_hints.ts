/**
 * SQL of other engines that the parser does not say clearly that it does not know.
 * @module
 */
import { spans } from "./text.ts";

/** What is wrong, and where. */
export interface ParserHint {
  readonly message: string;
  /** In UTF-16 units. */
  readonly at: number;
}

/** What the parser says, what is looked for, and what is said instead. */
const HINTS: readonly (readonly [RegExp, RegExp, string])[] = [
  [/./, /`/, 'Names are quoted with double quotes, as "name", not with `'],
  [
    /^errhint NOT IMPLEMENTED/i,
    /\blimit\s+[^\s,()]+\s*,/i,
    "LIMIT takes one number: write LIMIT count OFFSET skipped",
  ],
  [
    /^unicode_to_utf8/i,
    /\bU&/i,
    "U&'…' is not known: write the character itself, or chr(number)",
  ],
  [
    /^expression type T_List/i,
    /\bsymmetric\b/i,
    "BETWEEN SYMMETRIC is not known: write BETWEEN least(a, b) AND greatest(a, b)",
  ],
  [
    /^unimplemented order by/i,
    /\busing\b/i,
    "ORDER BY … USING is not known: write ASC or DESC",
  ],
  [
    /^syntax error/i,
    /\bin\s*\(\s*\)/i,
    "IN () has no values: write at least one, or FALSE in its place (TRUE for NOT IN)",
  ],
  [
    /^syntax error/i,
    /\bwith\s+(?:rollup|cube)\b/i,
    "WITH ROLLUP is not known: write GROUP BY ROLLUP (a, b), or CUBE (a, b)",
  ],
  [
    /^syntax error/i,
    /(?<=\bselect\s+(?:(?:distinct|all)\s+)?)top\s*(?:\(\s*)?(?<count>\d+|[$?]\w*)/i,
    "TOP is not known: write LIMIT {count} at the end of the SELECT",
  ],
  [
    /NOT IMPLEMENTED|^expression type T_/i,
    /^/,
    "Something of this SQL is not known here: write it in another way",
  ],
];

/**
 * A plain sentence about such SQL; null where the parser's own will do.
 * @param message what the parser says; empty = it takes the text
 */
export function parserHint(message: string, text: string): ParserHint | null {
  // Texts, quoted names and comments are passed over.
  const code = spans(text)
    .map(({ kind, text }) => kind === "code" ? text : (kind === "quoted" ? "'" : " ").repeat(text.length))
    .join("");
  for (const [said, wanted, hint] of HINTS) {
    const match = said.test(message) ? wanted.exec(code) : null;
    if (match !== null) {
      return { message: hint.replace("{count}", match.groups?.["count"] ?? ""), at: match.index };
    }
  }
  return null;
}
