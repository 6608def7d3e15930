/**
 * A keyword that was meant as a name: what a syntax error near it should say.
 * @module
 */
import { keywords, quoteName } from "../catalog/names.ts";

/** Words that stand where a name would, often enough, without being meant as one. */
const STRUCTURE: ReadonlySet<string> = new Set(
  "select from where and or not with case as distinct null true false having on in then else when".split(" "),
);

/** Those of them that nothing but a name makes sense of between what is selected. */
const SELECTED: ReadonlySet<string> = new Set("select from where having on when then else and or".split(" "));

/** Words after which a name or an expression comes. */
const BEFORE_NAME =
  /^(select|distinct|where|and|or|not|by|on|having|when|then|else|case|from|join|between|like|in|using|qualify|[,(=<>!+*/%|-]+)$/i;

const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|[\p{L}_][\p{L}\p{N}_$]*|[<>=!]+|\S/gu;

/**
 * "order is a keyword: …" where the text has a keyword in the place of a name at, or right before, the
 * parser's complaint; empty where it does not look like that.
 * @param at the place of the complaint, in UTF-16 units
 */
export function keywordHint(text: string, at: number): string {
  const tokens = [...text.matchAll(TOKEN)].filter(([token]) => !/^(--|\/\*)/.test(token));
  const found = tokens.findIndex(({ index }) => index >= at);
  const near = found < 0 ? tokens.length : found;
  const word = [near - 1, near].find((place) => isMisplaced(tokens.map(([token]) => token), place));
  const name = word === undefined ? undefined : tokens[word]?.[0];
  if (name !== undefined) {
    return `. ${name} is a keyword: double-quote it where it is a name, ${quoteName(name)}`;
  }
  return isAlias(tokens.map(([token]) => token), near)
    ? `. ${tokens[near]?.[0]} is a keyword: where it is an alias, write AS ${tokens[near]?.[0]}`
    : "";
}

/**
 * Whether a word is refused right behind an expression of the select list, where any other would be its alias:
 * `SELECT count(*) types FROM t`.
 */
function isAlias(tokens: readonly string[], place: number): boolean {
  const [first = "", before = "", word = "", after = ""] = [-2, -1, 0, 1].map((by) => tokens[place + by]);
  const isBehind = before === ")" ||
    (/^[\p{L}_"']/u.test(before) && /^(select|distinct|[,.(])$/i.test(first));
  return isBehind && /^\p{L}+$/u.test(word) && !STRUCTURE.has(word.toLowerCase()) &&
    /^(from|[,)])$/i.test(after);
}

function isMisplaced(tokens: readonly string[], place: number): boolean {
  const [before = "", word = "", after = ""] = [tokens[place - 1], tokens[place], tokens[place + 1]];
  if (!keywords.has(word.toLowerCase()) || !BEFORE_NAME.test(before)) return false;
  if (/^[<>=!]+$/.test(after)) return true;
  if (/^(select|distinct|,)$/i.test(before) && /^(from|,)$/i.test(after)) {
    return !STRUCTURE.has(word.toLowerCase()) || SELECTED.has(word.toLowerCase());
  }
  const ends = after === "" || /^[,);]$/.test(after) || keywords.has(after.toLowerCase());
  return ends && !STRUCTURE.has(word.toLowerCase());
}
