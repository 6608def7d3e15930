/**
 * Barriers of predicate push-down: which columns of a SELECT a predicate on its output may go through, down to its
 * tables.
 *
 * `SELECT * FROM (SELECT customer, sum(total) AS s FROM orders GROUP BY customer) WHERE customer = 'c1'` → `orders`
 * is read by `customer = 'c1'`, as groups come or go as a whole; `… WHERE s > 5`, and anything behind LIMIT or a
 * window → nothing goes through
 * @module
 */
import { children, list, type Node, node, nodes, str, strs } from "../tree.ts";
import { hasSubquery, spansRows } from "./aggregates.ts";
import { foldName } from "./identifiers.ts";
import { conjunctsOf } from "./conjuncts.ts";
import { constantOf } from "./constants.ts";
import { find } from "./scope.ts";
import type { Column, Scope } from "./model.ts";

/** All columns, or these. */
export type Passing = "all" | ReadonlySet<Column>;

const NONE: ReadonlySet<Column> = new Set();

/** The columns that predicates pass. `boundTo` = the column that an item of the select list is. */
export function passing(select: Node, scope: Scope, boundTo: (item: Node) => Column | null): Passing {
  const items = nodes(select, "select_list");
  if (!nodes(select, "modifiers").every(keepsPredicates) || node(select, "qualify") !== null) return NONE;
  const having = node(select, "having");
  const grouped = list(select, "group_expressions").length > 0 || list(select, "group_sets").length > 0 ||
    str(select, "aggregate_handling") === "FORCE_AGGREGATES" || having !== null;
  if (!grouped && !items.some(spansRows)) return "all";
  if ([...items, ...(having === null ? [] : [having])].some(hasWindow)) return NONE;
  return new Set(groupKeys(select, items, scope, boundTo));
}

/** ORDER BY, and DISTINCT over whole rows: equal rows pass or fail together. */
function keepsPredicates(modifier: Node): boolean {
  const type = str(modifier, "type");
  return type === "ORDER_MODIFIER" ||
    (type === "DISTINCT_MODIFIER" && list(modifier, "distinct_on_targets").length === 0);
}

function hasWindow(expression: Node): boolean {
  return str(expression, "class") === "WINDOW" || children(expression).some(hasWindow);
}

/** The columns that are grouped by, whose value all rows of a group share. */
function groupKeys(
  select: Node,
  items: readonly Node[],
  scope: Scope,
  boundTo: (item: Node) => Column | null,
): readonly Column[] {
  if (str(select, "aggregate_handling") === "FORCE_AGGREGATES") {
    // GROUP BY ALL: by every item that does not aggregate.
    return items.flatMap((item) => boundTo(item) ?? []);
  }
  const groups = nodes(select, "group_expressions");
  const sets = list(select, "group_sets");
  const [only] = sets;
  // ROLLUP and its like make groups without some of the keys.
  if (sets.length !== 1 || !Array.isArray(only) || only.length !== groups.length) return [];
  return groups.flatMap((group) => {
    const constant = constantOf(group);
    if (constant?.kind === "number") {
      const place = Number(constant.value);
      const item = items[place - 1];
      const starred = items.slice(0, place).some((each) => str(each, "class") === "STAR");
      return item === undefined || starred ? [] : boundTo(item) ?? [];
    }
    if (str(group, "class") !== "COLUMN_REF") return [];
    const names = strs(group, "column_names");
    if (names.length === 1 && scope.aliases.has(foldName(names[0] ?? ""))) return [];
    const { sure } = find(names, scope);
    return sure === null || sure.used < names.length ? [] : [sure.column];
  });
}

/** The conjuncts of HAVING that are only about columns grouped by, so that they could stand in WHERE. */
export function groupPredicates(select: Node, scope: Scope, keys: Passing): readonly Node[] {
  const having = node(select, "having");
  if (having === null || keys === "all" || keys.size === 0) return [];
  return conjunctsOf(having).filter((conjunct) => {
    if (hasSubquery(conjunct) || spansRows(conjunct)) return false;
    const references = columnReferences(conjunct);
    return references.length > 0 && references.every((reference) => {
      const names = strs(reference, "column_names");
      if (names.length === 1 && scope.aliases.has(foldName(names[0] ?? ""))) return false;
      const { sure } = find(names, scope);
      return sure !== null && sure.used === names.length && keys.has(sure.column);
    });
  });
}

function columnReferences(expression: Node): readonly Node[] {
  return str(expression, "class") === "COLUMN_REF"
    ? [expression]
    : children(expression).flatMap(columnReferences);
}
