/**
 * The list of `x = ANY (list)` is what its subquery takes apart: the parser has it as `x = ANY (SELECT unnest(list))`.
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";

/** That list; null for other expressions. */
export function listIn(of: Node): Node | null {
  const query = str(of, "class") === "SUBQUERY" ? node(node(of, "subquery") ?? {}, "node") ?? {} : {};
  const [only, ...others] = nodes(query, "select_list");
  const isList = only !== undefined && others.length === 0 &&
    str(only, "function_name").toLowerCase() === "unnest" &&
    str(node(query, "from_table") ?? {}, "type") === "EMPTY";
  return isList && node(of, "child") !== null ? nodes(only, "children")[0] ?? null : null;
}

/** `x = ANY (list)` with both replaced. */
export function withListIn(of: Node, list: Node, value: Node): Node {
  const inner = node(of, "subquery") ?? {};
  const query = node(inner, "node") ?? {};
  const select_list = nodes(query, "select_list").map((unnest) => ({ ...unnest, children: [list] }));
  return { ...of, child: value, subquery: { ...inner, node: { ...query, select_list } } };
}
