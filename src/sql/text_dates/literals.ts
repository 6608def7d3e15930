/**
 * Dates with a zone that the statement writes itself. DuckDB forgets the zone of such a literal where it is cast to DATE or
 * TIMESTAMP, and does not read it at all without seconds: it is written in UTC beforehand, the instant it names.
 * @module
 */
import { textConstant } from "../constant.ts";
import type { Dialect } from "../dialect.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { nodesOf } from "./bound_tree.ts";
import { rewriteScope } from "./scope.ts";
import { castType } from "./signatures.ts";

const ZONED =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])((?:[01]\d|2[0-3]))(?::([0-5]\d))?)$/;

/** Whether a text may be such a literal. */
export function isZonedDate(text: string): boolean {
  return ZONED.test(text);
}

/** Functions in which a text that names an instant can mean nothing else. */
const OF_DATES =
  /^([+-]|age|century|date(_?(add|diff|part|sub|trunc))?|dayname|day(ofmonth|ofweek|ofyear)?|days_in_month|decade|epoch(_(ms|us|ns))?|era|hour|iso(dow|year)|julian|last_day|microsecond|millennium|millisecond|minute|month(name)?|quarter|second|time_bucket|timezone(_(hour|minute))?|week(day|ofyear)?|year(week)?)$/;

/** A cast of such a literal, or a function of dates with some, in UTC; null for others, and where they are already. */
export function literalInUtc(of: Node): Node | null {
  const child = node(of, "child");
  if (str(of, "class") === "CAST" && child !== null) {
    if (castType(str(node(of, "cast_type") ?? {}, "id")) === null) return null;
    const text = textInUtc(child);
    return text === null ? null : { ...of, child: text };
  }
  if (str(of, "class") !== "FUNCTION" || !OF_DATES.test(str(of, "function_name").toLowerCase())) return null;
  const parts = nodes(of, "children").map((part) => ({ part, text: textInUtc(part) }));
  if (parts.every(({ text }) => text === null)) return null;
  return { ...of, children: parts.map(({ part, text }) => text ?? part) };
}

/** A text literal that names an instant with a zone, in UTC; null for other expressions, and where it is already. */
export function textInUtc(of: Node): Node | null {
  const value = str(of, "class") === "CONSTANT" ? node(of, "value") : null;
  const was = str(value ?? {}, "value");
  const text = inUtc(was);
  return text === null || text === was ? null : { ...of, value: textConstant(text)["value"] ?? null };
}

/** The statement with all of them so. Columns of the answer keep their names. */
export async function literalsInUtc(query: Node, dialect: Dialect): Promise<Node> {
  let tree = query;
  for (;;) {
    const [target] = nodesOf(tree, (of) => literalInUtc(of) !== null);
    if (target === undefined) return tree;
    tree = await rewriteScope(tree, target, literalInUtc, dialect);
  }
}

/** A date with a zone as DuckDB reads it without one, and as one with one; null for other texts. */
function inUtc(text: string): string | null {
  const [, day, minutes, seconds = "00", fraction, sign, hours = "0", more = "0"] = ZONED.exec(text) ?? [];
  if (day === undefined) return null;
  const local = Date.parse(`${day}T${minutes}:${seconds}Z`);
  // JavaScript takes the thirtieth of February for the first of March.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(`${day}T`)) return null;
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(more)) * 60_000;
  const written = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(local - offset).toISOString());
  if (written === null) return null;
  return `${written[1]} ${written[2]}${fraction === undefined ? "" : `.${fraction}`}+00`;
}
