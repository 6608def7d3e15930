/**
 * `rank(ORDER BY k) OVER (ORDER BY k, id)`: where the order of the arguments is how the order of the rows begins, DuckDB
 * drops it, and ranks by both (the same with percent_rank, mode and others). With a constant behind it, it is
 * another order that sorts alike.
 * @module
 */
import { booleanConstant } from "../constant.ts";
import { list, type Node, str } from "../tree.ts";

/** Keeps the order of a window function's arguments from being dropped. */
export function windowArgumentOrder(of: Node): Node {
  if (str(of, "class") !== "WINDOW") return of;
  const orders = list(of, "arg_orders");
  if (orders.length === 0 || list(of, "orders").length === 0) return of;
  const last: Node = {
    type: "ORDER_DEFAULT",
    null_order: "ORDER_DEFAULT",
    expression: booleanConstant(true),
  };
  return { ...of, arg_orders: [...orders, last] };
}
