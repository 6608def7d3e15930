/**
 * Finds the expressions that ORDER BY, windows and ordered aggregates put in order: `ORDER BY 2` is the second selected
 * expression, unless a `*` stands among them.
 * @module
 */
import { type Node, node, nodes, numeral, str, strs, walk } from "./tree.ts";

/** Calls that give one argument where another, the second, is least or greatest. */
export const BY_SECOND = /^(arg_min|arg_max|argmin|argmax|min_by|max_by|arg_min_null|arg_max_null)$/;

/** The entries by which a window, an aggregate or a query orders; none for other nodes. */
export function ordersOf(of: Node): readonly Node[] {
  if (str(of, "class") === "WINDOW") return nodes(of, "orders");
  if (str(of, "class") === "FUNCTION") return nodes(node(of, "order_bys") ?? {}, "orders");
  return nodes(of, "modifiers").filter((each) => str(each, "type") === "ORDER_MODIFIER")
    .flatMap((each) => nodes(each, "orders"));
}

/** What an entry stands for: a selected expression by its place or name, or itself; null where only the binder knows. */
export function orderedBy(of: Node, entry: Node): Node | null {
  const expression = node(entry, "expression");
  if (expression === null || str(of, "type") !== "SELECT_NODE") return expression;
  if (str(expression, "class") === "STAR") return null;
  const items = nodes(of, "select_list");
  const value = str(expression, "class") === "CONSTANT" ? node(expression, "value") : null;
  if (value !== null) {
    return items.some(isStarred) ? null : items[Number(numeral(value, "value") ?? 0) - 1] ?? null;
  }
  const [name, ...others] = str(expression, "class") === "COLUMN_REF" ? strs(expression, "column_names") : [];
  if (name === undefined || others.length > 0) return expression;
  return items.findLast((item) => str(item, "alias").toLowerCase() === name.toLowerCase()) ?? expression;
}

/** Whether a selected expression stands for several columns. */
export function isStarred(item: Node): boolean {
  let found = false;
  walk(item, (each) => void (found ||= str(each, "class") === "STAR"));
  return found;
}
