/**
 * Foreign calls that DuckDB's grammar does not take, in its words.
 *
 * `CONVERT(VARCHAR(10), t, 120)` → `left(strftime(t, '%Y-%m-%d %H:%M:%S'), 10)`; `TIMESTAMP(a)` → `"timestamp"(a)`;
 * `array_agg(a IGNORE NULLS)` → `array_agg(a) FILTER (WHERE a IS NOT NULL)`
 * @module
 */
import { blank, callsOf, inCode, masked, replacedAt, textAt, type TextCall } from "./masked.ts";

/** The rewritings, in their order. */
export const CALL_REWRITINGS: readonly ((text: string) => string)[] = [
  converted,
  quotedDates,
  withinGroup,
  separator,
  ignoredNulls,
  (text) => inCode(text, /(?<=[^()]\s)respect\s+nulls(?=\s*(?:\)|order\b))/gi, () => ""),
  (text) =>
    inCode(text, /\b(current_(?:timestamp|time)|localtimestamp)\s*\(\s*\d?\s*\)/gi, ([, name]) => `${name}`),
];

/** T-SQL's styles of dates. */
const STYLES: ReadonlyMap<string, string> = new Map([
  ["23", "%Y-%m-%d"],
  ["101", "%m/%d/%Y"],
  ["102", "%Y.%m.%d"],
  ["103", "%d/%m/%Y"],
  ["104", "%d.%m.%Y"],
  ["105", "%d-%m-%Y"],
  ["108", "%H:%M:%S"],
  ["110", "%m-%d-%Y"],
  ["111", "%Y/%m/%d"],
  ["112", "%Y%m%d"],
  ["120", "%Y-%m-%d %H:%M:%S"],
  ["121", "%Y-%m-%d %H:%M:%S.%g"],
  ["126", "%Y-%m-%dT%H:%M:%S"],
]);

const TEXTS = /^n?(?:var)?char(?:\s*\(\s*(\d+|max)\s*\))?$/i;
const TYPES =
  /^(?:n?(?:var)?char(?:\s*\(\s*(?:\d+|max)\s*\))?|(?:big|small|tiny)?int|integer|bit|float|real|decimal|numeric|money|date|time|datetime2?|smalldatetime|datetimeoffset|signed|unsigned|double|json|uniqueidentifier)(?:\s*\(\s*\d+\s*(?:,\s*\d+\s*)?\))?$/i;

/** Types whose names mean less here, or nothing. */
const WIDER: ReadonlyMap<string, string> = new Map([
  ["float", "DOUBLE"],
  ["money", "DECIMAL(19,4)"],
  ["bit", "BOOLEAN"],
  ["signed", "BIGINT"],
  ["uniqueidentifier", "UUID"],
]);

/** `CONVERT(type, a[, style])` of T-SQL, and `CONVERT(a, type)` of MySQL. */
function converted(text: string): string {
  return callsOf(text, /(?:try_)?convert/).reduce((written, call) => {
    const by = castOf(written, call);
    return by === null ? written : replacedAt(written, call, by);
  }, text);
}

function castOf(text: string, call: TextCall): string | null {
  const [first = "", second = "", style] = call.arguments.map((each) => textAt(text, each));
  const cast = /^try_/i.test(text.slice(call.from)) ? "TRY_CAST" : "CAST";
  if (TYPES.test(first) && call.arguments.length >= 2 && call.arguments.length <= 3) {
    const format = style === undefined ? undefined : STYLES.get(style);
    const characters = TEXTS.exec(first);
    if (style !== undefined && format === undefined) return null;
    if (characters === null) {
      // Other styles say how a text is read.
      return style === undefined || /^(?:23|12[016])$/.test(style)
        ? `${cast}(${second} AS ${typeOf(first)})`
        : null;
    }
    const whole = format === undefined ? `${cast}(${second} AS VARCHAR)` : `strftime(${second}, '${format}')`;
    const [, length] = characters;
    return length === undefined || /max/i.test(length) ? whole : `left(${whole}, ${length})`;
  }
  const using = /^([\s\S]*\S)\s+using\s+\w+$/i.exec(first)?.[1];
  if (call.arguments.length === 1 && using !== undefined) return `(${using})`;
  return call.arguments.length === 2 && TYPES.test(second) ? `${cast}(${first} AS ${typeOf(second)})` : null;
}

const typeOf = (name: string) => WIDER.get(name.toLowerCase()) ?? (TEXTS.test(name) ? "VARCHAR" : name);

/** `TIMESTAMP(a)`, `DATE(2026, 1, 5)` and `DATE('now')`: to the parser, they are types. */
function quotedDates(text: string): string {
  const timestamps = callsOf(text, /timestamp/).filter(({ arguments: [first, ...others] }) =>
    first !== undefined && others.length === 0 && !/^\d+$/.test(textAt(text, first))
  );
  const written = timestamps.reduce(
    (each, { from }) => replacedAt(each, { from, to: from + 9 }, '"timestamp"'),
    text,
  );
  return callsOf(written, /date/).filter(({ arguments: [first, ...others] }) =>
    others.length > 0 || (first !== undefined && /^'now'$/i.test(textAt(written, first)))
  ).reduce((each, { from }) => replacedAt(each, { from, to: from + 4 }, "date_of"), written);
}

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
    /\bgroup_concat\s*\([^()]*?(?<moved>(?:\s+order\s+by\b[^()]*?)?\s+separator\s+['"]+\s*)(?=\))/dgi;
  return replaceGroups(text, found, "moved", (moved) => {
    const parts = /^(?<order>[\s\S]*?)\s+separator\s+(?<by>['"][\s\S]*['"])\s*$/i.exec(moved)?.groups;
    const by = (parts?.["by"] ?? "").replace(/^"([^'"]*)"$/, "'$1'");
    return `, ${by}${parts?.["order"] ?? ""}`.padEnd(moved.length);
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

/** `array_agg(DISTINCT a IGNORE NULLS ORDER BY a)`; of windows, DuckDB takes it as it is. */
function ignoredNulls(text: string): string {
  return callsOf(text, /array_agg|list|collect_list/).reduce((written, call) => {
    const inside = written.slice(call.from, call.to);
    const found = /\(\s*(?:distinct\s+)?(?<what>[^'"]*?)(?<words>\s+ignore\s+nulls\b)/dis.exec(
      masked(inside),
    );
    const [from, to] = found?.indices?.groups?.["words"] ?? [0, 0];
    if (found === null || to === 0 || /^\s*over\b/i.test(written.slice(call.to))) return written;
    const what = inside.slice(...(found.indices?.groups?.["what"] ?? [0, 0]));
    const bare = inside.slice(0, from) + blank(inside.slice(from, to)) + inside.slice(to);
    return `${written.slice(0, call.from)}${bare} FILTER (WHERE ${what} IS NOT NULL)${
      written.slice(call.to)
    }`;
  }, text);
}
