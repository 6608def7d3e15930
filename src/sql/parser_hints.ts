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
  [/\*\s*except\s*\(\s*/gi, "* EXCEPT is not known: write * EXCLUDE (a, b)"],
  [/\bdiv\s+/gi, "DIV is not known: write a // b"],
  [/\bmod\s+/gi, "MOD is not known: write a % b"],
  [/\bminus\s+/gi, "MINUS is not known: write EXCEPT"],
  [/\bin\s+/gi, "IN takes its values in parentheses: IN (1, 2)"],
  [/\blimit\s+[^\s()]+\s+(?=order\b)/gi, "ORDER BY stands before LIMIT"],
  [/\bbetween\s+[^\s,()]+\s*/gi, "BETWEEN takes AND: BETWEEN 1 AND 2"],
  [
    /\binterval\s+(?=[?$])/gi,
    "A length of time that is a parameter stands in parentheses: INTERVAL ($1) DAY",
  ],
  [/\bseparator\b\s*/gi, "SEPARATOR is not known: write string_agg(x, ';')"],
  [/(?=\b(?:regexp|rlike)\b)/gi, "REGEXP is not known: write regexp_matches(x, 'pattern')"],
  [
    /\b(?:cross|outer)\s+(?=apply\b)/gi,
    "APPLY is not known: write CROSS JOIN LATERAL (…), or LEFT JOIN LATERAL (…) ON true",
  ],
  [
    /\b(?:force|use|ignore)\s+(?=index\b)/gi,
    "Indexes are chosen by the conditions of WHERE: leave out what names one",
  ],
  [/(?=\bwith\s+ties\b)/gi, "WITH TIES is not known: write QUALIFY rank() OVER (ORDER BY x) <= 3"],
  [/(?=\bwith\s*\(\s*\w*lock)/gi, "Nothing is locked: leave out WITH (…)"],
  [/(?=#)/g, "# is not known: write xor(a, b), and a comment after --"],
];

/** What a condition compares with; and what may stand between two comparisons that are meant to be joined. */
const COMPARES = /[<>=!]+|\b(?:like|ilike|in|between|is|not)\b/gi;
const JOINS = /&&|\|\|/g;
const ENDS = /[,;]|\b(?:and|or|where|on|having|qualify|select|when|then|else|from)\b/gi;

/** Where `&&` or `||` stands between the comparison at a place and one before it; null where none does. */
function joinBefore(code: string, place: number): ParserHint | null {
  if (!new RegExp(`^(?:${COMPARES.source})`, "i").test(code.slice(place))) return null;
  const before = codeBeside(code, place);
  const from = [...before.matchAll(ENDS)].at(-1)?.index ?? -1;
  const own = before.slice(from + 1);
  const compared = own.search(COMPARES);
  const sign = compared < 0 ? undefined : [...own.matchAll(JOINS)].find(({ index }) => index > compared);
  return sign === undefined ? null : {
    message: sign[0] === "&&"
      ? "Conditions are joined by AND, not by &&"
      : "Conditions are joined by OR; || joins texts",
    at: from + 1 + sign.index,
  };
}

/** The code before a place, blank where it is in other parentheses than the place, or outside of the place's own. */
function codeBeside(code: string, place: number): string {
  const beside: string[] = [];
  for (let at = place - 1, depth = 0; at >= 0; at--) {
    const char = code[at] ?? "";
    if (char === ")") depth++;
    beside.push(depth === 0 && char !== "(" ? char : " ");
    if (char === "(" && --depth < 0) return " ".repeat(at) + beside.reverse().join("");
  }
  return beside.reverse().join("");
}

/** What the parser says, what is looked for, and what is said instead. */
const HINTS: readonly (readonly [RegExp, RegExp, string])[] = [
  [/./, /`/, 'Names are quoted with double quotes, as "name", not with `'],
  [
    /^unknown ordered aggregate/i,
    /\bwithin\s+group\b/i,
    "WITHIN GROUP is of percentile_cont, percentile_disc and mode: write string_agg(x, ',' ORDER BY x)",
  ],
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
    /^unsupported comparison/i,
    /\bi?like\s+(?:any|all|some)\b/i,
    "LIKE ANY is not known: write x LIKE 'a%' OR x LIKE 'b%'",
  ],
  [/^syntax error/i, /[‘’“”]/, "A text stands in straight single quotes, as 'text'"],
  [
    /^syntax error/i,
    /\bis\s+(?:not\s+)?missing\b/i,
    "IS MISSING is not known: write IS NULL, or IS NOT NULL",
  ],
  [/^syntax error/i, /(?<=\bfrom\s)\s*\[/i, 'Names are quoted with double quotes, as "name", not with []'],
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
  return there === undefined ? joinBefore(code, place) : { message: there[1], at: place };
}
