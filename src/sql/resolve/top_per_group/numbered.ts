/**
 * Tops by row number: rows are numbered in each partition of a window, and only the first numbers are wanted.
 *
 * `SELECT * FROM orders QUALIFY row_number() OVER (PARTITION BY customer ORDER BY placed DESC) <= 3`, or the same
 * number as a column, compared in a query around → of each customer the last 3 items by `placed`
 * @module
 */
import { children, list, type Node, node, nodes, str, strs } from "../../tree.ts";
import { isAggregate, unnests } from "../aggregates.ts";
import { conjunctsOf } from "../conjuncts.ts";
import { constantOf } from "../constants.ts";
import { find } from "../scope.ts";
import type { Context } from "../model.ts";
import { type AttributeOf, orderOf, type Top } from "./top.ts";

/** Numbers of rows; of rows that tie, all or none may be wanted. */
const NUMBERS: ReadonlyMap<string, { readonly ties: boolean }> = new Map([
  ["row_number", { ties: false }],
  ["rank", { ties: true }],
  ["dense_rank", { ties: true }],
  ["rank_dense", { ties: true }],
]);

/**
 * The top of a SELECT whose rows are numbered.
 * @param bound what a query around says that the number is at most; null = nothing
 */
export function numberedTop(select: Node, attributes: AttributeOf, bound: number | null): Top | null {
  const items = nodes(select, "select_list");
  const qualify = node(select, "qualify");
  const modifiers = nodes(select, "modifiers").map((modifier) => str(modifier, "type"));
  const windows = windowsIn([...items, ...(qualify === null ? [] : [qualify])]);
  const [window, ...others] = windows;
  const isPlain = str(select, "aggregate_handling") === "STANDARD_HANDLING" &&
    list(select, "group_expressions").length === 0 && node(select, "having") === null &&
    !items.some(hasAggregate) && !items.some(unnests) &&
    modifiers.every((type) => type === "ORDER_MODIFIER" || (type === "LIMIT_MODIFIER" && bound === null));
  if (!isPlain || window === undefined || others.some((other) => !isSame(other, window))) return null;
  const within = qualify === null
    ? []
    : conjunctsOf(qualify).flatMap((each) => mostOf(each, (at) => str(at, "class") === "WINDOW") ?? []);
  const rows = Math.min(...within, bound ?? Infinity);
  const numbers = NUMBERS.get(str(window, "function_name").toLowerCase());
  const [order, ...orders] = nodes(window, "orders");
  const found = orderOf(order, order === undefined ? null : node(order, "expression"), attributes);
  const groups = nodes(window, "partitions").map(attributes);
  const known = groups.filter((group) => group !== null);
  if (
    numbers === undefined || found === null || known.length < groups.length || !Number.isFinite(rows) ||
    rows < 1 || !isBare(window)
  ) return null;
  return {
    attribute: found.attribute,
    items: rows,
    ends: [found.end],
    groups: known,
    unique: numbers.ties || orders.length > 0,
    missingLast: false,
    present: [],
  };
}

/** What the statement's search conditions say that row numbers are at most, by the SELECT that numbers. */
export function boundsOutside({ searchConditions }: Context): Map<Node, number> {
  const bounds = new Map<Node, number>();
  for (const { conjuncts, scope, restricts } of searchConditions) {
    for (const conjunct of conjuncts) {
      let numbered: Node | undefined;
      const most = mostOf(conjunct, (at) => {
        if (str(at, "class") !== "COLUMN_REF") return false;
        const names = strs(at, "column_names");
        const { sure } = find(names, scope);
        const flags = sure === null ? undefined : restricts.get(sure.source);
        if (sure === null || sure.used < names.length || flags === undefined || flags.sealed) return false;
        numbered = sure.column.numbers;
        return numbered !== undefined;
      });
      if (most !== null && numbered !== undefined) {
        bounds.set(numbered, Math.min(most, bounds.get(numbered) ?? Infinity));
      }
    }
  }
  return bounds;
}

/** What a predicate says that a number is at most, where it is not true of NULL; null = nothing. */
function mostOf(predicate: Node, isNumber: (expression: Node) => boolean): number | null {
  const [left, right] = [node(predicate, "left"), node(predicate, "right")];
  switch (str(predicate, "type")) {
    case "COMPARE_EQUAL":
      return comparedWith(left, right, isNumber) ?? comparedWith(right, left, isNumber);
    case "COMPARE_LESSTHANOREQUALTO":
      return comparedWith(left, right, isNumber);
    case "COMPARE_GREATERTHANOREQUALTO":
      return comparedWith(right, left, isNumber);
    case "COMPARE_LESSTHAN":
      return below(comparedWith(left, right, isNumber));
    case "COMPARE_GREATERTHAN":
      return below(comparedWith(right, left, isNumber));
    case "COMPARE_BETWEEN":
      return comparedWith(node(predicate, "input"), node(predicate, "upper"), isNumber);
    default:
      return null;
  }
}

const below = (most: number | null) => most === null ? null : most - 1;

function comparedWith(number: Node | null, to: Node | null, isNumber: (at: Node) => boolean): number | null {
  if (number === null || to === null) return null;
  const constant = constantOf(to);
  if (constant?.kind !== "number" || !/^\d{1,9}$/.test(constant.value)) return null;
  return isNumber(number) ? Number(constant.value) : null;
}

function windowsIn(expressions: readonly Node[]): readonly Node[] {
  return expressions.flatMap((each) => str(each, "class") === "WINDOW" ? [each] : windowsIn(children(each)));
}

function hasAggregate(expression: Node): boolean {
  return str(expression, "class") !== "WINDOW" &&
    (isAggregate(expression) || children(expression).some(hasAggregate));
}

function isSame(a: Node, b: Node): boolean {
  return textOf(a) === textOf(b);
}

/** A window's text without where it stands. */
function textOf(window: Node): string {
  return JSON.stringify(
    window,
    (key, value) => key === "query_location" || key === "alias" ? undefined : value,
  );
}

/** Neither arguments nor a filter of its own. */
function isBare(window: Node): boolean {
  return list(window, "children").length === 0 && node(window, "filter_expr") === null &&
    list(window, "arg_orders").length === 0 && window["distinct"] !== true;
}
