/**
 * Random expressions over the places of a row, by what they give.
 * @module
 */
import type { Chance } from "../../sql/plan/random_sql.ts";
import type { WidePlace, WideTable } from "./items.ts";
import type { WideKind } from "./profiles.ts";

/** Makes expressions over the rows of an alias, and notes the attributes that they name. */
export interface Expressions {
  place(...kinds: readonly WideKind[]): string;
  /** Null: the table has none of this kind. */
  found(kind: WideKind): string | null;
  number(depth?: number): string;
  text(depth?: number): string;
  date(): string;
  /** A number, text or boolean as it is. */
  scalar(): string;
  value(): string;
  predicate(depth?: number): string;
  aggregate(): string;
}

const TEXTS = ["'a'", "'fox'", "'Oslo'", "'10'", "''", "'it''s'"];
const NUMBERS = ["0", "3", "7.5", "10.25", "-2", "20"];
const DATES = ["DATE '2021-05-01'", "TIMESTAMP '2022-03-15 10:30:00'", "DATE '2020-01-11'"];

/** Expressions over a table under an alias. */
export function expressionsOver(
  dice: Chance,
  { places }: WideTable,
  alias: string,
  named: Set<string>,
): Expressions {
  const use = ({ attribute, path }: WidePlace) => {
    named.add(attribute);
    return `${alias}.${path}`;
  };
  const among = (kinds: readonly WideKind[]) =>
    places.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
  const place = (...kinds: readonly WideKind[]) => {
    const fitting = among(kinds);
    // The key of the sparse index and `g` are there always.
    const other = among([kinds.includes("number") ? "number" : "text"]);
    return use(dice.pick(fitting.length > 0 ? fitting : other));
  };
  const found = (kind: WideKind) => {
    const fitting = among([kind]);
    return fitting.length > 0 ? use(dice.pick(fitting)) : null;
  };
  /** The first of some tries for which the table has what it needs. */
  const having = (kind: WideKind, make: (place: string) => string, or: () => string) => {
    const at = found(kind);
    return at === null ? or() : make(at);
  };

  const number = (depth = 0): string => {
    const plain = () => place("number");
    if (depth > 1 || dice.maybe(0.4)) return plain();
    const inner = () => number(depth + 1);
    return dice.pick([
      () => `${inner()} * 100`,
      () => `(${inner()} + 10)`,
      () => `(${inner()} - ${inner()})`,
      () => `${plain()} // 2`,
      () => `${plain()} % 3`,
      () => `abs(${inner()})`,
      () => `round(${plain()}, 1)`,
      () => `-${plain()}`,
      () => `${plain()} / 4`,
      () => `greatest(${plain()}, 3)`,
      () => `least(${plain()}, ${plain()})`,
      () => `length(${text(depth + 1)})`,
      () => `coalesce(${inner()}, 0)`,
      () => `coalesce(${plain()}, ${plain()})`,
      () => `nullif(${plain()}, 3)`,
      () => `CASE WHEN ${predicate(depth + 1)} THEN ${inner()} ELSE 0 END`,
      () => `TRY_CAST(${text(depth + 1)} AS DOUBLE)`,
      () => having("numbers", (at) => `list_sum(${at})`, plain),
      () => having("numbers", (at) => `len(list_filter(${at}, lambda x: x > 3))`, plain),
      () => having("maps", (at) => `list_sum(list_transform(${at}, lambda x: x.qty))`, plain),
      () => having("date", (at) => `extract(year FROM ${at})`, plain),
      () => having("texts", (at) => `len(${at})`, plain),
      () => having("lists", (at) => `list_sum(flatten(${at}))`, plain),
    ])();
  };

  const text = (depth = 0): string => {
    const plain = () => place("text");
    if (depth > 1 || dice.maybe(0.4)) return plain();
    const inner = () => text(depth + 1);
    return dice.pick([
      () => `upper(${inner()})`,
      () => `(${inner()} || '!')`,
      () => `coalesce(${inner()}, 'none')`,
      () => `${number(2)}::VARCHAR`,
      () => `concat(${plain()}, '-', ${place("number")})`,
      () => `substr(${plain()}, 1, 2)`,
      () => `left(${inner()}, 1)`,
      () => `replace(${plain()}, 'o', '0')`,
      () => `split_part(${plain()}, 'o', 1)`,
      () => `nullif(${plain()}, 'a')`,
      () => `CASE WHEN ${predicate(depth + 1)} THEN ${inner()} ELSE 'x' END`,
      () => `CASE ${plain()} WHEN 'a' THEN 'A' WHEN 'fox' THEN ${plain()} END`,
      () => having("mixed", (at) => `${at}::VARCHAR`, plain),
      () => having("texts", (at) => `array_to_string(${at}, '+')`, plain),
      () => having("date", (at) => `strftime(${at}::DATE, '%Y-%m')`, plain),
      () => having("flag", (at) => `CASE WHEN ${at} THEN 'yes' ELSE 'no' END`, plain),
    ])();
  };

  const date = () =>
    having("date", (at) =>
      dice.pick([
        `${at}::DATE`,
        `date_trunc('month', ${at})`,
        `CAST(${at} AS TIMESTAMP)`,
        `TRY_CAST(${at} AS DATE)`,
      ]), () => `DATE '2021-05-01' + ${place("number")}::INTEGER`);

  const predicate = (depth = 0): string => {
    const sign = dice.pick(["=", "<", ">", "<>", ">=", "<="]);
    const n = () => dice.pick(NUMBERS);
    const s = () => dice.pick(TEXTS);
    const plainNumber = () => `${place("number")} ${sign} ${n()}`;
    const plainText = () => `${place("text")} ${sign} ${s()}`;
    return dice.pick([
      plainNumber,
      plainText,
      plainNumber,
      plainText,
      () => `${number(depth + 1)} ${sign} ${n()}`,
      () => `${text(depth + 1)} ${sign} ${s()}`,
      () => `${place("number")} ${sign} ${place("number")}`,
      () => `${place("text")} ${sign} ${place("text")}`,
      () =>
        `${place("text")} ${dice.pick(["LIKE", "NOT LIKE", "ILIKE"])} '${dice.pick(["f%", "%a%", "1_"])}'`,
      () => `${place()} IS ${dice.pick(["", "NOT "])}NULL`,
      () => `coalesce(${place("number")}, 3) ${sign} ${n()}`,
      () => `${place("text")} ${dice.pick(["IN", "NOT IN"])} (${s()}, ${s()})`,
      () => `${place("number")} ${dice.pick(["IN", "NOT IN"])} (${n()}, ${n()}, 5)`,
      () => `${place("number")} BETWEEN ${n()} AND ${n()}`,
      () => `${place("text")} IS ${dice.pick(["", "NOT "])}DISTINCT FROM ${s()}`,
      () => `NOT (${plainNumber()} OR ${plainText()})`,
      () => `(${plainNumber()} OR ${plainText()})`,
      () => `(${plainText()} AND ${plainNumber()})`,
      () => `regexp_matches(${place("text")}, '^[a-m]')`,
      () => `starts_with(${place("text")}, 'f')`,
      () => `(${place("text")}, ${place("number")}) = (${s()}, ${n()})`,
      () =>
        having("flag", (at) => dice.pick([at, `NOT ${at}`, `${at} IS NOT TRUE`, `${at} = false`]), plainText),
      () => having("date", (at) => `${at} ${sign} ${dice.pick(DATES)}`, plainNumber),
      () => having("date", (at) => `${at} BETWEEN DATE '2020-06-01' AND DATE '2022-06-01'`, plainText),
      () => having("mixed", (at) => `${at} ${dice.pick(["=", "<>"])} ${s()}`, plainText),
      () => having("mixed", (at) => `${at} IN (${s()}, '5')`, plainText),
      () => having("texts", (at) => `list_contains(${at}, ${s()})`, plainText),
      () => having("texts", (at) => `${s()} = ANY(${at})`, plainText),
      () => having("numbers", (at) => `list_contains(${at}, ${n()})`, plainNumber),
      () => having("numbers", (at) => `len(${at}) > 1`, plainNumber),
      () => having("maps", (at) => `len(list_filter(${at}, lambda x: x.sku = ${s()})) > 0`, plainText),
      () => having("maps", (at) => `${at} IS NOT NULL`, plainText),
      () => `${alias}.g = ${dice.below(7)} AND ${plainNumber()}`,
      () => `${alias}.s = ${s()} AND ${plainText()}`,
    ])();
  };

  const scalar = () => place("number", "text", "flag");
  const value = (): string =>
    dice.pick([
      () => place(),
      () => place(),
      number,
      text,
      number,
      text,
      date,
      () => having("maps", (at) => `list_transform(${at}, lambda x: x.sku)`, text),
      () => having("maps", (at) => `list_filter(${at}, lambda x: x.qty > 3)`, number),
      () => having("maps", (at) => `[x.qty FOR x IN ${at} IF x.qty < 20]`, number),
      () => having("maps", (at) => `list_transform(${at}, lambda x: coalesce(x.sku, 'none'))`, text),
      () => having("numbers", (at) => `list_transform(${at}, lambda x: x + 1)`, number),
      () => having("numbers", (at) => `list_sort(${at})`, number),
      () => having("numbers", (at) => `list_max(${at})`, number),
      () => having("texts", (at) => `${at}[1:1]`, text),
      () => having("texts", (at) => `list_position(${at}, 'c')`, text),
      () => having("flag", (at) => at, number),
      () => predicate(),
    ])();
  const aggregate = (): string =>
    dice.pick([
      () => `count(*)`,
      () => `count(${place()})`,
      () => `count(DISTINCT ${scalar()})`,
      () => `${dice.pick(["sum", "avg", "min", "max", "median"])}(${place("number")})`,
      () => `${dice.pick(["sum", "min", "max"])}(${number(1)})`,
      () => `sum(DISTINCT ${place("number")})`,
      () => `${dice.pick(["min", "max"])}(${text(1)})`,
      () => `${dice.pick(["min", "max"])}(${date()})`,
      () => `count(*) FILTER (WHERE ${predicate()})`,
      () => `sum(${place("number")}) FILTER (WHERE ${predicate()})`,
      () => `quantile_cont(${place("number")}, 0.25)`,
      () => `stddev_pop(${place("number")})`,
      () => `string_agg(${text(1)}, ',' ORDER BY ${alias}.id)`,
      () => `list(${scalar()} ORDER BY ${alias}.id)`,
      () => `bool_or(${predicate()})`,
      () => `max(length(${place("text")}))`,
    ])();

  return { place, found, number, text, date, scalar, value, predicate, aggregate };
}
