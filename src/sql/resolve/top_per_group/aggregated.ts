/**
 * Aggregates that look at the ends of a group alone: `min`, `max`, `arg_min`, `arg_max`, and `first` and `last` with
 * an order, all of one attribute.
 *
 * `SELECT customer, min(placed), max(placed) FROM orders GROUP BY customer` → of each customer the first and the last
 * item
 * @module
 */
import { children, list, type Node, node, nodes, str } from "../../tree.ts";
import { isAggregate } from "../aggregates.ts";
import { type AttributeOf, groupedBy, orderOf, type Top } from "./top.ts";

/** An aggregate's end, and the attribute without which an item is nothing to it. */
interface End extends Pick<Top, "attribute"> {
  readonly end: "first" | "last";
  readonly present?: string;
  readonly unique?: true;
}

const ENDS: ReadonlyMap<string, End["end"]> = new Map([
  ["min", "first"],
  ["arg_min", "first"],
  ["argmin", "first"],
  ["min_by", "first"],
  ["max", "last"],
  ["arg_max", "last"],
  ["argmax", "last"],
  ["max_by", "last"],
]);

/** What a SELECT of such aggregates needs; null = it aggregates otherwise, or not at all. */
export function aggregatedTop(select: Node, attributes: AttributeOf): Top | null {
  if (node(select, "qualify") !== null) return null;
  const groups = groupsOf(select, attributes);
  const having = node(select, "having");
  const orders = nodes(select, "modifiers").flatMap((modifier) => nodes(modifier, "orders"));
  const parts: readonly Node[] = [
    ...nodes(select, "select_list"),
    ...(having === null ? [] : [having]),
    ...orders.map((order) => node(order, "expression")).filter((each) => each !== null),
  ];
  const ends: End[] = [];
  if (groups === null || !parts.every((part) => gather(part, attributes, ends))) return null;
  const [first, ...others] = ends;
  if (first === undefined || others.some(({ attribute }) => attribute !== first.attribute)) return null;
  return {
    attribute: first.attribute,
    items: 1,
    ends: [...new Set(ends.map(({ end }) => end))],
    groups,
    unique: ends.some(({ unique }) => unique === true),
    missingLast: false,
    present: [...new Set(ends.flatMap(({ present }) => present ?? []))],
  };
}

/** The attributes that are grouped by; null = it is grouped by something else. */
function groupsOf(select: Node, attributes: AttributeOf): readonly string[] | null {
  const isAll = str(select, "aggregate_handling") === "FORCE_AGGREGATES";
  const keys = isAll
    ? nodes(select, "select_list").filter((item) => !aggregates(item))
    : nodes(select, "group_expressions");
  const [only, ...more] = list(select, "group_sets");
  // ROLLUP and its like make groups without some of the keys.
  if (!isAll && keys.length > 0 && (more.length > 0 || !Array.isArray(only) || only.length !== keys.length)) {
    return null;
  }
  const groups = keys.map((key) => groupedBy(key, select, attributes));
  const known = groups.filter((group) => group !== null);
  return known.length === groups.length ? known : null;
}

function aggregates(expression: Node): boolean {
  return isAggregate(expression) || children(expression).some(aggregates);
}

/** Whether all aggregates in the expression look at ends; those are added. */
function gather(expression: Node, attributes: AttributeOf, ends: End[]): boolean {
  const kind = str(expression, "class");
  if (kind === "WINDOW" || kind === "SUBQUERY" || kind === "STAR") return false;
  if (!isAggregate(expression)) {
    return children(expression).every((child) => gather(child, attributes, ends));
  }
  const end = endOf(expression, attributes);
  if (end !== null) ends.push(end);
  return end !== null;
}

function endOf(aggregate: Node, attributes: AttributeOf): End | null {
  const name = str(aggregate, "function_name").toLowerCase();
  const [first, second, ...others] = nodes(aggregate, "children");
  const ordered = node(aggregate, "order_bys");
  const orders = ordered === null ? [] : nodes(ordered, "orders");
  if (
    first === undefined || others.length > 0 || node(aggregate, "filter") !== null ||
    str(aggregate, "schema") !== ""
  ) return null;
  if (name === "first" || name === "last") return ofOrdered(name, orders, second, attributes);
  const end = ENDS.get(name);
  const argument = second === undefined ? first : second;
  const attribute = attributes(argument);
  if (end === undefined || orders.length > 0 || attribute === null) return null;
  const isPlain = name === "min" || name === "max";
  if (isPlain !== (second === undefined)) return null;
  if (isPlain) return { attribute, end };
  // Where the first argument is NULL, the next item counts.
  const present = attributes(first);
  return present === null ? null : { attribute, end, present };
}

/** `last(x ORDER BY a)`, which takes a NULL as it is. */
function ofOrdered(
  name: "first" | "last",
  [order, ...others]: readonly Node[],
  second: Node | undefined,
  attributes: AttributeOf,
): End | null {
  const found = orderOf(order, order === undefined ? null : node(order, "expression"), attributes);
  if (found === null || second !== undefined || others.length > 0) return null;
  const opposite = found.end === "first" ? "last" : "first";
  return { attribute: found.attribute, end: name === "first" ? found.end : opposite };
}
