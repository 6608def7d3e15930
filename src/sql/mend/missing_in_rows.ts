/**
 * `(a, b) IN (SELECT x, y …)` and `<> ANY`, whose query is not correlated and some of whose parts are missing. DuckDB
 * gives NULL as soon as any part of any row is NULL, even if the other parts differ: `(1, 2) NOT IN (SELECT 3, NULL)`
 * is true, and DuckDB loses the row. DuckDB's true and false stay. Its NULL is decided again by SQL's definition:
 * NULL if some comparison is neither true nor false, else false.
 * @module
 */
import { booleanConstant, nullConstant } from "../constant.ts";
import type { Dialect } from "../dialect.ts";
import { printSql } from "../print.ts";
import { nodesOf } from "../text_dates/bound_tree.ts";
import { bindError } from "../text_dates/mismatches.ts";
import { mapChildren, type Node, node, str } from "../tree.ts";
import { both, caseOf, coalesced, column, comparison, either, isNullOf, unnamed } from "../typed/nodes.ts";
import { selected, subquery } from "../typed/subqueries.ts";
import { existsIn, isRowMember, nameAt, queryOf, rowOf, staysOutside } from "./correlated_members.ts";

/** The statement with such rows looked for as SQL defines it; itself where only true counts. */
export async function missingInRows(query: Node, dialect: Dialect): Promise<Node> {
  if (nodesOf(query, isRowMember).length === 0) return query;
  const alone = new Set<Node>();
  for (const row of nodesOf(query, isRowMember)) {
    const names = rowOf(row).map((_, at) => nameAt(at));
    // Other files handle queries with another number of columns and correlated ones.
    const asked = selected(names.map(column), subquery(queryOf(row), MEMBERS, names));
    if (await bindError(await printSql(asked, dialect), dialect) === null) alone.add(row);
  }
  return alone.size === 0 ? query : visit(query, alone, false);
}

const MEMBERS = "__members";

/** @param filters only true counts here, so that false and NULL are the same */
function visit(of: Node, alone: ReadonlySet<Node>, filters: boolean): Node {
  const type = str(of, "type");
  const where = type === "SELECT_NODE" ? of["where_clause"] : type === "JOIN" ? of["condition"] : null;
  const within = filters && str(of, "class") === "CONJUNCTION";
  const mapped = mapChildren(of, (child) => visit(child, alone, within || child === where));
  if (!alone.has(of)) return mapped;
  const kind = str(of, "comparison_type");
  const found = kind === "COMPARE_NOTEQUAL"
    ? differing(mapped)
    : kind === "COMPARE_EQUAL" && !filters
    ? equal(mapped)
    : mapped;
  return found === mapped ? mapped : { ...found, alias: of["alias"] ?? "" };
}

/** Some row differs where some part of some row does. */
function differing(of: Node): Node {
  return rowOf(of).map((part, at) => single(of, part, at, null)).reduce(either);
}

function equal(of: Node): Node {
  const parts = rowOf(of).map(unnamed);
  const [a, b] = parts;
  const mayBe = parts.length === 2 && a !== undefined && b !== undefined
    ? pairMayBe(of, a, b)
    : rowMayBe(of, parts);
  return mayBe === null
    ? of
    : coalesced([of, caseOf([{ when: mayBe, then: nullConstant() }], booleanConstant(false))]);
}

/**
 * Whether a pair that equals no row may equal one. It is tested column by column, so that each is looked up by its
 * hash.
 */
function pairMayBe(of: Node, a: Node, b: Node): Node {
  const [x, y] = [column(nameAt(0)), column(nameAt(1))];
  return caseOf([
    { when: isNullOf(a), then: mayBeIn(of, b, 1, null) },
    { when: isNullOf(b), then: mayBeIn(of, a, 0, null) },
  ], either(mayBeIn(of, b, 1, isNullOf(x)), mayBeIn(of, a, 0, isNullOf(y))));
}

/** The same of longer rows, one by one. */
function rowMayBe(of: Node, parts: readonly Node[]): Node | null {
  if (parts.some(staysOutside)) return null;
  const names = parts.map((_, at) => nameAt(at));
  const matches = parts.map((part, at) => comparison("COMPARE_EQUAL", part, column(nameAt(at)))).reduce(both);
  return existsIn(of, names, isNullOf(matches));
}

/** `(part IN (SELECT column FROM members WHERE …)) IS NOT FALSE`. */
function mayBeIn(of: Node, part: Node, at: number, where: Node | null): Node {
  return comparison(
    "COMPARE_DISTINCT_FROM",
    single({ ...of, comparison_type: "COMPARE_EQUAL" }, part, at, where),
    booleanConstant(false),
  );
}

/** The comparison of one part with one column. */
function single(of: Node, part: Node, at: number, where: Node | null): Node {
  const names = rowOf(of).map((_, each) => nameAt(each));
  return {
    ...of,
    alias: "",
    child: unnamed(part),
    subquery: {
      ...node(of, "subquery"),
      node: selected([column(nameAt(at))], subquery(queryOf(of), MEMBERS, names), where),
    },
  };
}
