/**
 * Random statements in many shapes over two random tables.
 * @module
 */
import type { Chance } from "../../sql/plan/random_sql.ts";
import type { Statement } from "../statements.ts";
import { expressionsOver } from "./expressions.ts";
import type { WideTable } from "./items.ts";
import { shapes } from "./shapes.ts";

/** A random statement. */
export function wideStatement(dice: Chance, first: WideTable, second: WideTable): Statement {
  for (;;) {
    const named = new Set<string>();
    const shape = dice.below(shapes.length);
    const shaped = shapes[shape]?.({
      dice,
      first,
      second,
      t: expressionsOver(dice, first, "t", named),
      u: expressionsOver(dice, second, "u", named),
      v: expressionsOver(dice, first, "v", named),
    });
    // The tables have no place for some shapes.
    if (shaped === undefined || shaped === null) continue;
    for (const name of ["id", "g", "s", "pk"]) {
      if (new RegExp(`[.(]${name}\\b`).test(shaped.sql)) named.add(name);
    }
    return {
      sql: shaped.sql,
      ordered: shaped.ordered ?? false,
      attributes: shaped.all === true ? null : [...named],
      shape,
    };
  }
}
