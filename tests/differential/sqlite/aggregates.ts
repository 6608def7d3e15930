/**
 * Random aggregates and windows that mean the same to SQLite and to us.
 * @module
 */
import { columnOf, condition, expression, kindIn, type Scope } from "./expressions.ts";
import type { Kind } from "./tables.ts";

/** An aggregate that gives this kind. */
export function aggregate(scope: Scope, kind: Kind): string {
  const { dice } = scope;
  const of = expression(scope, kind, 1);
  const only = dice.maybe(0.25) ? ` FILTER (WHERE ${condition({ ...scope, asking: null }, 0)})` : "";
  if (kind === "text") {
    const column = columnOf(scope, kind);
    // An order by a constant is refused.
    const joined = column.startsWith("'") ? "max('a')" : `string_agg(${column}, ',' ORDER BY ${column})`;
    return dice.pick([`min(${of})`, `max(${of})`, joined]) + only;
  }
  const distinct = dice.maybe(0.25) ? "DISTINCT " : "";
  const count = () =>
    dice.maybe(0.3) ? "count(*)" : `count(${distinct}${expression(scope, kindIn(scope), 1)})`;
  return dice.pick([
    () => `sum(${distinct}${of})`,
    () => `max(${of})`,
    () => `min(${of})`,
    () => kind === "whole" ? count() : `avg(${distinct}${of})`,
  ])() + only;
}

/**
 * A whole number of a window that does not depend on the order of rows that tie.
 * @param unique columns that together tell rows apart; none = only what gives equal rows the same
 */
export function window(scope: Scope, unique: readonly string[]): string {
  const { dice } = scope;
  const parts = dice.maybe(0.6) ? `PARTITION BY ${columnOf(scope, kindIn(scope))} ` : "";
  const term = `${columnOf(scope, kindIn(scope))}${dice.maybe(0.4) ? " DESC" : ""} NULLS ${
    dice.pick(["FIRST", "LAST"])
  }`;
  const of = columnOf(scope, "whole");
  const only = dice.maybe(0.2) ? ` FILTER (WHERE ${condition({ ...scope, asking: null }, 0)})` : "";
  const exclude = dice.pick(["", "", "EXCLUDE CURRENT ROW", "EXCLUDE GROUP", "EXCLUDE TIES"]);
  if (unique.length === 0 || dice.maybe(0.4)) {
    const over = `OVER (${parts}ORDER BY ${term}`;
    return dice.pick([
      `rank() ${over})`,
      `dense_rank() ${over})`,
      `sum(${of})${only} ${over})`,
      `count(*)${only} ${over} GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING ${
        dice.pick(["", "EXCLUDE GROUP"])
      })`,
      `max(${of})${only} OVER (${parts.trim()})`,
    ]);
  }
  const over = `OVER (${parts}ORDER BY ${[term, ...unique].join(", ")}`;
  return dice.pick([
    `row_number() ${over})`,
    `lag(${of}, ${1 + dice.below(2)}) ${over})`,
    `lead(${of}) ${over})`,
    `ntile(3) ${over})`,
    `first_value(${of}) ${over})`,
    `sum(${of})${only} ${over} ROWS BETWEEN ${dice.below(3)} PRECEDING AND ${
      dice.below(3)
    } FOLLOWING ${exclude})`,
    `min(${of})${only} ${over} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW ${exclude})`,
  ]);
}
