/**
 * A top is what the shape of one SELECT says of the items that it needs of each group.
 *
 * `SELECT max(placed) FROM orders GROUP BY customer` → one item, the last by `placed`, of each `customer`
 * @module
 */
import type { TopPerGroup } from "../../query.ts";
import { type Node, nodes, str } from "../../tree.ts";
import { orderedColumn } from "../streamable.ts";

/** The items that a SELECT needs of each group. */
export interface Top extends Pick<TopPerGroup, "attribute" | "items" | "ends" | "unique" | "missingLast"> {
  /** The attributes that it groups by. */
  readonly groups: readonly string[];
  /** The attributes without which an item does not count. */
  readonly present: readonly string[];
}

/** The attribute of the SELECT's table that a reference means; null = it is none, or something else. */
export type AttributeOf = (reference: Node) => string | null;

/** Tells the attribute of an order, and from which end it begins; null = it is not by an attribute as it is. */
export function orderOf(
  order: Node | undefined,
  expression: Node | null,
  attributes: AttributeOf,
): Pick<Top, "attribute"> & { readonly end: "first" | "last" } | null {
  const attribute = expression === null ? null : attributes(expression);
  if (order === undefined || attribute === null) return null;
  return { attribute, end: str(order, "type") === "DESCENDING" ? "last" : "first" };
}

/** The attribute of an item of GROUP BY or DISTINCT ON: by its name, its place or its alias; null = none, or doubtful. */
export function groupedBy(expression: Node, select: Node, attributes: AttributeOf): string | null {
  const column = orderedColumn(expression, nodes(select, "select_list"));
  const attribute = column === null ? null : attributes(column);
  // What an alias and a column both are is told apart in DuckDB only.
  const itself = str(expression, "class") === "COLUMN_REF" ? attributes(expression) : null;
  return itself === null || itself === attribute ? attribute : null;
}
