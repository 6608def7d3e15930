/**
 * MIN and MAX from an index: where a read gives its items in the order of the attribute, one item is enough.
 *
 * `SELECT max(placed) FROM orders WHERE customer = 'c1'` → a Query backwards of one item
 * @module
 */
import { isWhole, type Ordering, type Relation, type Resolved } from "../query.ts";
import { foldName } from "../resolve/identifiers.ts";
import { list, type Node, node, nodes, str, strs } from "../tree.ts";

/**
 * The order whose first item gives the statement's answer, if the statement selects only the least, or only the
 * greatest, value of one attribute.
 */
export function extremeOf({ rewritten }: Resolved, relation: Relation): Ordering | null {
  const from = node(rewritten, "from_table");
  if (from === null || !relation.conditionExact || !isPlain(rewritten, from)) return null;
  const items = nodes(rewritten, "select_list");
  const [first, ...others] = items.map((item) => extremeIn(item, from, relation));
  if (first === undefined || first === null) return null;
  const same = others.every((other) =>
    other !== null && other.attribute === first.attribute && other.descending === first.descending
  );
  return same ? first : null;
}

/** A SELECT straight over the table: WHERE and the select list, nothing else. */
function isPlain(select: Node, from: Node): boolean {
  const map = node(select, "cte_map");
  return str(select, "type") === "SELECT_NODE" && str(from, "type") === "BASE_TABLE" &&
    (map === null || list(map, "map").length === 0) && list(select, "modifiers").length === 0 &&
    list(select, "group_expressions").length === 0 && list(select, "group_sets").length === 0 &&
    str(select, "aggregate_handling") === "STANDARD_HANDLING" &&
    [node(select, "having"), node(select, "qualify"), node(select, "sample"), node(from, "sample")]
      .every((part) => part === null);
}

function extremeIn(item: Node, from: Node, relation: Relation): Ordering | null {
  const name = str(item, "function_name").toLowerCase();
  const [argument, ...others] = nodes(item, "children");
  const orders = node(item, "order_bys");
  if (
    str(item, "class") !== "FUNCTION" || !["min", "max"].includes(name) || argument === undefined ||
    others.length > 0 || node(item, "filter") !== null || str(item, "schema") !== "" ||
    (orders !== null && list(orders, "orders").length > 0) || str(argument, "class") !== "COLUMN_REF"
  ) return null;
  const names = strs(argument, "column_names");
  const column = names.at(-1);
  const [qualifier] = names;
  // `a.b` may be a column's field as well as a table's column.
  const plain = names.length === 1 || (names.length === 2 && qualifier !== undefined &&
    foldName(qualifier) === foldName(str(from, "alias")) &&
    relation.columns.every((each) => foldName(each.column) !== foldName(qualifier)));
  if (column === undefined || !plain) return null;
  const found = relation.columns.find((each) => foldName(each.column) === foldName(column));
  // A place inside an attribute has another order than the attribute.
  return found === undefined || !isWhole(found)
    ? null
    : { attribute: found.attribute, descending: name === "max" };
}
