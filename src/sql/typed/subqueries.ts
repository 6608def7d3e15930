/**
 * Builds queries around other queries.
 * @module
 */
import { type Node, node, nodes, str, strs } from "../tree.ts";
import { isStarred } from "../orders.ts";
import { textConstant } from "../constant.ts";
import { call, column, isThere, NOWHERE, starNode } from "./nodes.ts";

/** A query as what is selected from, under a name, its columns by other names if there are any. */
export function subquery(query: Node, alias: string, names: readonly string[] = []): Node {
  return {
    type: "SUBQUERY",
    alias,
    sample: null,
    query_location: NOWHERE,
    subquery: { node: query, named_param_map: [] },
    column_name_alias: names,
  };
}

/** An entry of a WITH clause, of whose query all uses have the same rows. */
export function withEntry(name: string, columns: readonly string[], query: Node): Node {
  return {
    key: name,
    value: {
      aliases: columns,
      query: { node: query, named_param_map: [] },
      materialized: "CTE_MATERIALIZE_ALWAYS",
      key_targets: [],
    },
  };
}

/** A table or an entry of a WITH clause as what is selected from. */
export function baseTable(name: string): Node {
  return {
    type: "BASE_TABLE",
    alias: "",
    sample: null,
    query_location: NOWHERE,
    schema_name: "",
    table_name: name,
    column_name_alias: [],
    catalog_name: "",
    at_clause: null,
  };
}

/** `SELECT items FROM from`. */
export function selected(items: readonly Node[], from: Node, where: Node | null = null): Node {
  return {
    type: "SELECT_NODE",
    modifiers: [],
    cte_map: { map: [] },
    select_list: items,
    from_table: from,
    where_clause: where,
    group_expressions: [],
    group_sets: [],
    aggregate_handling: "STANDARD_HANDLING",
    having: null,
    sample: null,
    qualify: null,
  };
}

/** Names of queries that others are put around. */
const MARKED = "__marked";
export const CHANGED = "__query";
export const ORDERED = "__ordered";

/** The query that another was put around; null where none was. */
export function innerOf(query: Node): Node | null {
  const from = node(query, "from_table") ?? {};
  const ours = str(from, "type") === "SUBQUERY" && [MARKED, CHANGED, ORDERED].includes(str(from, "alias"));
  return ours ? node(node(from, "subquery") ?? {}, "node") : null;
}

/** The query around another one. */
export function around(query: Node, inner: Node): Node {
  const from = node(query, "from_table") ?? {};
  return { ...query, from_table: { ...from, subquery: { ...node(from, "subquery"), node: inner } } };
}

/** A query with the same columns, whose bound plan has a struct of them all under a mark. */
export function markedQuery(query: Node, mark: string): Node {
  const packed = call("struct_pack", []);
  const row: Node = { ...packed, children: [{ ...column(MARKED), alias: mark }] };
  const there = isThere(call("struct_extract", [row, textConstant(mark)]));
  return selected([starNode()], subquery(query, MARKED), there);
}

/** The SELECT that a query's columns have their names from. */
export function firstSelect(query: Node): Node {
  const left = str(query, "type") === "SELECT_NODE" ? null : node(query, "left");
  return left === null ? query : firstSelect(left);
}

/**
 * The names that a query gives its columns; empty for those that only its text tells (`keepNames` does).
 * @param bound as the binder has them: of a statement with marks in it
 */
export function namesOf(query: Node, bound: readonly string[]): readonly string[] {
  const items = nodes(firstSelect(query), "select_list");
  const star = items.findIndex(isStarred);
  const more = bound.length - items.length;
  const joined = str(node(firstSelect(query), "from_table") ?? {}, "type") === "JOIN";
  return bound.map((name, at) => {
    const item = star < 0 || at < star ? items[at] : at > star + more ? items[at - more] : undefined;
    if (item !== undefined && !isStarred(item)) return nameIn(item);
    return joined ? withoutCount(name, bound.slice(0, at)) : name;
  });
}

/** The name of a column of a join before the binder told it from others of that name. */
function withoutCount(name: string, before: readonly string[]): string {
  const [, own = "", count = ""] = /^(.*)_(\d+)$/.exec(name) ?? [];
  const others = before.filter((each) => each.toLowerCase().replace(/_\d+$/, "") === own.toLowerCase());
  return count !== "" && others.length === Number(count) ? own : name;
}

/** The name that a selected expression has or is; empty where it has none. */
export function nameIn(item: Node): string {
  return str(item, "alias") ||
    (str(item, "class") === "COLUMN_REF" ? strs(item, "column_names").at(-1) ?? "" : "");
}
