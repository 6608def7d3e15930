/**
 * Orders by columns that only the binder knows: ALL, a position after `*`, a column of a set operation. If they are
 * JSON or maps, the order is put into a query around.
 * @module
 */
import { isStarred, ordersOf } from "../orders.ts";
import { type Node, node, nodes, numeral, str, strs } from "../tree.ts";
import type { BoundType } from "./bound_type.ts";
import { column } from "./nodes.ts";
import type { Ordered } from "./ordering.ts";
import type { Rewrite } from "./rewrite.ts";
import { isSetOperation } from "./set_operations.ts";
import { namesOf, ORDERED, selected, subquery } from "./subqueries.ts";

const isAll = (entry: Node) => str(node(entry, "expression") ?? {}, "class") === "STAR";

/** The place that an entry says; null where it says none. */
function placeIn(entry: Node): number | null {
  const expression = node(entry, "expression") ?? {};
  const value = str(expression, "class") === "CONSTANT" ? node(expression, "value") : null;
  const place = value === null ? null : numeral(value, "value");
  return place === null ? null : Number(place) - 1;
}

/** Whether a query orders by columns that its text does not show. */
export function ordersColumns(of: Node): boolean {
  const orders = ordersOf(of);
  if (orders.length === 0) return false;
  if (isSetOperation(of)) return true;
  return str(of, "type") === "SELECT_NODE" &&
    (orders.some(isAll) ||
      (nodes(of, "select_list").some(isStarred) && orders.some((entry) => placeIn(entry) !== null)));
}

/** The columns of a query that an entry is of; null where it is of something else. */
function columnsAt(entry: Node, fields: BoundType["fields"]): readonly number[] | null {
  if (isAll(entry)) return fields.map((_, at) => at);
  const place = placeIn(entry);
  if (place !== null) return place in fields ? [place] : null;
  const expression = node(entry, "expression") ?? {};
  const names = str(expression, "class") === "COLUMN_REF" ? strs(expression, "column_names") : [];
  const name = names.length === 1 ? names[0]?.toLowerCase() : undefined;
  const at = fields.findIndex((field) => field.name.toLowerCase() === name);
  return at < 0 ? null : [at];
}

/** Queries that order by columns that are not named. */
export const orderedColumns = (ordered: Ordered): Rewrite => ({
  around: true,
  wants: (of, world) => ordered.among(world) && ordersColumns(of) ? [of] : [],
  rewrite(of, typeOf) {
    const fields = typeOf(of)?.fields ?? [];
    const columns = ordersOf(of).map((entry) => columnsAt(entry, fields));
    if (!columns.some((each) => each?.some((at) => ordered.isIn(fields[at]?.type ?? null)))) return null;
    if (columns.includes(null)) return null;
    return (now) => {
      const names = fields.map((_, at) => `__c${at}`);
      const by = (at: number) => {
        const own = column(names[at] ?? "");
        const type = fields[at]?.type;
        return type === undefined ? own : ordered.by(own, type);
      };
      const orders = ordersOf(now).flatMap((entry, which) =>
        (columns[which] ?? []).map((at) => ({ ...entry, expression: by(at) }))
      );
      const isInner = (each: Node) => str(each, "type") === "DISTINCT_MODIFIER";
      const modifiers = nodes(now, "modifiers");
      const inner = { ...now, modifiers: modifiers.filter(isInner) };
      const shown = namesOf(of, fields.map(({ name }) => name));
      const items = names.map((name, at) => ({ ...column(name), alias: shown[at] ?? "" }));
      return {
        ...selected(items, subquery(inner, ORDERED, names)),
        modifiers: modifiers.filter((each) => !isInner(each)).map((each) =>
          str(each, "type") === "ORDER_MODIFIER" ? { ...each, orders } : each
        ),
      };
    };
  },
});
