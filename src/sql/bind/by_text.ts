/**
 * Where a statement puts values in order: comparisons by size, ORDER BY, windows, the least and the greatest. A column of
 * texts and numbers is ordered as text there.
 * @module
 */
import { isNode, list, type Node, node, nodes, Numeral, str, strs, walk } from "../tree.ts";
import { operands } from "./scope.ts";

/** Comparisons by size. */
const BY_SIZE = /^COMPARE_(LESS|GREATER)THAN(OREQUALTO)?$/;

/** Calls that look for what is least, greatest or in the middle among their arguments. */
const OF_ORDER = /^(min|max|greatest|least|median|quantile_disc|quantile)$/;
/** The same, of their second argument. */
const BY_SECOND = /^(arg_min|arg_max|argmin|argmax|min_by|max_by|arg_min_null|arg_max_null)$/;

/** The expressions that a statement puts in order. */
export function orderedIn(query: Node): readonly Node[] {
  const found: Node[] = [];
  walk(query, (of) => {
    found.push(...comparedBySize(of), ...sorted(of));
  });
  return found;
}

function comparedBySize(of: Node): readonly Node[] {
  const kind = str(of, "class");
  if (kind === "BETWEEN" || (kind === "COMPARISON" && BY_SIZE.test(str(of, "type")))) return operands(of);
  if (kind !== "FUNCTION" && kind !== "WINDOW") return [];
  const name = str(of, "function_name").toLowerCase();
  if (OF_ORDER.test(name)) return nodes(of, "children");
  return BY_SECOND.test(name) ? nodes(of, "children").slice(1, 2) : [];
}

/** What it sorts by: names and numbers of selected columns are what is selected. */
function sorted(of: Node): readonly Node[] {
  const own = orders(of);
  const within = node(of, "order_bys");
  const aggregated = within === null ? [] : orders(within);
  const modifiers = nodes(of, "modifiers").filter((each) => str(each, "type") === "ORDER_MODIFIER");
  const selected = nodes(of, "select_list");
  return [...own, ...aggregated, ...modifiers.flatMap(orders).map((by) => selectedAs(by, selected))];
}

function orders(of: Node): readonly Node[] {
  return list(of, "orders").flatMap((order) => {
    const by = isNode(order) ? node(order, "expression") : null;
    return by === null ? [] : [by];
  });
}

function selectedAs(by: Node, selected: readonly Node[]): Node {
  const number = str(by, "class") === "CONSTANT" ? node(by, "value")?.["value"] : undefined;
  if (number instanceof Numeral) return selected[Number(number.text) - 1] ?? by;
  const [name, ...others] = strs(by, "column_names");
  if (name === undefined || others.length > 0) return by;
  return selected.find((item) => str(item, "alias").toLowerCase() === name.toLowerCase()) ?? by;
}
