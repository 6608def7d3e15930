/**
 * Queries around others.
 * @module
 */
import type { Node } from "../tree.ts";
import { textConstant } from "../constant.ts";
import { call, column, isThere, NOWHERE } from "./nodes.ts";

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

const MARKED = "__marked";

/** A query with the same columns, whose bound plan has a struct of them all under a mark. */
export function markedQuery(query: Node, mark: string): Node {
  const packed = call("struct_pack", []);
  const row: Node = { ...packed, children: [{ ...column(MARKED), alias: mark }] };
  const star: Node = {
    class: "STAR",
    type: "STAR",
    alias: "",
    query_location: NOWHERE,
    relation_name: "",
    exclude_list: [],
    replace_list: [],
    columns: false,
    expr: null,
    qualified_exclude_list: [],
    rename_list: [],
  };
  const there = isThere(call("struct_extract", [row, textConstant(mark)]));
  return selected([star], subquery(query, MARKED), there);
}
