/**
 * A row goal is the number of items that a subquery needs of its table: of EXISTS, and of a LIMIT straight over a
 * table.
 *
 * `SELECT EXISTS (SELECT 1 FROM orders WHERE note = 'a')` → 1 item; `SELECT (SELECT total FROM orders LIMIT 1)` → 1
 * item
 * @module
 */
import type { RowGoal } from "../query.ts";
import { saysExactly } from "./facts.ts";
import { attributeIn } from "./prefix.ts";
import { orderingOf, shapeOf } from "./streamable.ts";
import type { Context, Draft, PlainSelect } from "./model.ts";

/** The relations with a row goal, once all facts are gathered. */
export function rowGoalsOf(context: Context): ReadonlyMap<Draft, RowGoal> {
  return new Map(context.plain.flatMap((plain) => {
    const rowGoal = plain.select === context.statement.node ? null : rowGoalOf(context, plain);
    return rowGoal === null ? [] : [[plain.draft, rowGoal] as const];
  }));
}

function rowGoalOf({ tested }: Context, { select, draft, scope, where }: PlainSelect): RowGoal | null {
  const shape = shapeOf(select);
  if (shape === null || !shape.rowWise || !shape.oneRowEach || shape.window === null) return null;
  // Each item that is read must give a row, and no predicate elsewhere may choose among them.
  if (where !== null && !saysExactly(where, draft)) return null;
  if (draft.facts.some((fact) => !fact.exact || fact.search === undefined || fact.search !== where)) {
    return null;
  }
  const { limit, offset } = shape.window;
  const exists = tested.has(select);
  if (limit === 0) return { items: 0, ordering: null };
  if (exists) return { items: offset + 1, ordering: null };
  if (limit === null) return null;
  if (shape.orders.length === 0) return { items: limit + offset, ordering: null };
  const ordering = orderingOf(
    select,
    shape.orders,
    (reference) => attributeIn(scope, reference)?.attribute ?? null,
  );
  return ordering === null ? null : { items: limit + offset, ordering };
}
