/**
 * Random expressions over columns in scope. None of them fails for a row, so that a failure is one.
 * @module
 */
import type { Chance } from "../../sql/plan/random_sql.ts";
import { dated, droppable, numberText, otherwise, wholePart } from "./text.ts";

/** What an expression gives. `day` is text that mostly holds dates. */
export type Kind = "text" | "number" | "flag" | "day" | "list" | "map" | "json";

/** A column that a statement can name. */
export interface Column {
  readonly name: string;
  readonly kind: Kind;
  /** It holds the partition key of its table, or of an index that a join by it can use. */
  readonly key?: boolean;
}

/** A named source of rows. */
export interface Rows {
  readonly alias: string;
  readonly columns: readonly Column[];
}

/** What expressions are made from. */
export interface Scope {
  readonly dice: Chance;
  /** Inner sources first. */
  readonly rows: readonly Rows[];
  /** A predicate with a subquery, or null where it would be too deep. */
  readonly subquery: ((scope: Scope) => string) | null;
}

const texts = ["a", "ab", "b", "c", "d", "zz", "", "Ab", "é", "1", "zz10"];
const numbers = ["0", "1", "2", "2.5", "3", "4", "-0.25", "7", "100"];
const days = ["2024-01-05", "2024-02-29", "2024-03-11", "2024-02-29T10:30:00"];
const comparisons = ["=", "=", "=", "<", "<=", ">", ">=", "<>"];

/** A literal. */
export function literal(dice: Chance, kind: Kind): string {
  if (kind === "number") return dice.pick(numbers);
  return `'${dice.pick(kind === "day" ? days : texts)}'`;
}

/** A column of a kind as `alias.name`; null if none is in scope. */
export function column({ dice, rows }: Scope, ...kinds: readonly Kind[]): string | null {
  const found = rows.flatMap(({ alias, columns }) =>
    columns.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => `${alias}.${name}`)
  );
  return found.length === 0 ? null : dice.pick(found);
}

/** A number. */
export function number(scope: Scope, depth: number): string {
  const { dice } = scope;
  const plain = column(scope, "number") ?? literal(dice, "number");
  if (depth <= 0 || dice.maybe(0.5)) return dice.maybe(0.85) ? plain : literal(dice, "number");
  switch (dice.below(7)) {
    case 0:
      if (dice.maybe(0.17)) return wholePart(plain, number(scope, depth - 1));
      return `(${plain} ${dice.pick(["+", "-", "*", "/", "%"])} ${number(scope, depth - 1)})`;
    case 1:
      return `abs(${number(scope, depth - 1)})`;
    case 2:
      return `coalesce(${plain}, ${number(scope, depth - 1)})`;
    case 3:
      return `length(${text(scope, depth - 1)})`;
    case 4: {
      const list = column(scope, "list");
      return list === null ? plain : dice.pick([`len(${list})`, `list_sum(${list})`, `${list}[1]`]);
    }
    case 5: {
      const map = column(scope, "map");
      return map === null ? plain : `${map}.q`;
    }
    default:
      return `CASE WHEN ${predicate({ ...scope, subquery: null }, depth - 1)} THEN ${plain} ELSE ${
        number(scope, depth - 1)
      } END`;
  }
}

/** A text. */
export function text(scope: Scope, depth: number): string {
  const { dice } = scope;
  const plain = column(scope, "text", "day") ?? literal(dice, "text");
  if (depth <= 0 || dice.maybe(0.5)) return dice.maybe(0.85) ? plain : literal(dice, "text");
  switch (dice.below(7)) {
    case 0:
      return `(${plain} || ${text(scope, depth - 1)})`;
    case 1:
      return `${dice.pick(["upper", "lower", "trim", "reverse"])}(${text(scope, depth - 1)})`;
    case 2:
      return `coalesce(${plain}, ${text(scope, depth - 1)})`;
    case 3:
      return `substr(${plain}, 1, ${1 + dice.below(3)})`;
    case 4:
      return `nullif(${plain}, ${literal(dice, "text")})`;
    case 5: {
      const map = column(scope, "map");
      return map === null ? plain : `${map}.p`;
    }
    default:
      return numberText(number(scope, depth - 1));
  }
}

/** A predicate. */
export function predicate(scope: Scope, depth: number): string {
  const { dice } = scope;
  if (depth > 0 && dice.maybe(0.4)) {
    const parts = Array.from({ length: 2 + dice.below(2) }, () => predicate(scope, depth - 1));
    const between = dice.maybe(0.5) ? " AND " : " OR ";
    const last = parts.pop() ?? "true";
    return `(${parts.map((part) => droppable(`${part}${between}`)).join("")}${last})`;
  }
  if (depth > 0 && dice.maybe(0.1)) return `${droppable("NOT ")}(${predicate(scope, depth - 1)})`;
  if (scope.subquery !== null && dice.maybe(0.15)) return scope.subquery(scope);
  return atom(scope, depth);
}

/** A comparison with values from parts that look at no table. */
function known(dice: Chance, named: string, value: () => string): string {
  const rows = () => `(${value()}), (${value()})${droppable(", (NULL)")}`;
  return dice.pick([
    `${named} ${droppable("NOT ")}IN (VALUES ${rows()})`,
    `${named} = ANY([${value()}, ${value()}])`,
    `${named} ${dice.pick(["=", "=", ">="])} (SELECT ${value()})`,
    `${named} IN (SELECT unnest([${value()}, ${value()}]))`,
    `${droppable("NOT ")}list_contains([${value()}, ${value()}], ${named})`,
    `EXISTS (SELECT 1 FROM (VALUES ${rows()}) v(v) WHERE v.v = ${named})`,
  ]);
}

function atom(scope: Scope, depth: number): string {
  const { dice } = scope;
  const kind = dice.pick(["text", "text", "number", "number", "flag", "day", "json", "any"] as const);
  if (kind === "any") {
    const any = column(scope, "text", "number", "flag", "day", "list", "map", "json") ?? "1";
    return `${any} IS ${dice.pick(["", "NOT "])}NULL`;
  }
  const named = column(scope, kind);
  if (named === null) return "1 = 1";
  if (kind === "json") return jsonAtom(dice, named);
  if (kind === "flag") {
    return dice.pick([
      named,
      `NOT ${named}`,
      `${named} = false`,
      `${named} IS NOT true`,
      `${named} IS DISTINCT FROM true`,
    ]);
  }
  if (kind === "day" && dice.maybe(0.4)) {
    const type = dice.pick(["date", "timestamp"] as const);
    return `${dated(named, type)} ${dice.pick(comparisons)} ${type} '2024-0${1 + dice.below(4)}-11'`;
  }
  const value = () => literal(dice, kind);
  switch (dice.below(15)) {
    case 13:
    case 14:
      return known(dice, named, value);
    case 0:
      return `${named} IN (${value()}, ${value()}, ${value()})`;
    case 1:
      return `${named} NOT IN (${value()}, ${value()})`;
    case 2:
      return `${named} ${dice.pick(["", "NOT "])}BETWEEN ${value()} AND ${value()}`;
    case 3:
      return kind === "number"
        ? `${number(scope, depth)} ${dice.pick(comparisons)} ${number(scope, depth)}`
        : `${named} LIKE '${dice.pick(["a%", "b%", "%", "%a%", "2024-02%", "_", "a_"])}'`;
    case 4:
      return kind === "number"
        ? `${named} % 2 = ${dice.below(2)}`
        : `starts_with(${named}, '${dice.pick(["a", "b", "2024", ""])}')`;
    case 5:
      return `${named} IS ${dice.pick(["", "NOT "])}DISTINCT FROM ${value()}`;
    case 6:
      return `coalesce(${named}, ${value()}) ${dice.pick(comparisons)} ${value()}`;
    case 7: {
      const [a, b] = [column(scope, "text") ?? "'a'", column(scope, "number") ?? "1"];
      return `(${a}, ${b}) ${dice.pick(["=", "=", "<", ">="])} (${literal(dice, "text")}, ${
        literal(dice, "number")
      })`;
    }
    case 8: {
      const [a, b] = [column(scope, "text") ?? "'a'", column(scope, "number") ?? "1"];
      const row = () => `(${literal(dice, "text")}, ${literal(dice, "number")})`;
      return `(${a}, ${b}) IN (${row()}, ${row()})`;
    }
    case 9:
      return `${named} ${dice.pick(comparisons)} ${column(scope, kind) ?? value()}`;
    default:
      return `${named} ${dice.pick(comparisons)} ${value()}`;
  }
}

/** JSON meets text and numbers by value. */
function jsonAtom(dice: Chance, named: string): string {
  const asText = `(${named} ->> '$')`;
  const asNumber =
    `(CASE WHEN json_type(${named}) IN ('UBIGINT', 'BIGINT', 'DOUBLE', 'HUGEINT') THEN TRY_CAST(${named} AS DOUBLE) END)`;
  const [word, digit] = [dice.pick(["'a'", "'b'", "'zz'"]), dice.pick(["5", "2.5", "0"])];
  const sign = dice.pick(["=", "=", "<>", "<", ">="]);
  return dice.pick([
    otherwise(`${named} = ${word}`, `${asText} = ${word}`),
    otherwise(`${named} IN (${word}, 'a')`, `${asText} IN (${word}, 'a')`),
    otherwise(`${named} LIKE 'a%'`, `${asText} LIKE 'a%'`),
    otherwise(`coalesce(${named}, 'none') = ${word}`, `coalesce(${asText}, 'none') = ${word}`),
    otherwise(`${named} ${sign} ${digit}`, `${asNumber} ${sign} ${digit}`),
  ]);
}
