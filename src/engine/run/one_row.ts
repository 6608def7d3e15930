/**
 * A statement that gives one row, whatever it stands on.
 * @module
 */
import { unnests } from "../../sql/resolve/aggregates.ts";
import { type Node, node, nodes, str } from "../../sql/tree.ts";

/** A SELECT without FROM, unless it takes a list apart. */
export function givesOneRow(statement: Node): boolean {
  return str(statement, "type") === "SELECT_NODE" &&
    str(node(statement, "from_table") ?? {}, "type") === "EMPTY" &&
    !nodes(statement, "select_list").some(unnests);
}
