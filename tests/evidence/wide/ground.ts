/**
 * What the shapes of random statements are made of.
 * @module
 */
import type { Chance } from "../../sql/plan/random_sql.ts";
import type { Expressions } from "./expressions.ts";
import type { WideTable } from "./items.ts";

/** What a shape is made of. */
export interface Ground {
  readonly dice: Chance;
  readonly first: WideTable;
  readonly second: WideTable;
  /** Over `t`, a row of the first table. */
  readonly t: Expressions;
  /** Over `u`, a row of the second table. */
  readonly u: Expressions;
  /** Over `v`, another row of the first table. */
  readonly v: Expressions;
}

/** A statement without what it names. */
export interface Shaped {
  readonly sql: string;
  /** Its order is total. */
  readonly ordered?: true;
  /** `*` names all attributes. */
  readonly all?: true;
}

/** Gives a statement over two tables; null where they have no place for it. */
export type Shape = (ground: Ground) => Shaped | null;

/** Some expressions, with commas between. */
export const many = (dice: Chance, make: () => string, most = 3) =>
  Array.from({ length: 1 + dice.below(most) }, () => make()).join(", ");
/** The first table. */
export const fromOf = ({ first }: Ground) => `FROM ${first.table.name} t`;
/** The second table. */
export const otherOf = ({ second }: Ground) => `${second.table.name} u`;
/** The first table once more. */
export const againOf = ({ first }: Ground) => `${first.table.name} v`;
/** A condition, or none. */
export const whereOf = ({ dice, t }: Ground, share = 0.5) =>
  dice.maybe(share) ? ` WHERE ${t.predicate()}` : "";
/** How rows are put in order. */
export const direction = (dice: Chance) => dice.pick(["", " DESC", " NULLS LAST", " DESC NULLS FIRST"]);
/** One to nine. */
export const aFew = (dice: Chance) => 1 + dice.below(9);

/** What joins two rows: places of one kind. */
export function joinOf({ dice, t, u }: Ground): string {
  return dice.maybe(0.5)
    ? `${t.place("text")} = ${u.place("text")}`
    : `${t.place("number")} = ${u.place("number")}`;
}

/** A key of the first table, for a lookup. */
export function keyOf({ dice, first: { table } }: Ground): string {
  const [hash = "", sort] = [table.hash, table.sort];
  const numeric = [hash, sort].includes("id:N");
  const id = (at: number) => numeric ? String(at) : `'i${at}'`;
  const at = dice.below(14);
  if (!hash.startsWith("pk")) {
    return dice.pick([`t.id = ${id(at)}`, `t.id IN (${id(at)}, ${id(3)}, ${id(99)})`]);
  }
  const pk = hash === "pk" ? `'p${at % 5}'` : String(at % 5);
  return dice.pick([`t.pk = ${pk} AND t.id = ${id(at)}`, `t.pk = ${pk}`, `t.pk = ${pk} AND t.id > ${id(5)}`]);
}
