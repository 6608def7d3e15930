/**
 * Decides again what DuckDB leaves open in `(a, b) IN (SELECT x, y …)` and `<> ANY` if parts of rows are missing. It
 * gives NULL as soon as any part of any row is NULL, even if the other parts differ: for `(1, 2) NOT IN (SELECT 3, NULL)`
 * it gives NULL, and WHERE loses the row. SQL's answer is true, as 1 is not 3. So DuckDB's true and false stay, and its
 * NULL becomes what SQL defines: NULL if some comparison is neither true nor false, else false.
 * @module
 */
import { booleanConstant, nullConstant } from "../constant.ts";
import { type Node, node, str } from "../tree.ts";
import { both, caseOf, coalesced, column, comparison, either, isNullOf, unnamed } from "../typed/nodes.ts";
import { selected, subquery } from "../typed/subqueries.ts";
import { existsIn, MEMBERS, nameAt, queryOf, rowOf, staysOutside } from "./members_by_exists.ts";

/**
 * A comparison of a row with those of a query that stands alone.
 * @param filters only true counts here, so that false and NULL are the same
 */
export function missingInRows(of: Node, filters: boolean): Node {
  const kind = str(of, "comparison_type");
  if (kind === "COMPARE_NOTEQUAL") return differing(of);
  return kind === "COMPARE_EQUAL" && !filters ? equal(of) : of;
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
