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

/** A word right behind a text: `'O'Brien'`. */
const TEXT_GOES_ON = /'(?=[\p{L}\p{N}_])/gu;
const DOUBLED = "A single quote inside a text is written twice, as in 'O''Brien'";

/** What is looked for at, or right before, the place of a syntax error, and what is said instead. */
const HINTS_THERE: readonly (readonly [RegExp, string])[] = [
  [TEXT_GOES_ON, DOUBLED],
  [
    /(?<![\w"'\])]):(?=\w)|(?<![\w<@])@(?=[a-z_])/gi,
    "A parameter is written $name, or ? or $1",
  ],
  [
    /(?:[\w"]\s*\.\s*(?:\w+|"+)|\))\s*\.\s*(?=\*)/g,
    ".* takes a table or a column alone: write a.* of (SELECT … AS a FROM …)",
  ],
];

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
    /^unterminated quoted string/i,
    TEXT_GOES_ON,
    DOUBLED,
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
 * @param place where it says so, in UTF-16 units; null = not known
 */
export function parserHint(message: string, text: string, place: number | null = null): ParserHint | null {
  // Texts, quoted names and comments are passed over.
  const code = spans(text)
    .map(({ kind, text }) =>
      kind === "code"
        ? text
        : (kind === "comment" ? " " : text.startsWith('"') ? '"' : "'").repeat(text.length)
    )
    .join("");
  for (const [said, wanted, hint] of HINTS) {
    const match = said.test(message) ? code.match(wanted) : null;
    if (match !== null) {
      return {
        message: hint.replace("{count}", match.groups?.["count"] ?? ""),
        at: match.index ?? place ?? 0,
      };
    }
  }
  if (place === null || !/^(syntax|parser) error/i.test(message)) return null;
  const there = HINTS_THERE.find(([wanted]) =>
    [...code.matchAll(wanted)].some(({ index, 0: { length } }) => index <= place && place <= index + length)
  );
  return there === undefined ? null : { message: there[1], at: place };
}
