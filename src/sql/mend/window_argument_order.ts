/**
 * Mends `rank(ORDER BY k) OVER (ORDER BY k, id)`: if the order of the rows begins with the order of the arguments,
 * DuckDB drops the latter and ranks by both (so also for percent_rank, mode and others). With a constant added, the
 * arguments' order is another one that sorts alike.
 * @module
 */
import { booleanConstant } from "../constant.ts";
import { type Node, nodes, str, transform } from "../tree.ts";

/** Keeps the order of a window function's arguments from being dropped, and gives `mode` one, which else picks any. */
export function windowArgumentOrder(of: Node): Node {
  if (str(of, "class") !== "WINDOW") return of;
  const rows = nodes(of, "orders");
  const written = nodes(of, "arg_orders");
  const isMode = str(of, "function_name").toLowerCase() === "mode";
  // Two places must not share a node: the resolver knows them by identity.
  const orders = written.length === 0 && isMode
    ? rows.map((order) => transform(order, (each) => ({ ...each })))
    : written;
  if (orders.length === 0 || rows.length === 0) return of;
  const last: Node = {
    type: "ORDER_DEFAULT",
    null_order: "ORDER_DEFAULT",
    expression: booleanConstant(true),
  };
  return { ...of, arg_orders: [...orders, last] };
}
