/**
 * `(a, b) IN (SELECT x, y …)` whose query takes columns from outside: DuckDB does not run it. It becomes EXISTS, and where
 * not only true counts, what IN is by its definition: NULL where no row is equal and some comparison is neither true nor
 * false.
 * @module
 */
import { booleanConstant, nullConstant } from "../constant.ts";
import type { Dialect } from "../dialect.ts";
import { printSql } from "../print.ts";
import { bindError } from "../text_dates/mismatches.ts";
import { nodesOf } from "../text_dates/bound_tree.ts";
import { mapChildren, type Node, node, nodes, str } from "../tree.ts";
import { both, caseOf, column, comparison, integer, isNullOf, unnamed } from "../typed/nodes.ts";
import { selected, subquery } from "../typed/subqueries.ts";

const queryOf = (of: Node): Node => node(node(of, "subquery") ?? {}, "node") ?? {};

const isRowMember = (of: Node): boolean =>
  str(of, "class") === "SUBQUERY" && str(of, "subquery_type") === "ANY" &&
  str(of, "comparison_type") === "COMPARE_EQUAL" && rowOf(of).length > 1;

function rowOf(of: Node): readonly Node[] {
  const row = node(of, "child") ?? {};
  return str(row, "function_name").toLowerCase() === "row" ? nodes(row, "children") : [];
}

/** The statement with such rows looked for by EXISTS; itself if it binds as it is. */
export async function correlatedMembers(query: Node, dialect: Dialect): Promise<Node> {
  const rows = nodesOf(query, isRowMember);
  if (rows.length === 0 || await bindError(await printSql(query, dialect), dialect) === null) return query;
  const correlated = new Set<Node>();
  for (const row of rows) {
    if (await bindError(await printSql(queryOf(row), dialect), dialect) !== null) correlated.add(row);
  }
  return correlated.size === 0 ? query : visit(query, correlated, false);
}

/** @param filters only true counts here, so that false and NULL are the same */
function visit(of: Node, correlated: ReadonlySet<Node>, filters: boolean): Node {
  const type = str(of, "type");
  const where = type === "SELECT_NODE" ? of["where_clause"] : type === "JOIN" ? of["condition"] : null;
  const within = filters && str(of, "class") === "CONJUNCTION";
  const mapped = mapChildren(of, (child) => visit(child, correlated, within || child === where));
  return correlated.has(of) ? member(mapped, filters) : mapped;
}

function member(of: Node, filters: boolean): Node {
  const parts = rowOf(of);
  const names = parts.map((_, at) => `__m${at}`);
  const matches = parts.map((part, at) => comparison("COMPARE_EQUAL", unnamed(part), column(names[at] ?? "")))
    .reduce(both);
  const exists = (condition: Node): Node => ({
    ...of,
    alias: "",
    subquery_type: "EXISTS",
    comparison_type: "INVALID",
    child: null,
    subquery: {
      ...node(of, "subquery"),
      node: selected([integer(1)], subquery(queryOf(of), "__members", names), condition),
    },
  });
  const found = filters ? exists(matches) : caseOf([
    { when: exists(matches), then: booleanConstant(true) },
    { when: exists(isNullOf(matches)), then: nullConstant() },
  ], booleanConstant(false));
  return { ...found, alias: of["alias"] ?? "" };
}
