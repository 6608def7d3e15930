/**
 * Constants that can never be what they are cast to: `DATE 'yesterday'`. That is known before anything is read.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { shown, withParameters } from "../../sql/advice/shown.ts";
import { placeIn } from "../../sql/errors.ts";
import { lineAndColumn } from "../../sql/position.ts";
import { parse, type Statement } from "../../sql/parse.ts";
import { printSql } from "../../sql/print.ts";
import { isZonedDate } from "../../sql/text_dates/literals.ts";
import { bool, children, location, type Node, node, str } from "../../sql/tree.ts";
import { plain } from "../../sql/typed/bound_type.ts";
import { castTo, isNullOf } from "../../sql/typed/nodes.ts";
import { partsMet } from "../../sql/typed/parts_met.ts";
import { callName } from "../../sql/typed/rewrite.ts";
import { sidesOf } from "../../sql/typed/sides.ts";
import { numberIn, textOf } from "../../sql/typed/unlike.ts";
import type { Session } from "../duckdb/session.ts";

/** Every day but 29 February, which not every year has. */
const DAY = String.raw`\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|` +
  "(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)";
const NUMBER = /^-?\d{1,2}(\.\d{1,2})?$/;
const TIMESTAMP = {
  form: "2026-01-31 12:00:00",
  plain: new RegExp(`^${DAY}([T ]([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d)?$`),
  advice: "Write TIMESTAMP '2026-01-31 12:00:00', or now() - INTERVAL 1 DAY.",
};

/** Types that are looked at: texts that surely are such, one of them, and what to write. */
const TYPES: ReadonlyMap<
  string,
  { readonly plain: RegExp; readonly form?: string; readonly advice?: string }
> = new Map([
  [
    "DATE",
    {
      plain: new RegExp(`^${DAY}$`),
      form: "2026-01-31",
      advice: "Write DATE '2026-01-31', or current_date - 1.",
    },
  ],
  ["TIMESTAMP", TIMESTAMP],
  ["TIMESTAMP WITH TIME ZONE", TIMESTAMP],
  ["TIME", {
    form: "12:00:00",
    plain: /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/,
    advice: "Write TIME '12:00:00'.",
  }],
  [
    "INTERVAL",
    {
      form: "30 days",
      plain: /^\d{1,3} (second|minute|hour|day|week|month|year)s?$/i,
      advice: "Write INTERVAL '30 days', or INTERVAL 30 DAY.",
    },
  ],
  ...["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL", "FLOAT", "DOUBLE"].map((type) =>
    [type, { plain: NUMBER }] as const
  ),
  ["BOOLEAN", { plain: /^(true|false)$/i }],
]);

/** What is never reached is not looked at: it may be there for another kind of value. */
const PERHAPS: ReadonlySet<string> = new Set(["OPERATOR_COALESCE", "OPERATOR_TRY", "CASE_EXPR"]);

/** `type_mismatch` that names such a constant, and what to write; null where the statement has none. */
export async function badConstantIn(statement: Statement, session: Session): Promise<DynamoSqlError | null> {
  const casts = doubtfulCasts(statement.node);
  if (casts.length === 0) return null;
  // All at once: a list may have thousands.
  const alone = (await parse("SELECT 1", session)).node;
  const tries = casts.map((cast) => isNullOf({ ...cast, try_cast: true }));
  const [values = []] = await session.rows(await printSql({ ...alone, select_list: tries }, session));
  const cast = casts[values.indexOf(true)];
  if (cast === undefined) return null;
  const constant = node(cast, "child") ?? {};
  const type = str(node(cast, "cast_type") ?? {}, "id");
  const place = location(constant) ?? location(cast);
  const position = place === null ? undefined : placeIn(statement, place);
  const where = lineAndColumn(position);
  const named = withParameters(constant, statement.given ?? new Map());
  const name = await shown(named, session);
  const { form, advice: other } = TYPES.get(type) ?? {};
  // Of a parameter, the statement is right, and the value is not.
  const advice = named === constant || form === undefined ? other : `Send it as ${form}.`;
  return new DynamoSqlError(
    "type_mismatch",
    `${name} is no ${type}${where}.${advice === undefined ? "" : ` ${advice}`}`,
    position === undefined ? {} : { position },
  );
}

/** The types of calls that have one whatever they are given, as far as texts are often compared with them. */
const CALLS: ReadonlyMap<string, string> = new Map([
  ...["now", "current_timestamp", "get_current_timestamp", "transaction_timestamp", "to_timestamp"]
    .map((name) => [name, "TIMESTAMP WITH TIME ZONE"] as const),
  ...["date_trunc", "datetrunc", "time_bucket", "strptime", "make_timestamp"]
    .map((name) => [name, "TIMESTAMP"] as const),
  ...["current_date", "today", "last_day", "make_date"].map((name) => [name, "DATE"] as const),
  ...["count", "count_star", "row_number", "rank", "dense_rank"].map((name) => [name, "BIGINT"] as const),
]);

/** The type that an expression surely has; empty where that is not known. */
const typeOf = (of: Node) => str(node(of, "cast_type") ?? {}, "id") || CALLS.get(callName(of)) || "";

/** Dates of the basic form are advised on once it is known whether a column has them. */
const BASIC = /^\s*\d{8}(T|\s|$)/;

const isConstant = (of: Node) => str(numberIn(of), "class") === "CONSTANT";

/** The casts that comparisons make of texts: `x::DATE > 'yesterday'` is one with `DATE 'yesterday'`. */
function comparedCasts(of: Node): readonly Node[] {
  return partsMet(sidesOf(of)).flatMap(castsAmong);
}

function castsAmong(sides: readonly Node[]): readonly Node[] {
  const types = [...new Set(sides.filter((side) => !isConstant(side)).map(typeOf))];
  const known = types.filter((each) => TYPES.has(each));
  const [type] = known;
  const [subject] = sides;
  // What is compared may be of several kinds, and texts be meant for one of those: `doc IN (true, 'five')`.
  const isSettled = subject !== undefined && (TYPES.has(typeOf(subject)) || known.length === types.length);
  if (type === undefined || type === "DECIMAL" || !isSettled) return [];
  // Numbers of several types are compared in the widest: `n::TINYINT IN (500, '300')`.
  const isMixed = types.length > 1 || sides.some((side) => isConstant(side) && textOf(side) === null);
  return sides.flatMap((side) => {
    const text = textOf(side);
    const isDoubtful = text !== null && !BASIC.test(text) && TYPES.get(type)?.plain.test(text) !== true &&
      !isZonedDate(text) && !(isMixed && !Number.isNaN(Number(text)));
    return isDoubtful ? [castTo(side, plain(type))] : [];
  });
}

/** The casts of texts that the statement writes itself, but for those that surely succeed. */
function doubtfulCasts(of: Node): readonly Node[] {
  if (PERHAPS.has(str(of, "type"))) return [];
  const compared = comparedCasts(of);
  if (compared.length > 0) return [...compared, ...children(of).flatMap(doubtfulCasts)];
  const child = str(of, "class") === "CAST" && !bool(of, "try_cast") ? node(of, "child") : null;
  const text = child === null ? null : textOf(child);
  const known = TYPES.get(str(node(of, "cast_type") ?? {}, "id"));
  return text === null || known === undefined || known.plain.test(text) || isZonedDate(text)
    ? children(of).flatMap(doubtfulCasts)
    : [of];
}
