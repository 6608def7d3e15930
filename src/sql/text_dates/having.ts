/**
 * Names in HAVING: outside of aggregates, one that an item of the select list was given means that item, unless the
 * groups are made by a column of this name.
 *
 * `SELECT ord, count(*) AS note FROM items GROUP BY ord HAVING note > 1` → `note` is the count, also where `items` has a
 * column `note`
 * @module
 */
import { isAggregate } from "../resolve/aggregates.ts";
import { foldName } from "../resolve/identifiers.ts";
import { children, type Node, node, nodes, str, strs } from "../tree.ts";

/** The items of the select list that names in HAVING mean. */
export function itemsInHaving(select: Node): ReadonlyMap<Node, Node> {
  const having = node(select, "having");
  const items = nodes(select, "select_list");
  const found = new Map<Node, Node>();
  if (having === null || items.every((item) => str(item, "alias") === "")) return found;
  const isAll = str(select, "aggregate_handling") === "FORCE_AGGREGATES";
  const keys = new Set((isAll ? items : nodes(select, "group_expressions")).map(nameOf));
  const note = (of: Node): void => {
    if (isAggregate(of) || str(of, "class") === "SUBQUERY") return;
    const [name = "", ...others] = strs(of, "column_names").map(foldName);
    const item = name === "" || others.length > 0 || keys.has(name)
      ? undefined
      : items.find((each) => foldName(str(each, "alias")) === name);
    if (item !== undefined) found.set(of, item);
    for (const child of children(of)) note(child);
  };
  note(having);
  return found;
}

function nameOf(of: Node): string {
  return foldName(strs(of, "column_names").at(-1) ?? "");
}
