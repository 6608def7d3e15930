/**
 * Foreign words and quotes in the text.
 *
 * `` `id` `` → `"id"`; `a DIV b` → `a //  b`; `tags[OFFSET(0)]` → `tags[1        ]`; `r'\d'` → ` '\d'`
 * @module
 */
import { keywords } from "../../../catalog/names.ts";
import { spans } from "../../text.ts";
import { groupsIn } from "../regular.ts";
import { callsOf, closingOf, inCode, masked, replacedAt, textAt } from "./masked.ts";

/** The rewritings, in their order. Each keeps the length where it can. */
export const WORD_REWRITINGS: readonly ((text: string) => string)[] = [
  (text) => text.includes("`") ? backticks(text) : text,
  rawPatterns,
  rawTexts,
  brackets,
  (text) => inCode(text, /(\bis\s+(?:not\s+)?)missing\b/gi, ([, before]) => `${before}NULL`),
  (text) => inCode(text, /\bsafe_cast(?=\s*\()/gi, () => "TRY_CAST"),
  (text) => inCode(text, /\bminus(?=\s+(?:all\s+|distinct\s+)?\(?\s*select\b)/gi, () => "EXCEPT"),
  operators,
  places,
  stars,
  (text) => inCode(text, /\bstraight_join\b/gi, () => "JOIN"),
  hints,
  (text) => inCode(text, /\bcross\s+apply\b/gi, () => "CROSS JOIN LATERAL"),
];

function backticks(text: string): string {
  return spans(text).map(({ kind, text: each }) =>
    kind === "code" ? each.replace(/`([^`"'\r\n]+)`/g, '"$1"') : each
  ).join("");
}

/** `regexp_extract(a, r'x(y)')` and `regexp_replace(a, r'x', b)`, which are BigQuery's by their quotes. */
function rawPatterns(text: string): string {
  const bigQuery = (written: string, name: RegExp, count: number, by: (pattern: string) => string) =>
    callsOf(written, name).reduce((each, call) => {
      const pattern = call.arguments[1];
      const given = pattern === undefined ? "" : textAt(each, pattern);
      const more = call.arguments.length === count && /^r['"]/i.test(given) ? by(given) : "";
      return more === "" ? each : `${each.slice(0, call.to - 1)}${more}${each.slice(call.to - 1)}`;
    }, written);
  const extracted = bigQuery(text, /regexp_extract/, 2, (pattern) => groupsIn(pattern) === 1 ? ", 1" : "");
  return bigQuery(extracted, /regexp_replace/, 3, () => ", 'g'");
}

/** BigQuery's `r'…'` and `r"…"`, in which a backslash is one, as it is here. */
function rawTexts(text: string): string {
  const all = spans(text);
  return all.map(({ kind, text: each }, at) => {
    const next = all[at + 1];
    const before = all[at - 1];
    const isRaw = (code: string) => /(?<![\w$.])r$/i.test(code);
    if (kind === "code" && next?.kind === "quoted" && /^['"]/.test(next.text) && isRaw(each)) {
      return `${each.slice(0, -1)} `;
    }
    if (kind !== "quoted" || before?.kind !== "code" || !isRaw(before.text)) return each;
    return each.startsWith('"') && !each.slice(1, -1).includes('"')
      ? `'${each.slice(1, -1).replaceAll("'", "''")}'`
      : each;
  }).join("");
}

/** T-SQL's `[name]`, where a table is written so. */
function brackets(text: string): string {
  if (!/(?:\b(?:from|join|apply)\s+|\.)\[[a-z_]/i.test(masked(text))) return text;
  return inCode(text, /\[([a-z_][\w $#-]*)\]/gi, ([, name]) => `"${name}"`);
}

/** `a DIV b`, `a MOD b`, `a XOR b` of MySQL, between two operands. */
function operators(text: string): string {
  return inCode(
    text,
    /(?<=([\w"')\]]+)\s+)(div|mod)(?=\s+([\w"'(]+))/gi,
    ([, left = "", name = "", right = ""]) =>
      isOperand(left) && isOperand(right) ? (name.toLowerCase() === "div" ? "//" : "%") : null,
  );
}

const isOperand = (word: string) => /^["'(\])]/.test(word) || !keywords.has(word.toLowerCase());

/** BigQuery's `list[OFFSET(0)]` and `list[ORDINAL(1)]`. */
function places(text: string): string {
  let written = text;
  const code = masked(text);
  for (
    const { 0: { length }, 1: kind = "", index } of [
      ...code.matchAll(/(?<=\[\s*)(?:safe_)?(offset|ordinal)\s*\(/gi),
    ].toReversed()
  ) {
    const to = closingOf(code, index + length);
    if (to === null) continue;
    const inside = text.slice(index + length, to).trim();
    const place = kind.toLowerCase() === "ordinal"
      ? inside
      : /^\d+$/.test(inside)
      ? `${Number(inside) + 1}`
      : `${inside} + 1`;
    written = replacedAt(written, { from: index, to: to + 1 }, place);
  }
  return written;
}

/** BigQuery's `* EXCEPT (a, b)`. */
function stars(text: string): string {
  return inCode(
    text,
    /\*(\s*)except(\s*)(?=\(\s*(?!select\b|with\b|from\b|values\b)[\w"])/gi,
    ([whole]) => `*${whole.length > 8 ? " " : ""}EXCLUDE`,
  );
}

/** Hints that change no row: of locks in T-SQL, of indexes and the like in MySQL. */
function hints(text: string): string {
  const unlocked = inCode(
    text,
    /\bwith\s*\(\s*(?:nolock|readuncommitted|readpast|index\s*\([^()]*\))(?:\s*,\s*(?:nolock|readuncommitted))*\s*\)/gi,
    () => "",
  );
  const free = inCode(unlocked, /\b(?:use|force|ignore)\s+(?:index|key)\s*\([^()]*\)/gi, () => "");
  return inCode(free, /(?<=\bselect\s+)(?:sql_no_cache|sql_calc_found_rows|high_priority)\b/gi, () => "");
}
