/**
 * Foreign words that DuckDB's parser refuses, or reads as something else, are told with what to write, of the caller's own
 * names.
 *
 * `name REGEXP '^k'` → `regexp_matches(name, '^k', 'i')`; `c.id = o.id(+)` → a LEFT JOIN; `doc:city` → `doc.city`
 * @module
 */
import type { ParserHint } from "../parser_hints.ts";
import { mongoQuery } from "./mongo.ts";
import { inCode, masked } from "./text/masked.ts";

/** What DuckDB's parser would take, in another meaning; null for most texts. */
export function toldBefore(text: string): ParserHint | null {
  if (!/\w:\w/.test(text)) return null;
  const code = masked(text);
  for (
    const { 0: { length }, 1: path = "", 2: inside = "", index } of code.matchAll(
      /(?<![\w:$.@?])([a-z_]\w*(?:\.\w+)*):(?!:)([a-z_]\w*(?:\.\w+)*)(?![\w(]|:(?!:))/gi,
    )
  ) {
    if (isBraced(code, index) || !/[\w,)(]\s*$/.test(code.slice(0, index))) continue;
    void length;
    return {
      message:
        `${path}:${inside} is a path in Snowflake, and a name before its value in DuckDB: write ${path}.${inside} ` +
        `for the path, or ${inside} AS ${path} for the name`,
      at: index,
    };
  }
  return null;
}

/** Whether a place is inside of braces or brackets, where a colon is between a key and a value, or two places. */
function isBraced(code: string, place: number): boolean {
  const before = code.slice(0, place);
  const count = (sign: string) => before.split(sign).length;
  return count("{") > count("}") || count("[") > count("]");
}

/** What to write for a text that the parser refuses; null where nothing is known. */
export function toldBy(text: string): ParserHint | null {
  return mongoQuery(text) ?? regularly(text) ?? outerJoined(text);
}

/** `name REGEXP '^k'`, `name NOT RLIKE 'x'` */
function regularly(text: string): ParserHint | null {
  const found =
    /(?<what>(?:[\w".]+\s*\([^()]*\)|[\w".]+))\s+(?<not>not\s+)?(?<word>regexp|rlike)\s+(?<by>'+|\?|\$\w+)/di
      .exec(masked(text));
  if (found?.indices?.groups === undefined) return null;
  const { what = [0, 0], by = [0, 0] } = found.indices.groups;
  const [whole, pattern] = [text.slice(...what), text.slice(...by)];
  const not = found.groups?.["not"] === undefined ? "" : "NOT ";
  return {
    message: `${found.groups?.["word"]?.toUpperCase()} regards case or not in each engine: write ` +
      `${not}regexp_matches(${whole}, ${pattern}, 'i') for MySQL, which does not, or ` +
      `${not}regexp_matches(${whole}, ${pattern}) for Spark and SQLite, or ${not}regexp_full_match(${whole}, ${pattern}) for ` +
      "Snowflake, of the whole text",
    at: found.index,
  };
}

/** `FROM a, b WHERE a.id = b.id(+)` of Oracle: the join that it is, where there are two tables and one such condition. */
function outerJoined(text: string): ParserHint | null {
  const code = masked(text);
  const first = code.search(/\(\s*\+\s*\)/);
  if (first < 0) return null;
  const from =
    /\bfrom\s+(?<one>[\w".]+(?:\s+(?:as\s+)?(?<a>[\w"]+))?)\s*,\s*(?<two>[\w".]+(?:\s+(?:as\s+)?(?<b>[\w"]+))?)\s+where\s+(?<where>[\s\S]*?)(?<rest>\s*(?:\b(?:group|order|having|limit|qualify|offset|fetch)\b[\s\S]*)?;?\s*)$/di
      .exec(code);
  const plain = {
    message: "(+) is not known: write FROM a LEFT JOIN b ON a.id = b.id, with b the side that has (+)",
    at: first,
  };
  const groups = from?.indices?.groups;
  if (from === null || groups === undefined) return plain;
  const part = (name: string) => text.slice(...(groups[name] ?? [0, 0]));
  const [one, two, where] = [part("one"), part("two"), part("where")];
  if (/\b(?:or|between)\b|'|"/i.test(masked(where).replace(/'+/g, ""))) return plain;
  const conditions = splitAt(where);
  const marked = conditions.filter((each) => /\(\s*\+\s*\)/.test(each));
  const optional = marked.map((each) => /([\w"]+)\.[\w"]+\s*\(\s*\+\s*\)/.exec(each)?.[1]);
  const aliases = [part("a") || one, part("b") || two];
  const [name] = optional;
  if (name === undefined || optional.some((each) => each !== name) || !aliases.includes(name)) return plain;
  const [kept, joined] = name === aliases[1] ? [one, two] : [two, one];
  const on = marked.map((each) => inCode(each, /\(\s*\+\s*\)/g, () => "").trim()).join(" AND ");
  const others = conditions.filter((each) => !marked.includes(each)).map((each) => each.trim()).join(" AND ");
  const rest = part("rest").replace(/[\s;]+$/, "");
  return {
    message: `(+) is not known: write FROM ${kept} LEFT JOIN ${joined} ON ${on.replace(/\s+/g, " ")}${
      others === "" ? "" : ` WHERE ${others}`
    }${rest}`,
    at: first,
  };
}

/** The conditions that AND joins. */
function splitAt(where: string): readonly string[] {
  const code = masked(where);
  const found: string[] = [];
  let from = 0;
  for (const { index, 0: { length } } of code.matchAll(/\band\b/gi)) {
    found.push(where.slice(from, index));
    from = index + length;
  }
  return [...found, where.slice(from)];
}
