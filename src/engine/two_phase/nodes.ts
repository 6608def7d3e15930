/**
 * Tree nodes that a statement in two phases is made of.
 *
 * `SELECT count(*) FROM orders` → in the final phase `CAST(coalesce(sum(p0), 0) AS BIGINT)`
 * @module
 */
import { type Node, Numeral } from "../../sql/tree.ts";

const nowhere = new Numeral("18446744073709551615");

/** A column of the only table. */
export function columnNode(name: string, as: Node = {}): Node {
  return {
    class: "COLUMN_REF",
    type: "COLUMN_REF",
    alias: as["alias"] ?? "",
    query_location: as["query_location"] ?? nowhere,
    column_names: [name],
  };
}

/** A call of an aggregate over one expression. */
export function aggregateNode(name: string, over: Node, as: Node = {}): Node {
  return {
    class: "FUNCTION",
    type: "FUNCTION",
    alias: as["alias"] ?? "",
    query_location: as["query_location"] ?? nowhere,
    function_name: name,
    schema: "",
    children: [over],
    filter: null,
    order_bys: { type: "ORDER_MODIFIER", orders: [] },
    distinct: false,
    is_operator: false,
    export_state: false,
    catalog: "",
  };
}

/** `CAST(coalesce(<count>, 0) AS <type>)`: what a count is where nothing was counted. */
export function countNode(count: Node, type: "BIGINT" | "HUGEINT", as: Node = {}): Node {
  const zero: Node = {
    class: "CONSTANT",
    type: "VALUE_CONSTANT",
    alias: "",
    query_location: nowhere,
    value: { type: { id: "INTEGER", type_info: null }, is_null: false, value: new Numeral("0") },
  };
  return {
    class: "CAST",
    type: "OPERATOR_CAST",
    alias: as["alias"] ?? "",
    query_location: as["query_location"] ?? nowhere,
    child: {
      class: "OPERATOR",
      type: "OPERATOR_COALESCE",
      alias: "",
      query_location: nowhere,
      children: [count, zero],
    },
    cast_type: { id: type, type_info: null },
    try_cast: false,
  };
}

/** A table without an alias. */
export function tableNode(name: string): Node {
  return {
    type: "BASE_TABLE",
    alias: "",
    sample: null,
    query_location: nowhere,
    schema_name: "",
    table_name: name,
    column_name_alias: [],
    catalog_name: "",
    at_clause: null,
  };
}
