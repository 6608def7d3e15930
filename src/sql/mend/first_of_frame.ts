/**
 * Mends `first_value(x) OVER (ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING)` without partitions and order: DuckDB's
 * streaming window gives the first value of all rows, whatever the frame. With one partition for all rows it does not
 * stream.
 * @module
 */
import { booleanConstant } from "../constant.ts";
import { list, type Node, str } from "../tree.ts";

/** Ends of frames that hold the first row, whatever the current row is. */
const WITH_FIRST: ReadonlySet<string> = new Set([
  "CURRENT_ROW_ROWS",
  "CURRENT_ROW_RANGE",
  "CURRENT_ROW_GROUPS",
  "UNBOUNDED_FOLLOWING",
]);

/** Makes `first_value` heed its frame. */
export function firstOfFrame(of: Node): Node {
  if (str(of, "type") !== "WINDOW_FIRST_VALUE") return of;
  if (list(of, "partitions").length > 0 || list(of, "orders").length > 0) return of;
  if (str(of, "start") === "UNBOUNDED_PRECEDING" && WITH_FIRST.has(str(of, "end"))) return of;
  return { ...of, partitions: [booleanConstant(true)] };
}
