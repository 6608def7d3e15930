/**
 * Joins by keys: what can be driven by them.
 * @module
 */
import type { Chance } from "../../sql/plan/random_sql.ts";
import { type Column, column, literal, predicate, type Rows } from "./expressions.ts";
import type { Maker } from "./statement.ts";
import { droppable } from "./text.ts";

/** A table, perhaps cut down, joined with another by a key of that one: what keys drive at its plainest. */
export function joinByKey(maker: Maker): { sql: string; rows: Rows; sources: readonly Rows[] } | null {
  const { dice } = maker;
  const [from, to] = [dice.pick(maker.tables), dice.pick(maker.tables)];
  const left = { alias: `r${maker.names++}`, columns: from.columns };
  const right = { alias: `r${maker.names++}`, columns: to.columns };
  const key = keyOf(dice, [right]);
  const value = key === null ? null : column({ dice, rows: [left], subquery: null }, key.kind);
  if (from.alias === to.alias || key === null || value === null) return null;
  const own = keyOf(dice, [left]);
  const cut = own !== null && dice.maybe(0.5)
    ? `(SELECT * FROM ${from.alias} ${left.alias} WHERE ${left.alias}.${own.name} = ${
      literal(dice, own.kind)
    })`
    : from.alias;
  const join = dice.pick(["JOIN", "JOIN", "LEFT JOIN", "SEMI JOIN", "ANTI JOIN"]);
  const more = dice.maybe(0.3)
    ? droppable(` AND ${predicate({ dice, rows: [left, right], subquery: null }, 1)}`)
    : "";
  return {
    sql:
      `${cut} ${left.alias} ${join} ${to.alias} ${right.alias} ON ${value} = ${right.alias}.${key.name}${more}`,
    rows: left,
    sources: join === "SEMI JOIN" || join === "ANTI JOIN" ? [left] : [left, right],
  };
}

/** A key of the first of these that has one: joins by keys are what can be driven by them. */
export function keyOf(dice: Chance, sources: readonly Rows[]): (Column & { readonly rows: Rows }) | null {
  for (const rows of sources) {
    const keys = rows.columns.filter(({ key }) => key === true);
    if (keys.length > 0) return { ...dice.pick(keys), rows };
  }
  return null;
}
