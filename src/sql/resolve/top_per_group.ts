/**
 * Top N per group: where a SELECT over one table makes something of the first items of each group alone, in the order
 * of one attribute, the others do not matter.
 *
 * `SELECT customer, max(placed) FROM orders WHERE customer IN ('c1', 'c2') GROUP BY customer` → of each customer one
 * item, the last by `placed`; `SELECT DISTINCT ON (customer) …`, `… QUALIFY row_number() OVER (PARTITION BY customer
 * ORDER BY placed DESC) <= 3` and `… ORDER BY placed DESC LIMIT 5` alike
 * @module
 */
import type { TopPerGroup } from "../query.ts";
import { list, type Node, node, nodes, str, strs, walk } from "../tree.ts";
import { isVolatile } from "../volatile.ts";
import { shownTypes } from "./atoms.ts";
import { attributesIn } from "./conditions.ts";
import { isExactOf } from "./facts.ts";
import { foldName } from "./identifiers.ts";
import { attributeIn } from "./prefix.ts";
import { find } from "./scope.ts";
import { aggregatedTop } from "./top_per_group/aggregated.ts";
import { boundsOutside, numberedTop } from "./top_per_group/numbered.ts";
import { distinctTop, limitedTop } from "./top_per_group/ordered.ts";
import type { AttributeOf, Top } from "./top_per_group/top.ts";
import type { Context, Draft, PlainSelect } from "./model.ts";

/** The relations of which only the first items of each group matter, once all facts are gathered. */
export function topsPerGroup(context: Context): ReadonlyMap<Draft, TopPerGroup> {
  const candidates = context.plain.filter(({ select }) => looksAtGroups(select));
  if (candidates.length === 0) return new Map();
  // Another use of a CTE may want more of it.
  const outside = context.ctes.some(({ uses }) => uses > 1)
    ? new Map<Node, number>()
    : boundsOutside(context);
  return new Map(candidates.flatMap((plain) => {
    const top = topOf(plain, outside.get(plain.select) ?? null);
    return top === null ? [] : [[plain.draft, top] as const];
  }));
}

/** Whether a SELECT has an order, a group, a window or a call at all: most have none, and this is asked of each. */
function looksAtGroups(select: Node): boolean {
  return list(select, "modifiers").length > 0 || node(select, "qualify") !== null ||
    nodes(select, "select_list").some((item) => !ROW_WISE.has(str(item, "class")));
}

/** Classes of items of a select list that show what the row has. */
const ROW_WISE: ReadonlySet<string> = new Set(["COLUMN_REF", "STAR", "CONSTANT"]);

/** @param bound what a query around says that the SELECT's row number is at most; null = nothing */
function topOf(plain: PlainSelect, bound: number | null): TopPerGroup | null {
  const { select, draft, scope } = plain;
  const from = node(select, "from_table");
  if (from === null || node(select, "sample") !== null || node(from, "sample") !== null) return null;
  const attributes: AttributeOf = (reference) => {
    const names = strs(reference, "column_names");
    // What an alias is as well is told apart in DuckDB only.
    if (names.length === 1 && scope.aliases.has(foldName(names[0] ?? ""))) return null;
    const origin = attributeIn(scope, reference);
    return origin === null || origin.draft !== draft || origin.nullable || origin.sealed
      ? null
      : origin.attribute;
  };
  const top: Top | null = aggregatedTop(select, attributes) ?? distinctTop(select, attributes) ??
    numberedTop(select, attributes, bound) ?? limitedTop(select, attributes);
  if (top === null) return null;
  const mixing = attributesOutside(plain);
  const present = top.present.map((attribute) => {
    const column = draft.columns.find((each) => each.attribute === attribute);
    return column === undefined ? null : { attribute, shown: shownTypes(column) };
  });
  const order = draft.columns.find((each) => each.attribute === top.attribute);
  if (mixing === null || order === undefined || present.includes(null)) return null;
  // Doubles can be equal where DynamoDB's numbers are not.
  if (top.unique && order.type.kind === "DOUBLE") return null;
  const { groups, ...asked } = top;
  return {
    ...asked,
    within: [...new Set([...groups, ...mixing])],
    present: present.filter((each) => each !== null),
  };
}

/**
 * The attributes by which something chooses among the items that DynamoDB's condition does not say exactly: what has
 * the same values of them is chosen together. Null = that is not known.
 */
function attributesOutside({ draft, scope, where }: PlainSelect): ReadonlySet<string> | null {
  const outside = new Set<string>();
  for (const { condition, exact, search } of draft.facts) {
    if (exact && search !== undefined && search === where) continue;
    for (const attribute of attributesIn(condition)) outside.add(attribute);
  }
  const own = { ...scope, parent: null };
  for (const conjunct of where?.conjuncts ?? []) {
    if (where !== null && isExactOf(where, conjunct, draft)) continue;
    const named = attributesNamed(conjunct, own);
    if (named === null || isVolatile(conjunct)) return null;
    for (const attribute of named) outside.add(attribute);
  }
  return outside;
}

/** The attributes of the scope's table that an expression may look at; null = it may look at any. */
function attributesNamed(expression: Node, scope: PlainSelect["scope"]): readonly string[] | null {
  const named: string[] = [];
  let clear = true;
  walk(expression, (at) => {
    const kind = str(at, "class");
    if (kind === "STAR") clear = false;
    if (kind !== "COLUMN_REF") return true;
    const { hits, row } = find(strs(at, "column_names"), scope);
    if (row !== null && hits.length === 0) clear = false;
    for (const { column } of hits) {
      if (column.origin === null) clear = false;
      else named.push(column.origin.attribute);
    }
    return true;
  });
  return clear ? named : null;
}
