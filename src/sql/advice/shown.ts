/**
 * Expressions in messages: as short SQL that can be written so.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import { parse } from "../parse.ts";
import { printSql } from "../print.ts";
import { location, type Node, node, str, transform } from "../tree.ts";

/** What stands for the rest of an expression that is too long to be shown. */
export const CUT = "…";

/** Characters of an expression that are shown. */
const SHOWN = 80;

/** An expression as SQL; what is longer than `most` characters is cut. */
export async function shown(of: Node, dialect: Dialect, most = SHOWN): Promise<string> {
  const alone = (await parse("SELECT 1", dialect)).node;
  if (node(alone, "from_table") === null) return "an expression";
  const text = await printSql({ ...alone, select_list: [{ ...of, alias: "" }] }, dialect);
  const plain = bare(asWritten(text.slice("SELECT ".length)));
  return plain.length > most ? [...plain].slice(0, most).join("") + CUT : plain;
}

/** Quoted things, which are left as they are, and what people write in another way. */
const SPELLED =
  /'(?:[^']|'')*'|to_[a-z]+s\(CAST\((?:trunc\(CAST\()?[\d.]+(?: AS DOUBLE\)\))? AS [A-Z]+\)\)|"[a-z_]+"\(|(?<![\w")])\(\w+\)(?=\.[\w"])|= ANY\(SELECT|AS "(?:JSON|json)"(?=(?:\[\])*\))|main\."row"\(|"(?:[^"]|"")*"|main\.(?="?[a-z_]+"?\()|CASE {2}WHEN|(?<= )!?~~\*?(?= )/g;

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['AS "JSON"', "AS JSON"],
  ['AS "json"', "AS JSON"],
  ['main."row"(', "("],
  ["main.", ""],
  ["CASE  WHEN", "CASE WHEN"],
  ["= ANY(SELECT", "IN (SELECT"],
  ["~~", "LIKE"],
  ["!~~", "NOT LIKE"],
  ["~~*", "ILIKE"],
  ["!~~*", "NOT ILIKE"],
]);

/** The printer's text as people write it. */
function asWritten(text: string): string {
  return text.replace(SPELLED, (token) => {
    const parameter = /^"([$?]\w*)"$/.exec(token)?.[1];
    const [, unit, count] = /^to_([a-z]+)s\(\D*([\d.]+)/.exec(token) ?? [];
    if (unit !== undefined) return `INTERVAL ${count} ${unit.toUpperCase()}`;
    const alone = /^\((\w+)\)$/.exec(token)?.[1];
    if (alone !== undefined) return alone;
    const name = /^"([a-z_]+)"\($/.exec(token)?.[1];
    return parameter ?? SPELLINGS.get(token) ?? (name === undefined ? token : `${name}(`);
  });
}

/** Without parentheses around all of it, as the printer puts them. */
function bare(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  let commas = false;
  for (const [at, char] of [...text].entries()) {
    // A quoted parenthesis may end it too early: then it is left as it is.
    depth += char === "(" ? 1 : char === ")" ? -1 : 0;
    commas ||= char === "," && depth === 1;
    if (depth === 0 && at < text.length - 1) return text;
  }
  return depth === 0 && !commas ? text.slice(1, -1) : text;
}

/**
 * The tree with the constants that were given as parameters by the parameters' names: what they hold is in no message.
 * @param text the caller's text, as it was parsed
 */
export function withParameters(root: Node, text: string): Node {
  const bytes = new TextEncoder().encode(text);
  return transform(root, (of) => {
    const place = str(of, "class") === "CONSTANT" ? location(of) : null;
    const first = place === null ? 0 : bytes[place];
    if (place === null || (first !== 0x3f && first !== 0x24)) return of;
    const [name = "?"] = /^[$?]\w*/.exec(new TextDecoder().decode(bytes.subarray(place, place + 64))) ?? [];
    return { class: "COLUMN_REF", type: "COLUMN_REF", alias: "", query_location: null, column_names: [name] };
  });
}
