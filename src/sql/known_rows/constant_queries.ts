/**
 * Constant queries are the parts of a statement that look at no table: DuckDB can say their rows before anything is
 * read.
 *
 * `WITH p AS (SELECT 'c1' AS cid) SELECT o.* FROM orders o, p WHERE o.customer = p.cid AND o.state = ANY (['open'])` →
 * what is selected from `p`, and the values of the list
 * @module
 */
import { cteDefinitions, cteOf, type Ctes, withCte } from "../resolve/ctes.ts";
import { list, type Node, node, nodes, str, strs } from "../tree.ts";
import { call, NOWHERE, starNode } from "../typed/nodes.ts";
import { selected, subquery } from "../typed/subqueries.ts";
import { children } from "../tree.ts";
import { isPlain, isPlainItem } from "./plain_expressions.ts";
import { rowsAtMost } from "./rows_at_most.ts";

/** A constant query, and the node of the statement that it stands for. */
export interface ConstantQuery {
  /**
   * A part of FROM, whose columns the query gives; a subquery in an expression; or a call like `list_contains`, of
   * whose list the query gives the elements.
   */
  readonly at: Node;
  /** With the queries of WITH that it uses in their places. */
  readonly query: Node;
}

/** Constant queries that may make more rows than this, on the way to their own, are left alone. */
const MADE_MOST = 100_000;

const FROM_NOTHING: Node = { type: "EMPTY", alias: "", sample: null, query_location: NOWHERE };

const QUERIES: ReadonlySet<string> = new Set([
  "SELECT_NODE",
  "SET_OPERATION_NODE",
  "RECURSIVE_CTE_NODE",
  "CTE_NODE",
]);

/** Calls that look for the second argument in a list, the first. */
export const LOOKS_IN_LIST = /^(list_contains|list_has|array_contains|array_has|contains)$/;

/** A query of a WITH clause that is constant; null = one that is not. */
type Known = { readonly query: Node; readonly names: readonly string[] } | null;

/** The constant queries of a statement, the outermost of those that contain each other. */
export function constantQueries(statement: Node): readonly ConstantQuery[] {
  const found: ConstantQuery[] = [];
  const note = (at: Node, query: Node) => {
    if (rowsAtMost(query) <= MADE_MOST) found.push({ at, query });
  };

  function visit(of: Node, ctes: Ctes<Known>): void {
    if (QUERIES.has(str(of, "type"))) return visitQuery(of, ctes);
    const from = constantFrom(of, ctes);
    if (from !== null) return note(of, selected([starNode()], from));
    const kind = str(of, "class");
    const inner = kind === "SUBQUERY" ? node(node(of, "subquery") ?? {}, "node") : null;
    const query = inner === null || !isOfValues(of) ? null : constantQuery(inner, ctes);
    if (query !== null) note(of, query);
    const searched = kind === "FUNCTION" && LOOKS_IN_LIST.test(str(of, "function_name").toLowerCase())
      ? nodes(of, "children")[0]
      : undefined;
    if (searched !== undefined && isList(searched) && isPlainItem(searched, false)) {
      note(of, selected([call("unnest", [searched])], FROM_NOTHING));
    }
    for (const child of children(of)) {
      if (query === null || child !== node(of, "subquery")) visit(child, ctes);
    }
  }

  function visitQuery(query: Node, outer: Ctes<Known>): void {
    let ctes = outer;
    for (const { name, aliases, query: definition } of cteDefinitions(query)) {
      const constant = constantQuery(definition, ctes);
      if (constant === null) visitQuery(definition, ctes);
      ctes = withCte(ctes, name, constant === null ? null : { query: constant, names: aliases });
    }
    // A recursive term sees its own rows under this name.
    const own = str(query, "cte_name");
    if (own !== "") ctes = withCte(ctes, own, null);
    const map = node(query, "cte_map");
    for (const child of children(query)) if (child !== map) visit(child, ctes);
  }

  visitQuery(statement, new Map());
  return found;
}

/** Whether a subquery in an expression stands for its one value, or for its values in `= ANY`. */
function isOfValues(of: Node): boolean {
  const kind = str(of, "subquery_type");
  return kind === "SCALAR" || (kind === "ANY" && str(of, "comparison_type") === "COMPARE_EQUAL");
}

/** Whether an expression is a list by its form; `contains` looks in texts, too. */
function isList(of: Node): boolean {
  return str(of, "type") === "ARRAY_CONSTRUCTOR" ||
    ["list_value", "string_split", "range", "generate_series"].includes(
      str(of, "function_name").toLowerCase(),
    );
}

/** The query with constant queries in the places of those of WITH; null if it is not constant. */
function constantQuery(query: Node, outer: Ctes<Known>): Node | null {
  let ctes = outer;
  for (const { name, aliases, query: definition } of cteDefinitions(query)) {
    const constant = constantQuery(definition, ctes);
    ctes = withCte(ctes, name, constant === null ? null : { query: constant, names: aliases });
  }
  const own = { ...query, cte_map: { map: [] } };
  if (!nodes(query, "modifiers").every(keepsRows)) return null;
  if (str(query, "type") === "SET_OPERATION_NODE") {
    const [left, right] = [node(query, "left"), node(query, "right")]
      .map((side) => side === null ? null : constantQuery(side, ctes));
    return left === null || right === null || left === undefined || right === undefined
      ? null
      : { ...own, left, right };
  }
  const from = str(query, "type") === "SELECT_NODE" ? node(query, "from_table") : null;
  const isEmpty = from !== null && str(from, "type") === "EMPTY";
  const constant = from === null || isEmpty ? from : constantFrom(from, ctes);
  if (constant === null || !isRowWise(query)) return null;
  const where = node(query, "where_clause");
  const isConstant = nodes(query, "select_list").every((item) => isPlainItem(item, !isEmpty)) &&
    (where === null || isPlain(where, !isEmpty));
  return isConstant ? { ...own, from_table: constant } : null;
}

/** ORDER BY, and DISTINCT over whole rows. With a LIMIT, which rows there are may depend on how the query is run. */
function keepsRows(modifier: Node): boolean {
  const type = str(modifier, "type");
  return type === "ORDER_MODIFIER"
    ? nodes(modifier, "orders").every((order) => isPlain(node(order, "expression") ?? {}, true))
    : type === "DISTINCT_MODIFIER" && list(modifier, "distinct_on_targets").length === 0;
}

function isRowWise(select: Node): boolean {
  return list(select, "group_expressions").length === 0 && list(select, "group_sets").length === 0 &&
    str(select, "aggregate_handling") === "STANDARD_HANDLING" &&
    ["having", "qualify", "sample"].every((clause) => node(select, clause) === null);
}

/** The same of a part of FROM; null for anything else, too. */
function constantFrom(from: Node, ctes: Ctes<Known>): Node | null {
  if (str(from, "class") !== "" || node(from, "sample") !== null) return null;
  switch (str(from, "type")) {
    case "BASE_TABLE": {
      const known = cteOf(from, ctes) ?? null;
      if (known === null) return null;
      const given = strs(from, "column_name_alias");
      const names = [...given, ...known.names.slice(given.length)];
      return subquery(known.query, str(from, "alias") || str(from, "table_name"), names);
    }
    case "SUBQUERY": {
      const inner = node(from, "subquery") ?? {};
      const query = constantQuery(node(inner, "node") ?? {}, ctes);
      return query === null ? null : { ...from, subquery: { ...inner, node: query } };
    }
    case "EXPRESSION_LIST":
      return children(from).every((value) => isPlainItem(value, false)) ? from : null;
    case "TABLE_FUNCTION": {
      const made = node(from, "function") ?? {};
      const isKnown = /^(range|generate_series|unnest)$/i.test(str(made, "function_name"));
      return isKnown && isPlainItem(made, false) ? from : null;
    }
    case "JOIN":
      return constantJoin(from, ctes);
    default:
      return null;
  }
}

function constantJoin(join: Node, ctes: Ctes<Known>): Node | null {
  const [left, right] = [node(join, "left"), node(join, "right")]
    .map((side) => side === null ? null : constantFrom(side, ctes));
  const condition = node(join, "condition");
  const isKnown = ["REGULAR", "CROSS"].includes(str(join, "ref_type")) &&
    (condition === null || isPlain(condition, true));
  return !isKnown || !left || !right ? null : { ...join, left, right };
}
