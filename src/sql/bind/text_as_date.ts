/**
 * Expressions that read text as a date (SPEC section 6, "Dates").
 * @module
 */
import { textConstant } from "../constant.ts";
import { children, type Node, Numeral, str, type TreeValue } from "../tree.ts";

/** What text is read as. */
export type DateType = "DATE" | "TIMESTAMP" | "TIMESTAMP WITH TIME ZONE";

/** Forms of ISO 8601 that DuckDB's cast does not take: minutes with a zone, and the basic format. */
const MORE_FORMS = [
  "%Y-%m-%dT%H:%MZ",
  "%Y-%m-%dT%H:%M%z",
  "%Y%m%dT%H%M%SZ",
  "%Y%m%dT%H%M%S%z",
  "%Y%m%dT%H%M%S",
  "%Y%m%d",
];

/** Nodes up to which an expression is cheap enough to stand twice. */
const CHEAP = 8;

const NOWHERE = new Numeral("18446744073709551615");

const expression = (kind: string, type: string, members: { readonly [member: string]: TreeValue }): Node => ({
  class: kind,
  type,
  alias: "",
  query_location: NOWHERE,
  ...members,
});

const cast = (child: Node, type: DateType, attempt: boolean): Node =>
  expression("CAST", "OPERATOR_CAST", { child, cast_type: { id: type, type_info: null }, try_cast: attempt });

/** A call as the parser writes it. */
export const call = (name: string, args: readonly Node[], schema = ""): Node =>
  expression("FUNCTION", "FUNCTION", {
    function_name: name,
    schema,
    children: args,
    filter: null,
    order_bys: { type: "ORDER_MODIFIER", orders: [] },
    distinct: false,
    is_operator: false,
    export_state: false,
    catalog: "",
  });

const column = (name: string): Node => expression("COLUMN_REF", "COLUMN_REF", { column_names: [name] });

/** The instant that a text names, as TIMESTAMP WITH TIME ZONE; NULL if it names none. `text` stands in it twice. */
const instant = (text: Node): Node =>
  expression("OPERATOR", "OPERATOR_COALESCE", {
    children: [
      cast(text, "TIMESTAMP WITH TIME ZONE", true),
      call("try_strptime", [text, call("list_value", MORE_FORMS.map(textConstant), "main")]),
    ],
  });

/** The same for any expression, which stands in it once. */
function instantOf(text: Node): Node {
  if (isCheap(text)) return instant(text);
  const value = "__text";
  const lambda = expression("LAMBDA", "LAMBDA", { lhs: column(value), expr: instant(column(value)) });
  const one = expression("CONSTANT", "VALUE_CONSTANT", {
    value: { type: { id: "INTEGER", type_info: null }, is_null: false, value: new Numeral("1") },
  });
  return expression("OPERATOR", "ARRAY_EXTRACT", {
    children: [call("list_transform", [call("list_value", [text], "main"), lambda]), one],
  });
}

function isCheap(of: Node): boolean {
  let count = 0;
  const within = (each: Node): boolean =>
    ++count <= CHEAP && !["SUBQUERY", "WINDOW", "LAMBDA", "CAST"].includes(str(each, "class")) &&
    children(each).every(within);
  return within(of);
}

/**
 * A text expression read as a date: ISO 8601, with zone or `Z` as an instant, without as UTC; the answer is in UTC.
 * Text that is no date is NULL. Needs the session's time zone to be UTC.
 */
export function textAsDate(text: Node, type: DateType): Node {
  const plain = { ...text, alias: "" };
  const read = instantOf(plain);
  // A cast of the text itself to TIMESTAMP or DATE would forget its zone.
  return {
    ...(type === "TIMESTAMP WITH TIME ZONE" ? read : cast(read, type, false)),
    alias: str(text, "alias"),
  };
}

/** SQL that is true for a text that {@link textAsDate} reads as NULL. `column` is SQL for a column, quoted as needed. */
export function notADateSql(column: string): string {
  const forms = MORE_FORMS.map((form) => `'${form}'`).join(", ");
  return `(${column} IS NOT NULL AND TRY_CAST(${column} AS TIMESTAMP WITH TIME ZONE) IS NULL AND ` +
    `TRY_STRPTIME(${column}, [${forms}]) IS NULL)`;
}
