/**
 * Existence: where rows of a subquery must be there, its WHERE says of the tables around, too, which items matter.
 *
 * `… FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer = c.id AND o.state = 'open')` → the edge from
 * `o.customer` to `c.id`
 * @module
 */
import { list, type Node, node, nodes, str } from "../tree.ts";
import { spansRows } from "./aggregates.ts";
import type { Context, SearchCondition } from "./model.ts";

/** The search conditions of subqueries without whose rows a search condition is not true, as it restricts tables. */
export function existenceOf(context: Context, search: SearchCondition): readonly SearchCondition[] {
  return search.conjuncts.flatMap((conjunct) => {
    const query = mustHaveRows(conjunct);
    const where = query === null ? undefined : context.wheres.get(query);
    if (where === undefined) return [];
    const { conjuncts, scope, outer } = where;
    const within: SearchCondition = { conjuncts, scope, outer, restricts: search.restricts, whole: null };
    return [within, ...existenceOf(context, within)];
  });
}

/** The query of EXISTS, and of IN; null for other predicates, and for a query that has a row whatever its WHERE is. */
function mustHaveRows(predicate: Node): Node | null {
  const kind = str(predicate, "class") === "SUBQUERY" ? str(predicate, "subquery_type") : "";
  const query = kind === "EXISTS" || kind === "ANY" ? node(node(predicate, "subquery") ?? {}, "node") : null;
  const isPlain = query !== null && str(query, "type") === "SELECT_NODE" &&
    str(query, "aggregate_handling") === "STANDARD_HANDLING" && list(query, "group_sets").length === 0 &&
    list(query, "group_expressions").length === 0 && node(query, "having") === null &&
    !nodes(query, "select_list").some(spansRows);
  return isPlain ? query : null;
}
