/**
 * Foreign words that DuckDB's parser does not take, where they mean what other words mean to it. Every character that
 * stays keeps its place, so that errors name the caller's.
 *
 * `` SELECT `id` FROM t WHERE x IS MISSING LIMIT 5, 10 `` → `SELECT "id" FROM t WHERE x IS NULL    LIMIT 10 OFFSET 5`
 * @module
 */
import { plainText, spans, statementWords } from "../text.ts";

/**
 * The text for DuckDB's parser: {@link plainText} of it, with foreign words in DuckDB's.
 * @example
 * ```ts
 * assert.equal(parserText("SELECT safe_cast(a AS INT) FROM t -- x"), "SELECT TRY_CAST (a AS INT) FROM t     ");
 * ```
 */
export function parserText(source: string): string {
  const text = plainText(withoutFence(source));
  // Most statements have none of them.
  if (!/`|\b(?:missing|safe_cast|within|separator|limit|top)\b/i.test(text)) return text;
  return REWRITINGS.reduce((written, rewriting) => rewriting(written), text);
}

/** Blanks the fence that assistants put around code. */
function withoutFence(source: string): string {
  if (!source.includes("```")) return source;
  return source.replace(/^\s*```\w*[ \t]*(?=\r?\n)|```\s*$/g, blank);
}

const blank = (text: string) => text.replace(/[^\r\n]/g, " ");

/** Each as long as before, but for what is at the end. */
const REWRITINGS: readonly ((text: string) => string)[] = [
  (text) => text.includes("`") ? inCode(text, (code) => code.replace(/`([^`"'\r\n]+)`/g, '"$1"')) : text,
  (text) => inCode(text, (code) => code.replace(/(\bis\s+(?:not\s+)?)missing\b/gi, "$1NULL   ")),
  (text) => inCode(text, (code) => code.replace(/\bsafe_cast(?=\s*\()/gi, "TRY_CAST ")),
  withinGroup,
  separator,
  limitOfTwo,
  top,
];

const inCode = (text: string, change: (code: string) => string) =>
  spans(text).map((span) => span.kind === "code" ? change(span.text) : span.text).join("");

/** The text with `'` for every character of a quoted stretch, so that only code is found in it. */
const masked = (text: string) =>
  spans(text).map((span) => span.kind === "code" ? span.text : "'".repeat(span.text.length)).join("");

/** `listagg(x, ',') WITHIN GROUP (ORDER BY y)` → `listagg(x, ',' ORDER BY y)`; without a separator, there is none. */
function withinGroup(text: string): string {
  const separated =
    /\b(?:listagg|string_agg)\s*\([^(),]*,[^()]*(?<between>\)\s*within\s+group\s*\()\s*order\b/dgi;
  const bare = /\blistagg\s*\([^(),]*(?<between>\)\s*within\s+group\s*\()\s*order\b/dgi;
  const written = replaceGroups(text, separated, "between", blank);
  return replaceGroups(written, bare, "between", (between) => `, ''${blank(between).slice(4)}`);
}

/** `group_concat(x ORDER BY y SEPARATOR ', ')` → `group_concat(x, ', ' ORDER BY y)`. */
function separator(text: string): string {
  const found =
    /\bgroup_concat\s*\([^()]*?(?<moved>(?:\s+order\s+by\b[^()]*?)?\s+separator\s+'+\s*)(?=\))/dgi;
  return replaceGroups(text, found, "moved", (moved) => {
    const parts = /^(?<order>[\s\S]*?)\s+separator\s+(?<by>'[\s\S]*')\s*$/i.exec(moved)?.groups;
    return `, ${parts?.["by"] ?? ""}${parts?.["order"] ?? ""}`.padEnd(moved.length);
  });
}

/** Replaces a group of what is found in code; the quoted stretches in it are the text's. */
function replaceGroups(text: string, found: RegExp, group: string, change: (part: string) => string): string {
  let written = text;
  for (const { indices } of masked(text).matchAll(found)) {
    const [from, to] = indices?.groups?.[group] ?? [0, 0];
    written = written.slice(0, from) + change(text.slice(from, to)) + written.slice(to);
  }
  return written;
}

/** `LIMIT 5, 10` at the end: the second is how many. */
function limitOfTwo(text: string): string {
  return masked(text).replace(
      /\blimit\s+(?:\d+\s*,\s*\d+)\s*;?\s*$/i,
      "\0",
    ).endsWith("\0")
    ? text.replace(/\b(limit)\s+(\d+)\s*,\s*(\d+)(\s*;?\s*)$/i, "$1 $3 OFFSET $2$4")
    : text;
}

/** Words after which the rows of a SELECT are not all, or not its own. */
const NOT_ALONE = /^(?:UNION|INTERSECT|EXCEPT|LIMIT|OFFSET|FETCH)$/;

/** `SELECT TOP 5 a FROM t` → `SELECT       a FROM t LIMIT 5`, of a statement that is one SELECT. */
function top(text: string): string {
  const found =
    /^\s*select\s+(?:(?:distinct|all)\s+)?(?<top>top\s+(?<count>\d+)|top\s*\(\s*(?<inside>\d+)\s*\))(?!\s*(?:percent|with\s+ties)\b)(?=\s)/di
      .exec(text);
  const [from, to] = found?.indices?.groups?.["top"] ?? [0, 0];
  const statements = statementWords(text);
  if (found === null || to === 0 || statements.flat().some((word) => NOT_ALONE.test(word))) return text;
  const count = found.groups?.["count"] ?? found.groups?.["inside"] ?? "";
  const body = text.slice(0, from) + blank(text.slice(from, to)) + text.slice(to);
  return `${body.replace(/[\s;]+$/, "")} LIMIT ${count}`;
}
