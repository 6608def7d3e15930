/**
 * Arguments of foreign forms that have to be constants of a kind, and what they are in DuckDB's words.
 *
 * `unit` of `dateadd(DAY, 1, t)` → `day`; `format` of `to_char(t, 'YYYY')` → `'%Y'`; `weekday` of
 * `next_day(t, 'Monday')` → `1`
 * @module
 */
import { textLiteral } from "../../catalog/names.ts";
import { constantOf } from "../resolve/constants.ts";
import { type Node, node, nodes, str, strs } from "../tree.ts";
import { textOf } from "../typed/unlike.ts";
import type { Formats } from "./form.ts";
import { asStrftime, isSureToRead } from "./formats.ts";
import { netFormat, numberFormat } from "./number_formats.ts";
import { groupsIn, isAnchored } from "./regular.ts";

/** The form that an argument is of. */
export interface FormOfArgument {
  readonly call: string;
  /** What it is written as. */
  readonly write: string;
  readonly formats?: Formats | undefined;
}

/** Names of arguments that stand for constants, and what such a one is in a template; null where it is none. */
export const CONSTANT_KINDS: ReadonlyMap<string, (of: Node, form: FormOfArgument) => string | null> = new Map<
  string,
  (of: Node, form: FormOfArgument) => string | null
>([
  // A part of dates: `day` or `'day'`; `part` without quotes and not the week, which begins on Sundays elsewhere; `span` of fixed length.
  ...["unit", "part", "span"].map((kind) =>
    [kind, (of: Node, form: FormOfArgument) => datePart(of, kind, form)] as const
  ),
  ["format", dateFormat],
  ["numbers", (of) => {
    const text = textOf(of);
    const form = text === null ? null : numberFormat(text);
    // Halves go away from zero there.
    return form === null ? null : `${textLiteral(form.format)}, round(n, ${form.digits})`;
  }],
  ["net", (of) => {
    const form = netFormat(textOf(of) ?? "");
    return form === null ? null : `${textLiteral(form.format)}, round(path, ${form.digits})`;
  }],
  ["index", wholeConstant],
  // Every text exists: a name in single quotes would be there in all items.
  ["path", (of) => textOf(of) === null ? "" : null],
  // Formats that are none to strftime, which takes either argument first.
  ["letters", (of) => {
    const text = textOf(of);
    if (text === null || text.includes("%")) return null;
    const form = asStrftime(text, "java") ?? asStrftime(text, "letters");
    return form === null ? null : textLiteral(form);
  }],
  ["weekday", (of) => WEEKDAYS.get((textOf(of) ?? "").toLowerCase().slice(0, 3)) ?? null],
  ["modifier", (of) => modifier(textOf(of))],
  ["start", (of) => /^start of (year|month|day)$/i.exec(textOf(of) ?? "")?.[1]?.toLowerCase() ?? null],
  ["variant", (of) => str(of, "class") === "CAST" && typeName(of) === "variant" ? "" : null],
  ["grouped", (of) => groupsIn(textOf(of)) === 1 ? "" : null],
  ["loose", (of) => isAnchored(textOf(of)) ? null : ""],
  ["constant", (of) => constantOf(of) === null ? null : ""],
  ["scalar", (of) => str(of, "class") === "CONSTANT" ? "" : null],
  ["regex", (of) => {
    const text = textOf(of);
    return text === null || /^\s*[+-]?\d*\s*$/.test(text) ? null : (groupsIn(text) ?? 0) > 0 ? "1" : "0";
  }],
  ["unnested", (of) => str(of, "function_name").toLowerCase() === "unnest" ? "" : null],
  ["itself", (of) => isIdentity(of) ? "" : null],
  ["digits", (of) => {
    const digits = wholeConstant(of);
    return digits !== null && /^\d$/.test(digits) ? digits : null;
  }],
  ["months", (of) => MONTHS.get(wordOf(of)) ?? null],
  ["named", (of) => NAMED.get(wordOf(of)) ?? null],
  ["monthly", (of) => (textOf(of) ?? wordOf(of)).toLowerCase() === "month" ? "" : null],
  ["dayname", (of) => /^(?:weekday|dw|dayofweek)$/.test(wordOf(of)) ? "" : null],
  ["dated", (of) => isDate(of) ? "" : null],
  ["signs", (of) => {
    const text = textOf(of);
    return text !== null && /%[-+0-9.]*[sdfeg]/i.test(text) && !text.includes("{") ? "" : null;
  }],
  ["trunc", (of) => ORACLE_PARTS.get((textOf(of) ?? "").toLowerCase()) ?? null],
]);

/** What an argument of such a kind is in a tree: of a cast that only names a type, what is cast. */
export function argumentOf(kind: string, of: Node): Node {
  if (kind === "unnested") return nodes(of, "children")[0] ?? of;
  return kind === "variant" ? node(of, "child") ?? of : of;
}

const typeName = (of: Node) => {
  const type = node(of, "cast_type") ?? {};
  return (str(node(type, "type_info") ?? {}, "name") || str(type, "id")).toLowerCase();
};

/** A name of one part, as a word in lower case; empty for anything else. */
function wordOf(of: Node): string {
  const [name, ...others] = strs(of, "column_names");
  return name === undefined || others.length > 0 ? "" : name.toLowerCase();
}

/** Months that a part of dates has. */
const MONTHS: ReadonlyMap<string, string> = new Map([["month", "1"], ["quarter", "3"], ["year", "12"]]);

const NAMED: ReadonlyMap<string, string> = new Map([
  ...["month", "mm", "m"].map((name) => [name, "monthname"] as const),
  ...["weekday", "dw"].map((name) => [name, "dayname"] as const),
]);

/** Whether an expression is a date by what is written. */
const isDate = (of: Node) =>
  (str(of, "class") === "CAST" && typeName(of) === "date") ||
  (str(of, "class") === "FUNCTION" &&
    /^(?:date|current_date|today|curdate|parse_date)$/i.test(str(of, "function_name"))) ||
  wordOf(of) === "current_date";

/** `s -> s`, `lambda s: s` */
function isIdentity(of: Node): boolean {
  if (str(of, "class") !== "LAMBDA") return false;
  const [left, right] = [wordOf(node(of, "lhs") ?? {}), wordOf(node(of, "expr") ?? {})];
  return left !== "" && left === right;
}

/** A whole number as a constant; null for anything else. */
function wholeConstant(of: Node): string | null {
  const value = constantOf(of);
  return value?.kind === "number" && /^-?\d+$/.test(value.value) ? value.value : null;
}

const WEEKDAYS: ReadonlyMap<string, string> = new Map(
  ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((name, at) => [name, `${at + 1}`]),
);

/** Oracle's and Snowflake's words for what a date is cut to. */
const ORACLE_PARTS: ReadonlyMap<string, string> = new Map([
  ...["mm", "mon", "month"].map((name) => [name, "month"] as const),
  ...["yyyy", "yy", "year", "syyyy"].map((name) => [name, "year"] as const),
  ...["dd", "ddd"].map((name) => [name, "day"] as const),
  ["q", "quarter"],
  ["iw", "week"],
  ["hh24", "hour"],
  ["hh", "hour"],
  ["mi", "minute"],
]);

/** SQLite's `+1 day`; months and years overflow there as they do not here. */
function modifier(text: string | null): string | null {
  const [, number, unit] = /^([+-]?\d{1,9}) (day|hour|minute|second)s?$/i.exec(text ?? "") ?? [];
  return number === undefined || unit === undefined ? null : `to_${unit.toLowerCase()}s(${Number(number)})`;
}

function dateFormat(of: Node, { call, write, formats }: FormOfArgument): string | null {
  const text = textOf(of);
  const form = text === null || formats === undefined ? null : asStrftime(text, formats);
  if (form === null) return null;
  if (/^(?:CAST\()?(?:try_)?strptime\(/.test(write) && !isSureToRead(form, call.startsWith("str_to_date("))) {
    return null;
  }
  return textLiteral(form);
}

const SHORT = ["week", "day", "hour", "minute", "second", "millisecond", "microsecond"];
const LONG = ["year", "quarter", "month"];
const ABBREVIATED: ReadonlyMap<string, string> = new Map([
  ...[["yy", "year"], ["yyyy", "year"], ["qq", "quarter"], ["mm", "month"], ["dd", "day"]] as const,
  ...[["hh", "hour"], ["mi", "minute"], ["ss", "second"], ["isoweek", "week"]] as const,
]);

/** What may be given as a part of dates, by the name of the parameter. */
const DATE_PARTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["unit", new Set([...LONG, ...SHORT])],
  ["part", new Set([...LONG, ...SHORT.slice(1)])],
  ["span", new Set(SHORT)],
]);

/** Parts that DuckDB counts otherwise: weeks by sevens of days, and fractions of a second with its seconds. */
const UNLIKE: readonly (readonly [written: string, parts: ReadonlySet<string>])[] = [
  ["date_diff(", new Set(["week"])],
  ["date_part(", new Set(["millisecond", "microsecond"])],
];

/**
 * The part of dates that a name or a text is; null where it is none. Behind what it is of, any name but one in capitals
 * is a column's.
 */
function datePart(of: Node, kind: string, { call, write }: FormOfArgument): string | null {
  const isLast = call.endsWith(`, ${kind})`);
  const [name, ...others] = strs(of, "column_names");
  const said = name ?? (kind === "part" || isLast ? null : textOf(of));
  if (said === null || others.length > 0 || (isLast && said !== said.toUpperCase())) return null;
  const folded = said.toLowerCase();
  const part = ABBREVIATED.get(folded) ?? folded.replace(/s$/, "");
  if (UNLIKE.some(([written, parts]) => write.startsWith(written) && parts.has(part))) return null;
  return DATE_PARTS.get(kind)?.has(part) === true || folded === "isoweek" ? part : null;
}
