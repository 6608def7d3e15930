/**
 * Subqueries that need a few items of their table only: EXISTS, and a LIMIT straight over a table.
 * @module
 */
import type { Enough } from "../query.ts";
import { saysExactly } from "./facts.ts";
import { attributeIn } from "./prefix.ts";
import { orderingOf, shapeOf } from "./streamable.ts";
import type { Context, Draft, PlainSelect } from "./model.ts";

/** The relations of which a few items are enough, once all facts are gathered. */
export function enoughItems(context: Context): ReadonlyMap<Draft, Enough> {
  return new Map(context.plain.flatMap((plain) => {
    const enough = plain.select === context.statement.node ? null : enoughOf(context, plain);
    return enough === null ? [] : [[plain.draft, enough] as const];
  }));
}

function enoughOf({ tested }: Context, { select, draft, scope, where }: PlainSelect): Enough | null {
  const shape = shapeOf(select);
  if (shape === null || !shape.rowWise || !shape.oneRowEach || shape.window === null) return null;
  // Each item that is read must give a row, and nothing from elsewhere may choose among them.
  if (where !== null && !saysExactly(where, draft)) return null;
  if (draft.facts.some((fact) => !fact.exact || fact.site === undefined || fact.site !== where)) return null;
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
