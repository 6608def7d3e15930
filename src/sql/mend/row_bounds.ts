/**
 * Keeps bounds of rows and lists apart: where its optimizer is on, DuckDB 1.5.6 makes BETWEEN of two bounds of one
 * value (`filter_pushdown`), and then does not know how rows and lists lie between others.
 *
 * `WHERE (a, b) > (1, 2) AND (a, b) < (3, 4)` → `WHERE COALESCE((a, b) > (1, 2), false) AND …`, which it leaves alone
 * @module
 */
import { booleanConstant } from "../constant.ts";
import { mapChildren, type Node, node, str } from "../tree.ts";
import { coalesced } from "../typed/nodes.ts";
import { onlyTrueIn } from "./only_true.ts";

/** The statement with such bounds apart in what filters. */
export function rowBounds(query: Node, filters = false): Node {
  // FULL and ASOF joins need to see what they compare.
  const compares = str(query, "type") === "JOIN" &&
    (!/^(INNER|LEFT|RIGHT)$/.test(str(query, "join_type")) || str(query, "ref_type") !== "REGULAR");
  const filtersAt = onlyTrueIn(query, filters);
  const mapped = mapChildren(query, (child) => rowBounds(child, !compares && filtersAt(child)));
  const isBound = filters && /^COMPARE_(LESS|GREATER)/.test(str(mapped, "type")) &&
    ["left", "right"].some((side) => MADE.test(str(node(mapped, side) ?? {}, "function_name")));
  return isBound ? coalesced([{ ...mapped, alias: "" }, booleanConstant(false)]) : mapped;
}

/** What makes a row, a struct or a list. */
const MADE = /^(row|struct_pack|list_value|array_value)$/;
