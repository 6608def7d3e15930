/**
 * Decides `(a, b) IN (SELECT x, y …)` and `<> ANY` as SQL defines them where parts of rows are missing, for DuckDB 1.5.6
 * does not.
 *
 * IN: its true is right, and its false, but it gives NULL for false wherever some part of some row is missing:
 * `(1, 2) NOT IN (SELECT 3, NULL)` is NULL, and WHERE loses the row. It is true, as 1 is not 3. So what DuckDB gives
 * stays, and its NULL is decided again: NULL if some comparison is neither true nor false, else false.
 *
 * `<> ANY`: it is wrong only where the row before it has a missing part: `(2, NULL) <> ANY (SELECT 1, 1)` is NULL, not
 * true. Beside a row that lacks its last part, it overlooks that others lack one before: there
 * `(NULL, 1) <> ANY (SELECT 1, 1)` is false, not NULL. So each part is compared with its column.
 *
 * Either way the rows are asked for several times, so they come from a table: their query in a WITH clause, run once.
 * @module
 */
import { booleanConstant, nullConstant } from "../constant.ts";
import { type Node, node, str } from "../tree.ts";
import { caseOf, coalesced, column, comparison, conjunction, either, isNullOf } from "../typed/nodes.ts";
import { selected } from "../typed/subqueries.ts";
import type { MemberNames } from "./member_names.ts";
import { existsOf, matching, withQuery } from "./members_by_exists.ts";

/** A row that is compared with those of a table. */
export interface Compared {
  /** The comparison as it was written. */
  readonly of: Node;
  readonly parts: readonly Node[];
  /** Its columns have the names of members. */
  readonly table: Node;
  readonly names: MemberNames;
  /** Texts may be read as dates, so that they are missing where they say none: `IS NULL` does not tell. */
  readonly isRead: boolean;
}

/** The comparison. */
export function missingInRows(compared: Compared): Node {
  return str(compared.of, "comparison_type") === "COMPARE_NOTEQUAL" ? differing(compared) : equal(compared);
}

/** Some row differs where some part of some row does. */
function differing(compared: Compared): Node {
  return conjunction("CONJUNCTION_OR", compared.parts.map((_, at) => single(compared, at, null)));
}

function equal(compared: Compared): Node {
  const { of, parts, table, names } = compared;
  const query = selected(parts.map((_, at) => column(names.column(at))), table);
  const row = { ...withQuery(of, query), child: { ...node(of, "child"), children: parts } };
  const [a, b, ...others] = parts;
  const mayBe = a !== undefined && b !== undefined && others.length === 0 && !compared.isRead
    ? pairMayBe(compared, a, b)
    : rowMayBe(compared);
  return coalesced([row, caseOf([{ when: mayBe, then: nullConstant() }], booleanConstant(false))]);
}

/**
 * Whether a pair that equals no row may equal one. It is tested column by column, so that each is looked up by its
 * hash.
 */
function pairMayBe(compared: Compared, a: Node, b: Node): Node {
  const [x, y] = [column(compared.names.column(0)), column(compared.names.column(1))];
  return caseOf([
    { when: isNullOf(a), then: mayBeIn(compared, 1, null) },
    { when: isNullOf(b), then: mayBeIn(compared, 0, null) },
  ], either(mayBeIn(compared, 1, isNullOf(x)), mayBeIn(compared, 0, isNullOf(y))));
}

/** The same of longer rows, one by one. */
function rowMayBe({ of, parts, table, names }: Compared): Node {
  return existsOf(of, table, isNullOf(matching("COMPARE_EQUAL", parts, names)));
}

/** `(part IN (SELECT column FROM members WHERE …)) IS NOT FALSE`. */
function mayBeIn(compared: Compared, at: number, where: Node | null): Node {
  return comparison("COMPARE_DISTINCT_FROM", single(compared, at, where), booleanConstant(false));
}

/** The comparison of one part with one column. */
function single({ of, parts, table, names }: Compared, at: number, where: Node | null): Node {
  const query = selected([column(names.column(at))], table, where);
  return { ...withQuery(of, query), child: parts[at] ?? nullConstant() };
}
