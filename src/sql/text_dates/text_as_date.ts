/**
 * Expressions that read text as a date (docs/reference/sql_and_types.md#dates).
 * @module
 */
import { nullConstant, textConstant } from "../constant.ts";
import { children, type Node, str } from "../tree.ts";
import { column, expression, integer } from "../typed/nodes.ts";

/** What text is read as. */
export type DateType = "DATE" | "TIMESTAMP" | "TIMESTAMP WITH TIME ZONE" | TimeType;

/** A time of day: that of an instant in UTC, or one that the text has by itself. */
export type TimeType = "TIME" | "TIME WITH TIME ZONE";

/** Whether text is read as a time of day. */
export const isTime = (type: DateType): type is TimeType => type === "TIME" || type === "TIME WITH TIME ZONE";

/** One form a column: `2024-01-02T03:04:05Z`, or `20240102T030405Z`. */
export type DateForm = "extended" | "basic";

const DAY = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const HOUR = String.raw`(?:[01]\d|2[0-3])`;
const SIXTY = String.raw`[0-5]\d`;
const SECONDS = String.raw`:${SIXTY}(?:\.\d+)?`;
const MINUTES = `${DAY}[T ]${HOUR}:${SIXTY}`;
const ZONE = `(?:Z|[+-]${HOUR}(?::${SIXTY})?)`;

/** Days, times without a zone, and with `Z` after the seconds: a cast to TIMESTAMP reads them right. */
const LOCAL = `${DAY}(?:[T ]${HOUR}:${SIXTY}(?:${SECONDS}Z?)?)?`;
/** Times with a zone: a cast to TIMESTAMP forgets it, so they go by TIMESTAMP WITH TIME ZONE. */
const ZONED = `${MINUTES}${SECONDS}${ZONE}`;
/** The same without seconds, which DuckDB does not read. */
const ZONED_MINUTES = `${MINUTES}${ZONE}`;

/** A time of day alone. */
const TIME_OF_DAY = String.raw`(?:[01]?\d|2[0-3]):${SIXTY}(?:${SECONDS})?(?:${ZONE})?`;

const CLOSED = new RegExp(`^(?:${LOCAL}|${ZONED}|${ZONED_MINUTES})$`);
const CLOSED_TIME = new RegExp(`^(?:${TIME_OF_DAY})$`);
/** Texts that DuckDB may read as dates. */
const ANY_FORM = /^\s*(?:-?\d+([-/\\ ])\d{1,2}\1\d{1,2}(?!\d)|epoch|-?infinity)/i;

/** Whether DuckDB may read a text as a date that is none here: `2026/01/05`, `2026-1-5`, `epoch`. */
export function isOtherForm(text: string): boolean {
  return ANY_FORM.test(text) && !CLOSED.test(text) && !CLOSED_TIME.test(text);
}

/** The basic form. */
const BASIC_DAY = String.raw`(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])`;
const BASIC_TIME = `T(${HOUR})(${SIXTY})(${SIXTY})`;
/** Each basic form, and how its parts are written as the extended one. */
const BASIC: readonly (readonly [string, string])[] = [
  [BASIC_DAY, String.raw`\1-\2-\3`],
  [`${BASIC_DAY}${BASIC_TIME}(Z?)`, String.raw`\1-\2-\3T\4:\5:\6\7`],
  [`${BASIC_DAY}${BASIC_TIME}([+-]${HOUR})(${SIXTY})`, String.raw`\1-\2-\3T\4:\5:\6\7:\8`],
];

/** Nodes up to which an expression is cheap enough to stand twice. */
const CHEAP = 8;

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

const matches = (text: Node, pattern: string): Node =>
  call("regexp_full_match", [text, textConstant(pattern)]);

/** `CASE WHEN text is of the form THEN value … END`; NULL for texts of none. */
const where = (text: Node, cases: readonly (readonly [pattern: string, value: Node])[]): Node =>
  expression("CASE", "CASE_EXPR", {
    case_checks: cases.map(([pattern, then_expr]) => ({ when_expr: matches(text, pattern), then_expr })),
    else_expr: nullConstant(),
  });

/**
 * The instant of a text with a zone. Nothing but such texts may reach this cast: the name of a zone in one of them
 * (`… Asia/Tokyo`) sticks in the engine's calendar and moves those after it.
 */
const zoned = (text: Node): Node => {
  const minutes = call("regexp_replace", [text, textConstant("^.{16}"), textConstant(String.raw`\0:00`)]);
  return cast(where(text, [[ZONED, text], [ZONED_MINUTES, minutes]]), "TIMESTAMP WITH TIME ZONE", true);
};

const local = (text: Node): Node => cast(where(text, [[LOCAL, text]]), "TIMESTAMP", true);

const micros = (instant: Node): Node => call("epoch_us", [instant]);

const coalesce = (first: Node, second: Node): Node =>
  expression("OPERATOR", "OPERATOR_COALESCE", { children: [first, second] });

/**
 * A text of the extended form as a date; NULL if it is none. The likelier reading comes first. Microseconds bring an
 * instant from one type to the other: a cast asks the calendar of the session's time zone.
 */
function extended(text: Node, type: DateType): Node {
  if (type === "TIMESTAMP WITH TIME ZONE") {
    return coalesce(call("make_timestamptz", [micros(local(text))]), zoned(text));
  }
  if (isTime(type)) {
    const alone = cast(where(text, [[TIME_OF_DAY, text]]), type, true);
    return coalesce(cast(extended(text, "TIMESTAMP"), type, false), alone);
  }
  const read = coalesce(local(text), call("make_timestamp", [micros(zoned(text))]));
  return type === "TIMESTAMP" ? read : cast(read, type, false);
}

/** A text of the basic form as one of the extended form; NULL if it is none. */
const basicAsExtended = (text: Node): Node =>
  where(
    text,
    BASIC.map(([pattern, parts]) => [
      pattern,
      call("regexp_replace", [text, textConstant(pattern), textConstant(parts)]),
    ]),
  );

/** `make` of any expression, which stands in the answer once, however often `make` needs it. */
function once(text: Node, make: (text: Node) => Node): Node {
  if (isCheap(text)) return make(text);
  const value = "__text";
  const lambda = expression("LAMBDA", "LAMBDA", { lhs: column(value), expr: make(column(value)) });
  return expression("OPERATOR", "ARRAY_EXTRACT", {
    children: [call("list_transform", [call("list_value", [text], "main"), lambda]), integer(1)],
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
 * A text expression read as a date (docs/reference/sql_and_types.md#iso-8601): a closed form of ISO 8601, with zone or `Z`
 * as an instant, without as UTC; the answer is in UTC. Text that is no date is NULL. Needs the session's time zone to
 * be UTC.
 */
export function textAsDate(of: Node, type: DateType, form: DateForm = "extended"): Node {
  const text = { ...of, alias: "" };
  // A time of day alone has one form.
  const read = form === "extended" ? once(text, (each) => extended(each, type)) : isTime(type)
    ? once(
      once(text, (each) => coalesce(basicAsExtended(each), where(each, [[TIME_OF_DAY, each]]))),
      (each) => extended(each, type),
    )
    : once(once(text, basicAsExtended), (each) => extended(each, type));
  return { ...read, alias: str(of, "alias") };
}
