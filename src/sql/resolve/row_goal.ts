/**
 * A row goal is the number of items that a subquery needs of its table: of EXISTS, of a LIMIT straight over a table,
 * and of a count that is compared with none.
 *
 * `SELECT EXISTS (SELECT 1 FROM orders WHERE note = 'a')` → 1 item; `SELECT (SELECT total FROM orders LIMIT 1)` → 1
 * item
 * @module
 */
import type { RowGoal } from "../query.ts";
import { saysExactly } from "./facts.ts";
import { attributeIn } from "./prefix.ts";
import { orderingOf, shapeOf } from "./streamable.ts";
import { node } from "../tree.ts";
import { asksWhetherAny } from "./counted_any.ts";
import type { Context, Draft, PlainSelect, SearchCondition } from "./model.ts";

/** The relations with a row goal, once all facts are gathered. */
export function rowGoalsOf(context: Context): ReadonlyMap<Draft, RowGoal> {
  return new Map(context.plain.flatMap((plain) => {
    const isRoot = plain.select === context.statement.node;
    const rowGoal = asksWhetherAny(plain.select)
      ? countedGoal(plain)
      : isRoot
      ? null
      : rowGoalOf(context, plain);
    return rowGoal === null ? [] : [[plain.draft, rowGoal] as const];
  }));
}

/** `SELECT count(*) > 0 …`. */
function countedGoal({ select, draft, where }: PlainSelect): RowGoal | null {
  const from = node(select, "from_table");
  const isSampled = from === null || node(from, "sample") !== null;
  return !isSampled && choosesAlone(draft, where) ? { items: 1, ordering: null } : null;
}

/** Whether each item that is read counts, and no predicate elsewhere may choose among them. */
function choosesAlone(draft: Draft, where: SearchCondition | null): boolean {
  if (where !== null && !saysExactly(where, draft)) return false;
  return draft.facts.every((fact) => fact.exact && fact.search !== undefined && fact.search === where);
}

function rowGoalOf({ tested }: Context, { select, draft, scope, where }: PlainSelect): RowGoal | null {
  const shape = shapeOf(select);
  if (shape === null || !shape.rowWise || !shape.oneRowEach || shape.window === null) return null;
  if (!choosesAlone(draft, where)) return null;
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
