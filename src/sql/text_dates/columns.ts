/**
 * Lists the sources and columns of queries: what they have in FROM and WITH, and what they call their columns.
 * @module
 */
import { foldName } from "../resolve/identifiers.ts";
import { type Node, node, nodes, str, strs } from "../tree.ts";

/** What WITH gives a query, with what is given from around it. */
export function withCtes(query: Node, known: ReadonlyMap<string, Node>): ReadonlyMap<string, Node> {
  const entries = nodes(node(query, "cte_map") ?? {}, "map");
  if (entries.length === 0) return known;
  const all = new Map(known);
  for (const entry of entries) all.set(foldName(str(entry, "key")), node(entry, "value") ?? {});
  return all;
}

/** What FROM joins. */
export function sourcesOf(from: Node | null): readonly Node[] {
  if (from === null) return [];
  if (str(from, "type") !== "JOIN") return [from];
  return [...sourcesOf(node(from, "left")), ...sourcesOf(node(from, "right"))];
}

/** Whether it gives a column for each field: `unnest(l, recursive := true)`. */
export const takesApart = (item: Node) =>
  str(item, "function_name").toLowerCase() === "unnest" && nodes(item, "children").length > 1;

/** The place of a name among those that a query gives; -1 if it is none of them. */
export function placeIn(query: Node | null, name: string): number {
  const first = query === null ? null : node(query, "left");
  if (query === null || str(query, "type") !== "SELECT_NODE") {
    return first === null ? -1 : placeIn(first, name);
  }
  return nodes(query, "select_list").findIndex((item) =>
    foldName(str(item, "alias") || strs(item, "column_names").at(-1) || "") === name
  );
}
