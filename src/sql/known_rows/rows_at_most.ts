/**
 * A bound of the rows that a constant query makes, its own and those on the way to them, as far as its form says.
 *
 * `SELECT a.i FROM range(100) a(i), range(100) b(i) WHERE a.i = b.i` → 10,000
 * @module
 */
import { amplification } from "../guard/amplifiers.ts";
import { children, list, type Node, node, nodes, str } from "../tree.ts";

/** Elements that a list may have of which the form does not say how many. */
const ELEMENTS = 10_000;

/** An upper bound; Infinity where there is none. */
export function rowsAtMost(query: Node): number {
  if (str(query, "type") === "SET_OPERATION_NODE") {
    return rowsAtMost(node(query, "left") ?? {}) + rowsAtMost(node(query, "right") ?? {});
  }
  const unnested = nodes(query, "select_list").flatMap(unnests).map(elements);
  return unnested.reduce((rows, each) => rows * each, rowsOfFrom(node(query, "from_table") ?? {}));
}

function rowsOfFrom(from: Node): number {
  switch (str(from, "type")) {
    case "EXPRESSION_LIST":
      return list(from, "values").length;
    case "TABLE_FUNCTION":
      return elements(node(from, "function") ?? {});
    case "SUBQUERY":
      return rowsAtMost(node(node(from, "subquery") ?? {}, "node") ?? {});
    case "JOIN":
      return rowsOfFrom(node(from, "left") ?? {}) * rowsOfFrom(node(from, "right") ?? {});
    default:
      return 1;
  }
}

function unnests(expression: Node): readonly Node[] {
  return str(expression, "function_name").toLowerCase() === "unnest"
    ? [expression]
    : children(expression).flatMap(unnests);
}

function elements(of: Node): number {
  const [first] = nodes(of, "children");
  switch (str(of, "function_name").toLowerCase()) {
    case "unnest":
      return first === undefined ? 1 : elements(first);
    case "range":
    case "generate_series":
      return 1 + (amplification(of) ?? Infinity);
    case "list_value":
      return list(of, "children").length;
    default:
      return str(of, "type") === "ARRAY_CONSTRUCTOR" ? list(of, "children").length : ELEMENTS;
  }
}
