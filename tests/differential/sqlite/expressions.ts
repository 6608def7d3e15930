/**
 * Random expressions that mean the same to SQLite and to us: conditions in three-valued logic, texts and numbers.
 * @module
 */
import type { Chance } from "../../sql/plan/random_sql.ts";
import type { Column, Kind } from "./tables.ts";
import { VALUES } from "./tables.ts";

/** A column of a source in FROM, as it is written. */
export interface Ref extends Column {
  readonly sql: string;
}

/** What expressions are made of. */
export interface Scope {
  readonly dice: Chance;
  readonly refs: readonly Ref[];
  /** A condition with a subquery about the columns in scope; null where it would be too deep. */
  readonly asking: ((refs: readonly Ref[]) => string) | null;
}

const KINDS: readonly Kind[] = ["text", "whole", "decimal"];

/** A kind of which the scope has a column. */
export function kindIn({ dice, refs }: Scope): Kind {
  return dice.pick(KINDS.filter((kind) => refs.some((ref) => ref.kind === kind)));
}

/** A column of a kind; a constant where there is none. */
export function columnOf({ dice, refs }: Scope, kind: Kind): string {
  const found = refs.filter((ref) => ref.kind === kind);
  return found.length === 0 ? constant(dice, kind) : dice.pick(found).sql;
}

/** A constant of a kind. */
export function constant(dice: Chance, kind: Kind): string {
  const value = dice.pick(VALUES[kind]);
  return kind === "text" ? `'${value}'` : value;
}

/** An expression of a kind. */
export function expression(scope: Scope, kind: Kind, depth = 2): string {
  const { dice } = scope;
  const inner = () => expression(scope, kind, depth - 1);
  if (depth === 0 || dice.maybe(0.5)) return dice.maybe(0.85) ? columnOf(scope, kind) : constant(dice, kind);
  if (dice.maybe(0.25)) return `CASE WHEN ${condition(scope, 1)} THEN ${inner()} ELSE ${inner()} END`;
  if (dice.maybe(0.25)) return `coalesce(${inner()}, ${inner()})`;
  if (dice.maybe(0.15)) return `nullif(${inner()}, ${inner()})`;
  if (kind === "decimal") {
    return dice.pick([`(${inner()} + ${inner()})`, `(${inner()} * 2)`, `abs(${inner()})`]);
  }
  if (kind === "whole") {
    const text = () => expression(scope, "text", depth - 1);
    return dice.pick([
      `(${inner()} + ${inner()})`,
      `(${inner()} - ${inner()})`,
      `(${inner()} * ${inner()})`,
      `(${inner()} % 3)`,
      `length(${text()})`,
      `instr(${text()}, 'b')`,
      `(-${inner()})`,
    ]);
  }
  return dice.pick([
    `(${inner()} || ${inner()})`,
    `upper(${inner()})`,
    `lower(${inner()})`,
    `substr(${inner()}, ${1 + dice.below(3)}, ${1 + dice.below(3)})`,
    `replace(${inner()}, 'a', 'x')`,
  ]);
}

const COMPARISONS = ["=", "=", "=", "<>", "<", "<=", ">", ">="];

/** A condition. */
export function condition(scope: Scope, depth = 2): string {
  const { dice } = scope;
  if (depth > 0 && dice.maybe(0.4)) {
    const word = dice.maybe(0.6) ? "AND" : "OR";
    return `(${condition(scope, depth - 1)} ${word} ${condition(scope, depth - 1)})`;
  }
  if (depth > 0 && dice.maybe(0.12)) return `NOT (${condition(scope, depth - 1)})`;
  if (scope.asking !== null && dice.maybe(0.2)) return scope.asking(scope.refs);
  const kind = kindIn(scope);
  const keys = scope.refs.filter((ref) => ref.key);
  const key = keys.length > 0 && dice.maybe(0.35) ? dice.pick(keys) : null;
  const of = key?.kind ?? kind;
  const left = key?.sql ?? (dice.maybe(0.75) ? columnOf(scope, kind) : expression(scope, kind, 1));
  const right = () => dice.maybe(0.7) ? constant(dice, of) : expression(scope, of, 1);
  const not = dice.maybe(0.25) ? "NOT " : "";
  return dice.pick([
    () => `${left} ${dice.pick(COMPARISONS)} ${right()}`,
    () => `${left} ${dice.pick(COMPARISONS)} ${right()}`,
    () => `${left} ${not}BETWEEN ${right()} AND ${right()}`,
    () => `${left} ${not}IN (${[right(), right(), ...(dice.maybe(0.15) ? ["NULL"] : [right()])].join(", ")})`,
    () => `${left} IS ${not}NULL`,
    () => `${left} IS ${not}DISTINCT FROM ${right()}`,
    () =>
      of === "text"
        ? `${left} ${not}LIKE '${dice.pick(["a%", "%b", "c_", "2026-0%", "%"])}'`
        : `${left} < ${right()}`,
  ])();
}
