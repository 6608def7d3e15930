/**
 * Slips are what DuckDB answers without a word, though it is hardly meant: they are warned of.
 *
 * `WHERE coupon = NULL` → `… never true: write coupon IS NULL`; `WHERE 'status' = 'paid'` → `'status' is a text …`;
 * `format(day, 'yyyy-MM-dd')`, which is the text of `day` → `… takes the format first …`
 * @module
 */
import { quoteName, textLiteral } from "../catalog/names.ts";
import { dateFormat } from "./advice/foreign_operators.ts";
import { callsOf, textAt } from "./foreign/text/masked.ts";
import type { Statement } from "./parse.ts";
import { charOffset } from "./position.ts";
import { location, type Node, node, nodes, str, strs, walk } from "./tree.ts";
import { callName } from "./typed/rewrite.ts";
import { sidesOf } from "./typed/sides.ts";
import { textOf } from "./typed/unlike.ts";

/**
 * Warnings on such slips.
 * @param isColumn whether a table has a column of this name
 */
export function slipWarnings(
  { node: query, text }: Pick<Statement, "node" | "text">,
  isColumn: (name: string) => boolean,
): readonly string[] {
  const found = new Set<string>();
  walk(query, (of) => {
    for (
      const said of [comparedWithNull(of), textOfName(of, isColumn), formatLast(of), bordersCounted(of, text)]
    ) {
      if (said !== null) found.add(said);
    }
  });
  return [...found];
}

function comparedWithNull(of: Node): string | null {
  const type = str(of, "type");
  const sides = type === "COMPARE_EQUAL" || type === "COMPARE_NOTEQUAL" ? sidesOf(of) : [];
  const other = sides.find((side) => !isNull(side));
  if (other === undefined || !sides.some(isNull)) return null;
  const name = nameOf(other) ?? "x";
  return `A comparison with NULL is never true: write ${name} IS ${
    type === "COMPARE_NOTEQUAL" ? "NOT " : ""
  }NULL.`;
}

const isNull = (of: Node) =>
  str(of, "class") === "CONSTANT" && location(of) !== null && node(of, "value")?.["is_null"] === true;

/** A text that is compared with another one, and is called like a column; what is given as a parameter may be. */
function textOfName(of: Node, isColumn: (name: string) => boolean): string | null {
  const texts: string[] = [];
  for (const side of sidesOf(of)) {
    const text = textOf(side);
    // Most comparisons are of a column, and over here.
    if (text === null || location(side) === null || texts.includes(text)) return null;
    texts.push(text);
  }
  const name = texts.find(isColumn);
  return name === undefined
    ? null
    : `${textLiteral(name)} is a text that is compared with a text: the column is written ${
      quoteName(name)
    }.`;
}

/** Days and longer, of which two dates have as many whole ones as borders. */
const OF_DATES = /^days?$/i;

/**
 * `date_diff('hour', a, b)` of DuckDB counts the hours that begin between, and that of Presto and Athena whole hours. Of
 * dates, days are the same.
 */
function bordersCounted(of: Node, text: string): string | null {
  const [part, from, to, ...others] = callName(of) === "date_diff" ? nodes(of, "children") : [];
  const unit = part === undefined || location(part) === null ? null : textOf(part);
  if (unit === null || from === undefined || to === undefined || others.length > 0) return null;
  if (OF_DATES.test(unit) && [from, to].every(isDate)) return null;
  const at = location(of);
  const start = at === null ? -1 : charOffset(text, at);
  const call = callsOf(text, /date_diff/).find((each) => each.from === start);
  const whole = call === undefined
    ? `date_sub(${textLiteral(unit)}, a, b)`
    : `date_sub(${call.arguments.map((each) => textAt(text, each)).join(", ")})`;
  const what = unit.toLowerCase().replace(/s$/, "");
  return `date_diff() counts the borders of ${what}s between two times, as in DuckDB and Snowflake: for whole ${what}s, ` +
    `as in Presto and Athena, write ${whole}.`;
}

const isDate = (of: Node) =>
  str(node(of, "cast_type") ?? {}, "id") === "DATE" ||
  /^(?:current_date|today|make_date|last_day)$/.test(callName(of));

/** Formats of numbers and of dates that others write, and ours. */
const FORMAT = /^[NFPCDX]\d?$|^[#0,.]*[#0][#0,.]*$|\{/i;

/** `format(day, 'yyyy-MM-dd')`: what comes first is the format, and a text is one. */
function formatLast(of: Node): string | null {
  const [first, second] = callName(of) === "format" ? nodes(of, "children") : [];
  const text = second === undefined ? null : textOf(second);
  if (first === undefined || text === null || str(first, "class") === "CONSTANT") return null;
  const dated = dateFormat(text);
  if (dated === null && !FORMAT.test(text)) return null;
  const name = nameOf(first) ?? "x";
  const instead = dated === null ? "format('{:,.2f}', number)" : `strftime(${name}, ${textLiteral(dated)})`;
  return `format() takes the format first, and ${name} stands there: write ${instead}.`;
}

function nameOf(of: Node): string | null {
  const names = strs(of, "column_names");
  return names.length === 0 ? null : names.map(quoteName).join(".");
}
