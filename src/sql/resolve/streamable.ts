/**
 * A statement is streamable if its answer is the concatenation of its answers over parts of the items.
 *
 * `SELECT total FROM orders WHERE state = 'open' LIMIT 5` → streamable, with `{ limit: 5, offset: 0 }`;
 * `SELECT sum(total) FROM orders` → not
 * @module
 */
import type { Ordering, Streamable } from "../query.ts";
import { bool, list, type Node, node, nodes, str } from "../tree.ts";
import { looksAtOtherRows, spansRows, unnests } from "./aggregates.ts";
import { constantOf } from "./constants.ts";
import { foldName } from "./identifiers.ts";

/** The shape of a SELECT over one base table. */
export interface StatementShape {
  /** Whether it only filters, projects and unnests. */
  readonly rowWise: boolean;
  /** LIMIT and OFFSET; null where they are not plain numbers. */
  readonly window: Streamable | null;
  /** Whether one item gives at most one row. */
  readonly oneRowEach: boolean;
  /** ORDER BY expressions. */
  readonly orders: readonly Node[];
}

/** The shape of a statement over one relation; null if it is not a plain SELECT straight over the table. */
export function shapeOf(statement: Node): StatementShape | null {
  const from = node(statement, "from_table");
  const map = node(statement, "cte_map");
  if (str(statement, "type") !== "SELECT_NODE" || from === null || str(from, "type") !== "BASE_TABLE") {
    return null;
  }
  if (map !== null && list(map, "map").length > 0) return null;
  const shape = joinShapeOf(statement);
  return shape === null ? null : { ...shape, rowWise: shape.rowWise && !looksAtOtherRows(statement) };
}

/** The shape of a SELECT whatever it is from; subqueries are looked at as values. Null if it is no SELECT. */
export function joinShapeOf(statement: Node): StatementShape | null {
  const from = node(statement, "from_table");
  if (str(statement, "type") !== "SELECT_NODE" || from === null) return null;
  const items = nodes(statement, "select_list");
  const modifiers = nodes(statement, "modifiers");
  const kinds = modifiers.map((modifier) => str(modifier, "type"));
  const rowWise = node(statement, "sample") === null && node(from, "sample") === null &&
    list(statement, "group_expressions").length === 0 && list(statement, "group_sets").length === 0 &&
    str(statement, "aggregate_handling") !== "FORCE_AGGREGATES" &&
    node(statement, "having") === null && node(statement, "qualify") === null &&
    kinds.every((kind) => kind === "LIMIT_MODIFIER" || kind === "ORDER_MODIFIER") &&
    !items.some(spansRows);
  const limit = modifiers.find((modifier) => str(modifier, "type") === "LIMIT_MODIFIER");
  return {
    rowWise,
    window: limit === undefined ? { limit: null, offset: 0 } : windowOf(limit),
    oneRowEach: !items.some(unnests),
    orders: modifiers.flatMap((modifier) => nodes(modifier, "orders")),
  };
}

function windowOf(modifier: Node): Streamable | null {
  const limit = rowCount(node(modifier, "limit"));
  const offset = rowCount(node(modifier, "offset"));
  return limit === undefined || offset === undefined ? null : { limit, offset: offset ?? 0 };
}

/** A constant count of rows; null = none given, undefined = not a plain number. */
function rowCount(expression: Node | null): number | null | undefined {
  if (expression === null) return null;
  const constant = constantOf(expression);
  if (constant?.kind === "null") return null;
  if (constant?.kind !== "number" || !/^\d{1,15}$/.test(constant.value)) return undefined;
  return Number(constant.value);
}

/** The statement without LIMIT and OFFSET. */
export function withoutLimit(statement: Node): Node {
  const modifiers = list(statement, "modifiers");
  const kept = nodes(statement, "modifiers").filter((modifier) => str(modifier, "type") !== "LIMIT_MODIFIER");
  return kept.length === modifiers.length ? statement : { ...statement, modifiers: kept };
}

/** The statement without WHERE. */
export function withoutWhere(statement: Node): Node {
  return { ...statement, where_clause: null };
}

/**
 * The attribute that the statement is ordered by, if it is one.
 * @param attributeOf the attribute that a column reference means
 */
export function orderingOf(
  statement: Node,
  orders: readonly Node[],
  attributeOf: (reference: Node) => string | null,
): Ordering | null {
  const [order, ...others] = orders;
  const expression = order === undefined ? null : node(order, "expression");
  if (order === undefined || expression === null || others.length > 0) return null;
  const column = orderedColumn(expression, nodes(statement, "select_list"));
  const attribute = column === null ? null : attributeOf(column);
  return attribute === null ? null : { attribute, descending: str(order, "type") === "DESCENDING" };
}

/** The column reference behind an ordinal, an alias of the select list or a plain name; null = it is none. */
export function orderedColumn(expression: Node, items: readonly Node[]): Node | null {
  const constant = constantOf(expression);
  if (constant !== null) {
    const place = constant.kind === "number" ? Number(constant.value) : 0;
    const before = items.slice(0, place);
    const item = items[place - 1];
    if (item === undefined || before.some((each) => str(each, "class") === "STAR")) return null;
    return str(item, "class") === "COLUMN_REF" ? item : null;
  }
  if (str(expression, "class") !== "COLUMN_REF" || bool(expression, "columns")) return null;
  const names = list(expression, "column_names");
  const [name] = names;
  if (names.length > 1 || typeof name !== "string") return expression;
  // DuckDB looks for an alias first.
  const aliased = items.filter((item) => foldName(str(item, "alias")) === foldName(name));
  const [item, ...others] = aliased;
  if (item === undefined) return expression;
  return others.length === 0 && str(item, "class") === "COLUMN_REF" ? item : null;
}
