/**
 * Aggregates that ignore NULLs: where a SELECT makes nothing else of its table, items without the attribute that they
 * look at cannot matter, and an index that leaves those out will do.
 *
 * `SELECT max(placed) FROM orders WHERE state = 'open'`, with an index (state, placed) → a Query backwards of one item
 * of the index; `SELECT max(placed), count(*) …` → the table, as `count(*)` counts items without `placed`
 * @module
 */
import { children, list, type Node, node, nodes, str, strs } from "../tree.ts";
import { isAggregate } from "./aggregates.ts";
import { shownTypes } from "./atoms.ts";
import { isKey, keyAttributes } from "./draft.ts";
import { nullingColumns } from "./never_of_null.ts";
import { find } from "./scope.ts";
import type { Draft, Scope } from "./model.ts";

/** Aggregates of one argument to which a row is nothing where the argument is NULL; DISTINCT and FILTER change nothing. */
const IGNORING: ReadonlySet<string> = new Set(["max", "min", "sum", "avg", "mean", "count"]);

/** The keys of indexes without which an item of the SELECT's only table cannot matter. */
export function keysThatMatter(select: Node, scope: Scope, draft: Draft): readonly string[] {
  const looked = argumentsOf(select)?.map((argument) => keysIn(argument, scope, draft));
  const [first, ...others] = looked ?? [];
  return [...first ?? []].filter((key) => others.every((keys) => keys.has(key)));
}

/** The arguments of all aggregates of a SELECT that makes one row, if all ignore NULLs; null = not so. */
function argumentsOf(select: Node): readonly Node[] | null {
  const isGrouped = list(select, "group_expressions").length > 0 || list(select, "group_sets").length > 0 ||
    str(select, "aggregate_handling") !== "STANDARD_HANDLING";
  const from = node(select, "from_table");
  const sampled = node(select, "sample") ?? (from === null ? null : node(from, "sample"));
  if (isGrouped || sampled !== null || node(select, "qualify") !== null) return null;
  const found: Node[] = [];
  const having = node(select, "having");
  const parts = [...nodes(select, "select_list"), ...(having === null ? [] : [having])];
  return parts.every((part) => gather(part, found)) ? found : null;
}

/** Whether all aggregates in the expression ignore NULLs; their arguments are added. */
function gather(expression: Node, found: Node[]): boolean {
  const kind = str(expression, "class");
  if (kind === "WINDOW" || kind === "SUBQUERY" || kind === "STAR") return false;
  if (!isAggregate(expression)) return children(expression).every((child) => gather(child, found));
  const [argument, ...others] = nodes(expression, "children");
  const isKnown = IGNORING.has(str(expression, "function_name").toLowerCase()) &&
    str(expression, "schema") === "";
  if (!isKnown || argument === undefined || others.length > 0) return false;
  found.push(argument);
  return true;
}

/** The keys of indexes of which the expression is NULL where one is missing. */
function keysIn(expression: Node, scope: Scope, draft: Draft): ReadonlySet<string> {
  const keys = keyAttributes(draft.table);
  return new Set(
    nullingColumns(expression).flatMap((reference) => {
      const names = strs(reference, "column_names");
      const { sure } = find(names, scope);
      const attribute = sure?.used === names.length ? sure.column.origin?.attribute : undefined;
      const column = draft.columns.find((each) => each.attribute === attribute);
      const key = keys.get(attribute ?? "");
      if (column === undefined || key === undefined || isKey(draft.table.key, key.name)) return [];
      // Only what is in the index is then no NULL.
      return shownTypes(column).every((type) => type === key.type) ? [key.name] : [];
    }),
  );
}
