/**
 * Operators and calls that mean something else in other engines: `shop + '-' + status` → `(shop || '-') || status`,
 * `format(n, 'N2')` → `format('{:,.2f}', n)`, `now() - 30` → `now() - to_days(30)`, `datediff(a, b)` →
 * `datediff('day', b, a)`, `day > 2026-01-31` → `day > '2026-01-31'`.
 * @module
 */
import { textConstant } from "../constant.ts";
import { nodesOf } from "../text_dates/bound_tree.ts";
import { replaceNodes } from "../text_dates/scope.ts";
import { type Node, nodes, str } from "../tree.ts";
import { constantOf } from "../resolve/constants.ts";
import { call, integer } from "../typed/nodes.ts";
import { callName } from "../typed/rewrite.ts";
import { sidesOf } from "../typed/sides.ts";
import { textOf } from "../typed/unlike.ts";
import { readingsAs } from "./readings.ts";
import type { Side } from "./sides.ts";

/** An expression, and what to write instead. */
export interface Instead {
  readonly of: Node;
  readonly whole: Node;
}

/** What an expression of these sides would be elsewhere, in our words; null where it is none of these. */
export function meantElsewhere(tree: Node, of: Node, sides: readonly Side[]): Instead | null {
  return unquoted(of, sides) ?? inDays(of, sides) ?? formattedBy(of, sides) ?? daysBetween(of, sides) ??
    moved(of, sides) ?? joinedBy(tree, of, sides);
}

/** `now() - 30`: elsewhere, a number beside an instant counts days. */
function inDays(of: Node, sides: readonly Side[]): Instead | null {
  const number = sides.find(({ kind }) => kind === "number")?.of;
  const isMeant = /^[+-]$/.test(callName(of)) && sides.length === 2 &&
    sides.some(({ kind }) => kind === "date");
  if (!isMeant || number === undefined) return null;
  return { of, whole: replaceNodes(of, new Map([[number, call("to_days", [number])]])) };
}

/** A number and how others write it: `'N2'` and `'#,##0.00'` of .NET and others, `2` of MySQL. */
const FORMATS: readonly (readonly [form: RegExp, spec: (digits: number) => string, times?: number])[] = [
  [/^N(\d?)$/i, (digits) => `{:,.${digits}f}`],
  [/^F(\d?)$/i, (digits) => `{:.${digits}f}`],
  [/^P(\d?)$/i, (digits) => `{:,.${digits}f}%`, 100],
  [/^[09]+(?:\.([09]*))?$/, (digits) => `{:.${digits}f}`],
  [/^#,##[09](?:\.([09]*))?$/, (digits) => `{:,.${digits}f}`],
];

/** Parts of dates as .NET and others write them. */
const DATES: ReadonlyMap<string, string> = new Map([
  ["yyyy", "%Y"],
  ["yy", "%y"],
  ["MMMM", "%B"],
  ["MMM", "%b"],
  ["MM", "%m"],
  ["dddd", "%A"],
  ["ddd", "%a"],
  ["dd", "%d"],
  ["HH", "%H"],
  ["hh", "%I"],
  ["mm", "%M"],
  ["ss", "%S"],
  ["tt", "%p"],
]);

/** `'yyyy-MM-dd'` → `'%Y-%m-%d'`; null where it is not known. */
export function dateFormat(format: string): string | null {
  const made = format.replace(/([a-zA-Z])\1*/g, (part) => DATES.get(part) ?? (part === "T" ? "T" : "?"));
  return made.includes("?") || !made.includes("%") ? null : made;
}

/** `format(value, 'N2')`, the value first: a number, or a time. */
function formattedBy(of: Node, [side]: readonly Side[]): Instead | null {
  const [value, format, ...others] = nodes(of, "children");
  if (callName(of) !== "format" || value === undefined || format === undefined || others.length > 0) {
    return null;
  }
  const text = textOf(format);
  if (side?.kind === "date") {
    const dated = text === null ? null : dateFormat(text);
    return dated === null ? null : { of, whole: call("strftime", [value, textConstant(dated)]) };
  }
  const count = constantOf(format);
  const written = text ?? (count?.kind === "number" && /^\d$/.test(count.value) ? `N${count.value}` : "");
  for (const [form, spec, times] of FORMATS) {
    const [found, digits] = form.exec(written) ?? [];
    if (found === undefined) continue;
    const shown = /^[A-Z]/i.test(found) ? Number(digits || "2") : (digits ?? "").length;
    const number = times === undefined ? value : call("*", [integer(times), value], true);
    return { of, whole: call("format", [textConstant(spec(shown)), number]) };
  }
  return null;
}

/** `datediff(a, b)` of MySQL and others: days from the second to the first. */
function daysBetween(of: Node, sides: readonly Side[]): Instead | null {
  const [to, from, ...others] = nodes(of, "children");
  const isMeant = /^date_?diff$/.test(callName(of)) && others.length === 0 &&
    sides.every(({ kind, says }) => kind === "date" || (kind === "text" && says.date !== false));
  if (!isMeant || to === undefined || from === undefined) return null;
  return { of, whole: call(callName(of), [textConstant("day"), from, to]) };
}

/** `date_sub(t, INTERVAL 7 DAY)` of MySQL. */
function moved(of: Node, sides: readonly Side[]): Instead | null {
  const [time, by, ...others] = nodes(of, "children");
  if (!/^date_?sub$/.test(callName(of)) || time === undefined || by === undefined || others.length > 0) {
    return null;
  }
  return sides[1]?.kind === "interval" ? { of, whole: call("-", [time, by], true) } : null;
}

/** `day > 2026-01-01`, dates without quotes: this one is 2024. */
function unquoted(of: Node, sides: readonly Side[]): Instead | null {
  const dates = new Map<Node, Node>();
  for (const side of sides) {
    const date = dateIn(side.of);
    if (date !== null) dates.set(side.of, textConstant(date));
    else if (side.kind !== "date" && (side.kind !== "text" || side.says.date === false)) return null;
  }
  return dates.size === 0 || sidesOf(of).length === 0 ? null : { of, whole: replaceNodes(of, dates) };
}

/** The date that `2026-01-31` looks like; null for other expressions. */
function dateIn(of: Node): string | null {
  const minus = (each: Node | undefined) =>
    each !== undefined && callName(each) === "-" ? nodes(each, "children") : [];
  const [months, day] = minus(of);
  const [year, month] = minus(months);
  const parts = [year, month, day].map((part) => {
    const value = part === undefined ? null : constantOf(part);
    return value?.kind === "number" ? value.value : "";
  });
  const written = parts.map((part) => part.padStart(2, "0")).join("-");
  return /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(written) ? written : null;
}

/** Texts that are added, with all that is added to them, as texts that are joined; null for others. */
function joinedBy(tree: Node, of: Node, sides: readonly Side[]): Instead | null {
  const isSum = (each: Node) => callName(each) === "+" && nodes(each, "children").length === 2;
  const isPlain = (side: Side) =>
    side.kind === "text" && side.says.number === false && side.says.date === false &&
    readingsAs(side, "interval").length === 0;
  const plain = sides.filter(isPlain);
  const isMeant = sides.every(({ kind }) => kind === "text")
    ? plain.length > 0
    : plain.some((side) => str(side.of, "class") === "CONSTANT");
  if (!isSum(of) || !isMeant) return null;
  const joinedOf = (each: Node): Node => call("||", nodes(each, "children"), true);
  let [sum, whole] = [of, joinedOf(of)];
  for (;;) {
    const [outer] = nodesOf(tree, (each) => isSum(each) && nodes(each, "children")[0] === sum);
    if (outer === undefined) return { of: sum, whole };
    whole = joinedOf({ ...outer, children: [whole, ...nodes(outer, "children").slice(1)] });
    sum = outer;
  }
}
