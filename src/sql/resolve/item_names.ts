/**
 * Names that surely mean an item of the select list, whatever columns there are: alone in ORDER BY and DISTINCT ON, the
 * alias of an item; in HAVING, outside of aggregates, such an alias, unless the groups are made by a column of this name.
 *
 * `SELECT ord, count(*) AS note FROM items GROUP BY ord HAVING note > 1 ORDER BY note` → `note` is the count, also where
 * `items` has a column `note`
 * @module
 */
import { constantOf } from "./constants.ts";
import { isAggregate } from "./aggregates.ts";
import { foldName } from "./identifiers.ts";
import { children, type Node, node, nodes, str, strs } from "../tree.ts";

/** The references of a SELECT that mean items of its list, with these. */
export function itemsNamed(select: Node): ReadonlyMap<Node, Node> {
  const found = new Map(itemsInHaving(select));
  const items = nodes(select, "select_list");
  for (const modifier of nodes(select, "modifiers")) {
    const alone = [
      ...nodes(modifier, "orders").map((order) => node(order, "expression")),
      ...nodes(modifier, "distinct_on_targets"),
    ];
    for (const of of alone) {
      const item = of === null ? null : aliased(of, items);
      if (of !== null && item !== null) found.set(of, item);
    }
  }
  return found;
}

/** The items of the select list that names in HAVING mean. */
export function itemsInHaving(select: Node): ReadonlyMap<Node, Node> {
  const having = node(select, "having");
  const items = nodes(select, "select_list");
  const found = new Map<Node, Node>();
  if (having === null || items.every((item) => str(item, "alias") === "")) return found;
  const isAll = str(select, "aggregate_handling") === "FORCE_AGGREGATES";
  const groups = isAll ? items : nodes(select, "group_expressions").map((group) => placed(group, items));
  const keys = new Set(groups.map(nameOf));
  const note = (of: Node): void => {
    if (isAggregate(of) || str(of, "class") === "SUBQUERY") return;
    const item = aliased(of, items);
    if (item !== null && !keys.has(nameOf(of))) found.set(of, item);
    for (const child of children(of)) note(child);
  };
  note(having);
  return found;
}

/** The item whose alias a reference without a qualifier is. */
function aliased(of: Node, items: readonly Node[]): Node | null {
  const [name = "", ...others] = strs(of, "column_names").map(foldName);
  if (name === "" || others.length > 0) return null;
  return items.find((each) => foldName(str(each, "alias")) === name) ?? null;
}

/** `GROUP BY 2` as the item that it means. */
function placed(group: Node, items: readonly Node[]): Node {
  const constant = constantOf(group);
  return constant?.kind === "number" ? items[Number(constant.value) - 1] ?? group : group;
}

function nameOf(of: Node): string {
  return foldName(strs(of, "column_names").at(-1) ?? "");
}
