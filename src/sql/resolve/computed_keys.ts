/**
 * Computed keys are values of an expression over one table, which look up another like the values of a column.
 *
 * `… FROM orders o JOIN app i ON i.pk = 'ORDER#' || o.id` → the edge from `'ORDER#' || o.id` to `i.pk`;
 * `… WHERE id = (SELECT max(customer) FROM orders)` → the edge from `customer`, of whose values it is one
 * @module
 */
import type { ComputedKey } from "../query.ts";
import { list, type Node, node, nodes, str, strs, walk } from "../tree.ts";
import { selected } from "../typed/subqueries.ts";
import { isVolatile } from "../volatile.ts";
import { hasSubquery, spansRows } from "./aggregates.ts";
import { applyRewrites } from "./context.ts";
import { find } from "./scope.ts";
import type { Column, Context, Draft, Source } from "./model.ts";

/** Where an expression's values come from: they are values of a column, or are computed of one table's items. */
export type Values = { readonly column: Column } | { readonly draft: Draft; readonly computed: ComputedKey };

/** The column that a reference means; null = that is not sure. */
export type ColumnMeant = (reference: Node) => { readonly source: Source; readonly column: Column } | null;

/** Aggregates of one argument that give one of its values. */
const CHOOSING = /^(max|min|any_value|arbitrary|first|last|mode)$/;

const COMPUTING: ReadonlySet<string> = new Set(["FUNCTION", "CAST", "OPERATOR", "CASE"]);

/** Where the values of an expression come from; null = from several tables, or it is not known. */
export function valuesOf(context: Context, expression: Node, named: ColumnMeant): Values | null {
  switch (str(expression, "class")) {
    case "COLUMN_REF": {
      const column = named(expression)?.column;
      if (column === undefined) return null;
      return column.item === undefined ? { column } : valuesOfItem(context, column.item);
    }
    case "SUBQUERY":
      return str(expression, "subquery_type") === "SCALAR"
        ? valuesOfQuery(context, node(node(expression, "subquery") ?? {}, "node"))
        : null;
    default:
      return computedOf(context, expression, named);
  }
}

/** Where the values of a query's one column come from. */
export function valuesOfQuery(context: Context, query: Node | null): Values | null {
  const [item, ...others] = query === null ? [] : nodes(query, "select_list");
  return query === null || item === undefined || others.length > 0
    ? null
    : valuesOfItem(context, { item, select: query });
}

function valuesOfItem(context: Context, { item, select }: NonNullable<Column["item"]>): Values | null {
  const scope = context.scopes.get(select);
  if (scope === undefined) return null;
  const named: ColumnMeant = (reference) => {
    const names = strs(reference, "column_names");
    const { sure } = find(names, scope);
    return sure === null || sure.used < names.length ? null : sure;
  };
  const [argument, ...others] = nodes(item, "children");
  if (CHOOSING.test(str(item, "function_name").toLowerCase()) && str(item, "class") === "FUNCTION") {
    const isColumn = argument !== undefined && others.length === 0 && str(argument, "class") === "COLUMN_REF";
    return isColumn ? valuesOf(context, argument, named) : null;
  }
  if (str(item, "class") === "COLUMN_REF") return valuesOf(context, item, named);
  // Where groups are made, NULL can stand in the place of what is grouped by.
  const isGrouped = list(select, "group_sets").length > 0 || list(select, "group_expressions").length > 0 ||
    node(select, "having") !== null;
  return isGrouped ? null : computedOf(context, item, named);
}

/** An expression over one table whose rows are all there: in the place of missing ones, it could have values. */
function computedOf(context: Context, expression: Node, named: ColumnMeant): Values | null {
  if (
    !COMPUTING.has(str(expression, "class")) || spansRows(expression) || hasSubquery(expression) ||
    isVolatile(expression)
  ) return null;
  const sources = new Set<Source | null>();
  walk(expression, (at) => {
    if (str(at, "class") === "STAR" || str(at, "class") === "LAMBDA") sources.add(null);
    if (str(at, "class") !== "COLUMN_REF") return;
    const found = named(at);
    sources.add(found?.column.origin?.draft === found?.source.draft ? found?.source ?? null : null);
  });
  const [source, ...others] = sources;
  const draft = source?.draft ?? null;
  if (!source || draft === null || others.length > 0 || source.nullable || source.sealed) return null;
  const [from] = [...context.places].flatMap(([place, each]) => each === draft ? [place] : []);
  if (from === undefined) return null;
  const item = { ...applyRewrites(expression, context.rewrites), alias: "" };
  return { draft, computed: { query: selected([item], applyRewrites(from, context.rewrites)) } };
}
