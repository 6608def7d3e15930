/**
 * Barriers of predicate push-down: which columns of a SELECT a predicate on its output may go through, down to its
 * tables.
 *
 * `SELECT * FROM (SELECT customer, sum(total) AS s FROM orders GROUP BY customer) WHERE customer = 'c1'` → `orders`
 * is read by `customer = 'c1'`, as groups come or go as a whole, and so do the partitions of `… OVER (PARTITION BY
 * customer)`; `… WHERE s > 5`, and anything behind LIMIT or another window → nothing goes through
 * @module
 */
import { children, list, type Node, node, nodes, str, strs } from "../tree.ts";
import { hasSubquery, isAggregate, spansRows } from "./aggregates.ts";
import { foldName, sameName } from "./identifiers.ts";
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
  const modifiers = nodes(select, "modifiers");
  if (!modifiers.every(keepsPredicates)) return NONE;
  const having = node(select, "having");
  const qualify = node(select, "qualify");
  const grouped = list(select, "group_expressions").length > 0 || list(select, "group_sets").length > 0 ||
    str(select, "aggregate_handling") === "FORCE_AGGREGATES" || having !== null;
  const looked = [...items, ...modifiers, ...[having, qualify].filter((each) => each !== null)];
  // What each window and DISTINCT ON keeps together; what aggregates besides makes groups.
  const together: ReadonlySet<Column>[] = looked.flatMap(windowsIn).map((window) =>
    columnsMeant(nodes(window, "partitions"), scope)
  );
  for (const modifier of modifiers) {
    const targets = nodes(modifier, "distinct_on_targets");
    if (targets.length === 0) continue;
    together.push(new Set(targets.flatMap((each) => itemMeant(each, items, scope, boundTo))));
  }
  if (grouped || looked.some(aggregates)) together.push(new Set(groupKeys(select, items, scope, boundTo)));
  const [first, ...others] = together;
  return first === undefined ? "all" : others.reduce((kept, each) => kept.intersection(each), first);
}

/** ORDER BY, and DISTINCT: of equal rows, and of the rows of one DISTINCT ON, all pass or fail together. */
function keepsPredicates(modifier: Node): boolean {
  const type = str(modifier, "type");
  return type === "ORDER_MODIFIER" || type === "DISTINCT_MODIFIER";
}

/** Windows in an expression, those in its subqueries included. */
function windowsIn(expression: Node): readonly Node[] {
  const inner = children(expression).flatMap(windowsIn);
  return str(expression, "class") === "WINDOW" ? [expression, ...inner] : inner;
}

/** Whether an expression makes groups: it aggregates, and not only in a window. */
function aggregates(expression: Node): boolean {
  const kind = str(expression, "class");
  return (kind !== "WINDOW" && isAggregate(expression)) || children(expression).some(aggregates);
}

/** The columns that references of the SELECT mean; none for one that may mean an item of its list. */
function columnsMeant(references: readonly Node[], scope: Scope): ReadonlySet<Column> {
  return new Set(references.flatMap((reference) => columnMeant(reference, scope) ?? []));
}

function columnMeant(reference: Node, scope: Scope): Column | null {
  if (str(reference, "class") !== "COLUMN_REF") return null;
  const names = strs(reference, "column_names");
  if (names.length === 1 && scope.aliases.has(foldName(names[0] ?? ""))) return null;
  const { sure } = find(names, scope);
  return sure === null || sure.used < names.length ? null : sure.column;
}

/** The column that a place in the list, or a name, means as in ORDER BY: an item's alias comes before a column. */
function itemMeant(
  target: Node,
  items: readonly Node[],
  scope: Scope,
  boundTo: (item: Node) => Column | null,
): readonly Column[] {
  const constant = constantOf(target);
  if (constant?.kind === "number") return itemAt(Number(constant.value), items, boundTo);
  const names = strs(target, "column_names");
  const alike = items.filter((item) =>
    sameNames([str(item, "alias")], names) ||
    (str(item, "alias") === "" && sameNames(strs(item, "column_names").slice(-names.length), names))
  );
  const [only, ...others] = alike;
  // What a star shows instead of a column has its name.
  if (others.length > 0 || items.some(showsOthers)) return [];
  const column = only === undefined ? columnMeant(target, scope) : boundTo(only);
  return column === null ? [] : [column];
}

/** Whether an item is a star that shows other columns than those of its tables. */
function showsOthers(item: Node): boolean {
  return ["replace_list", "rename_list"].some((name) => list(item, name).length > 0) ||
    node(item, "expr") !== null;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return b.length > 0 && a.length === b.length && a.every((name, at) => sameName(name, b[at] ?? ""));
}

/** The column that the item at a place is, counted from 1; none where a `*` before it moves the places. */
function itemAt(
  place: number,
  items: readonly Node[],
  boundTo: (item: Node) => Column | null,
): readonly Column[] {
  const item = items[place - 1];
  const starred = items.slice(0, place).some((each) => str(each, "class") === "STAR");
  const column = item === undefined || starred ? null : boundTo(item);
  return column === null ? [] : [column];
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
    return constant?.kind === "number"
      ? itemAt(Number(constant.value), items, boundTo)
      : columnMeant(group, scope) ?? [];
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
