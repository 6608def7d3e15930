/**
 * Random statements over places: each has one answer, as a multiset or in a total order.
 * @module
 */
import type { Chance } from "../sql/plan/random_sql.ts";
import type { Kind, Place, RandomTable } from "./items.ts";

/** A statement, with what it names. */
export interface Statement {
  readonly sql: string;
  readonly ordered: boolean;
  /** Attributes that it names; null = all (`*`). */
  readonly attributes: readonly string[] | null;
  /** Which of the shapes it is, for counts. */
  readonly shape?: number;
}

const texts = ["'a'", "'fox'", "'Oslo'", "'10'", "''"];
const numbers = ["0", "3", "7.5", "10.25", "-2", "20"];

function otherCase(name: string): string {
  const upper = name.toUpperCase();
  return upper === name ? name.toLowerCase() : upper;
}

/** A random statement over two tables. */
export function randomStatement(dice: Chance, first: RandomTable, second: RandomTable): Statement {
  const named = new Set<string>();
  const place = (...kinds: readonly Kind[]): string => {
    const fitting = first.places.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
    return use(fitting.length > 0 ? dice.pick(fitting) : dice.pick(first.places), "t");
  };
  const use = ({ attribute, path }: Place, alias: string) => {
    named.add(attribute);
    if (!dice.maybe(0.06)) return `${alias}.${path}`;
    // In another case: the very attribute may be there as well.
    const other = otherCase(attribute);
    named.add(other);
    const quote = dice.maybe(0.5) ? '"' : "";
    return `${alias}.${quote}${other}${quote}${path.slice(attribute.length + 2)}`;
  };
  const has = (kind: Kind) => first.places.some((each) => each.kind === kind);
  const number = () => place("number");
  const text = () => place("text");
  const scalar = () => place("number", "text", "flag");
  const predicate = (): string => {
    const sign = dice.pick(["=", "<", ">", "<>", ">="]);
    return dice.pick([
      () => `${number()} ${sign} ${dice.pick(numbers)}`,
      () => `${text()} ${sign} ${dice.pick(texts)}`,
      () => `${text()} LIKE '${dice.pick(["f%", "%a%", "1_"])}'`,
      () => `${place()} IS ${dice.pick(["", "NOT "])}NULL`,
      () => `coalesce(${number()}, 3) ${sign} ${dice.pick(numbers)}`,
      () => `${text()} IN (${dice.pick(texts)}, ${dice.pick(texts)})`,
      () => `${number()} BETWEEN ${dice.pick(numbers)} AND ${dice.pick(numbers)}`,
      () => `NOT (${number()} ${sign} ${dice.pick(numbers)} OR ${text()} = ${dice.pick(texts)})`,
      () => `t.g = ${dice.below(7)} AND ${number()} ${sign} ${dice.pick(numbers)}`,
      () => `t.id = 'i${dice.below(40)}' AND ${text()} ${sign} ${dice.pick(texts)}`,
    ])();
  };
  const where = () => dice.maybe(0.5) ? ` WHERE ${predicate()}` : "";
  const from = `FROM ${first.table.name} t`;
  const value = (): string =>
    dice.pick([
      place,
      number,
      text,
      () => `${number()} * 100`,
      () => `${number()} + 10`,
      () => `${number()} // 2`,
      () => `${number()}::VARCHAR`,
      () => `upper(${text()})`,
      () => `length(${text()})`,
      () => `${text()} || '!'`,
      () => `coalesce(${text()}, 'none')`,
      () => `round(${number()} * 0.5, ${dice.below(3)})`,
      () => `${number()} % ${dice.pick(["3", "0.3", "7.5"])}`,
      () => `${number()} - ${number()} = ${dice.pick(numbers)}`,
      () => `TRY_CAST(${number()} AS INT)`,
      () => `hash(${number()})`,
      () => `greatest(${number()}, ${dice.pick(numbers)})`,
      () => has("numbers") ? `list_contains(${place("numbers")}, ${dice.pick(numbers)})` : number(),
      () => has("numbers") ? `list_position(${place("numbers")}, ${number()})` : number(),
      () => has("numbers") ? `${dice.pick(["list_avg", "list_median"])}(${place("numbers")})` : number(),
      () => has("map") ? `${dice.pick(["map_keys", "cardinality"])}(${place("map")})` : number(),
      () => `CASE WHEN ${predicate()} THEN ${number()} ELSE 0 END`,
      () => has("numbers") ? `list_sum(${place("numbers")})` : number(),
      () => has("texts") ? `len(${place("texts")})` : text(),
      () => has("maps") ? `list_transform(${place("maps")}, lambda x: x.sku)` : text(),
      () => has("maps") ? `list_filter(${place("maps")}, lambda x: x.qty > 3)` : number(),
    ])();
  const aggregate = (): string =>
    dice.pick([
      () => `count(*)`,
      () => `count(${place()})`,
      () => `count(DISTINCT ${scalar()})`,
      () => `${dice.pick(["sum", "avg", "min", "max", "median"])}(${number()})`,
      () => `${dice.pick(["min", "max"])}(${text()})`,
      () => `sum(${number()} * ${number()})`,
      () => `sum(${number()}) = ${dice.pick(numbers)}`,
      () => `quantile_cont(${number()}, 0.3)`,
      () => `count(*) FILTER (WHERE ${predicate()})`,
    ])();
  const many = (make: () => string) => Array.from({ length: 1 + dice.below(3) }, make).join(", ");
  let ordered = false;
  let all = false;
  const sql = dice.pick([
    () => `SELECT t.id, ${many(value)} ${from}${where()}`,
    () => `SELECT t.id, ${many(value)} ${from}${where()}`,
    () => `SELECT ${many(aggregate)} ${from}${where()}`,
    () => `SELECT ${scalar()} AS k, ${many(aggregate)} ${from}${where()} GROUP BY 1`,
    () => {
      ordered = true;
      return `SELECT t.id, ${value()} ${from}${where()} ORDER BY ${scalar()} ${
        dice.pick(["", "DESC"])
      }, t.id LIMIT ${1 + dice.below(9)}`;
    },
    () => {
      all = true;
      return `SELECT * ${from}${where()}`;
    },
    () => {
      all = true;
      return `SELECT * ${from}${where()} UNION ALL SELECT * ${from}${where()}`;
    },
    () => `SELECT ${scalar()} AS v ${from}${where()} UNION SELECT ${scalar()} ${from}`,
    () => `SELECT DISTINCT ${many(scalar)} ${from}${where()}`,
    () => {
      const other = dice.pick(second.places.filter(({ kind }) => kind === "text" || kind === "number"));
      const mine = other.kind === "text" ? text() : number();
      const join = dice.pick(["JOIN", "LEFT JOIN", "SEMI JOIN", "ANTI JOIN"]);
      return `SELECT count(*), count(DISTINCT t.id) ${from} ${join} ${second.table.name} u ON ${mine} = ${
        use(other, "u")
      }`;
    },
    () =>
      `SELECT t.id, row_number() OVER (PARTITION BY ${scalar()} ORDER BY ${scalar()}, t.id) AS n ${from}${where()}`,
    () =>
      has("maps")
        ? `SELECT t.id, x.sku, x.qty ${from}, unnest(${place("maps")}) AS n(x)`
        : `SELECT t.id ${from}`,
    () =>
      has("numbers")
        ? `SELECT x, count(*) ${from}, unnest(${place("numbers")}) AS n(x) GROUP BY x`
        : `SELECT t.id ${from}`,
    () => `SELECT t.id ${from} WHERE ${predicate()} AND ${predicate()}`,
    () => `SELECT ${scalar()} AS k, count(*) ${from} GROUP BY 1 HAVING count(*) > 1`,
  ])();
  return { sql, ordered, attributes: all ? null : [...named] };
}
