/**
 * Tops by ORDER BY: the first rows of all with LIMIT, the first row of each group with DISTINCT ON.
 *
 * `SELECT * FROM orders WHERE state IN ('open', 'paid') ORDER BY placed DESC LIMIT 5` → the last 5 items by `placed`,
 * of whichever state; `SELECT DISTINCT ON (customer) * FROM orders ORDER BY customer, placed` → the first of each
 * customer
 * @module
 */
import { list, type Node, node, nodes, str } from "../../tree.ts";
import { spansRows, unnests } from "../aggregates.ts";
import { orderedColumn, shapeOf } from "../streamable.ts";
import { type AttributeOf, groupedBy, orderOf, type Top } from "./top.ts";

/** `ORDER BY … LIMIT n`. */
export function limitedTop(select: Node, attributes: AttributeOf): Top | null {
  const shape = shapeOf(select);
  if (shape === null || !shape.rowWise || !shape.oneRowEach) return null;
  const { window, orders } = shape;
  const [order] = orders;
  if (window === null || window.limit === null || window.limit === 0 || order === undefined) return null;
  const found = orderOf(order, columnOf(order, select), attributes);
  if (found === null) return null;
  return {
    attribute: found.attribute,
    items: window.limit + window.offset,
    ends: [found.end],
    groups: [],
    unique: orders.length > 1,
    missingLast: putsNullsLast(order),
    present: [],
  };
}

/** `DISTINCT ON (…) … ORDER BY …`. */
export function distinctTop(select: Node, attributes: AttributeOf): Top | null {
  const modifiers = nodes(select, "modifiers");
  const [targets, ...more] = modifiers.flatMap((modifier) =>
    list(modifier, "distinct_on_targets").length > 0 ? [nodes(modifier, "distinct_on_targets")] : []
  );
  const items = nodes(select, "select_list");
  const isPlain = str(select, "aggregate_handling") === "STANDARD_HANDLING" &&
    list(select, "group_expressions").length === 0 && node(select, "having") === null &&
    node(select, "qualify") === null && !items.some(spansRows) && !items.some(unnests);
  if (targets === undefined || more.length > 0 || !isPlain) return null;
  const groups = targets.map((target) => groupedBy(target, select, attributes));
  const known = groups.filter((group) => group !== null);
  if (known.length < groups.length) return null;
  const orders = modifiers.flatMap((modifier) => nodes(modifier, "orders"));
  // All items of a group have the same values of these.
  const left = orders.map((order) => ({ order, found: orderOf(order, columnOf(order, select), attributes) }))
    .filter(({ found }) => found === null || !known.includes(found.attribute));
  const [first, ...others] = left;
  if (first === undefined || first.found === null) return null;
  return {
    attribute: first.found.attribute,
    items: 1,
    ends: [first.found.end],
    groups: known,
    unique: others.length > 0,
    missingLast: false,
    present: [],
  };
}

/** By default NULLs come first in ascending order, and last in descending order. */
function putsNullsLast(order: Node): boolean {
  const said = str(order, "null_order");
  return said === "NULLS LAST" || (said === "ORDER_DEFAULT" && str(order, "type") === "DESCENDING");
}

function columnOf(order: Node, select: Node): Node | null {
  const expression = node(order, "expression");
  return expression === null ? null : orderedColumn(expression, nodes(select, "select_list"));
}
