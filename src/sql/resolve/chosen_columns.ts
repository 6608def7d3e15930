/**
 * `COLUMNS` with a pattern, a lambda or a list of names looks at names: the attributes' own, also of columns that DuckDB
 * knows by inner names.
 *
 * `SELECT COLUMNS('_user$') FROM users` → `COLUMNS([x for x in * if regexp_matches(…, '_user$')])`, with
 * `current_user` in the place of `current_user#1`
 * @module
 */
import { type Node, node, nodes, str, transform } from "../tree.ts";
import { call, caseOf, comparison, each, lambda, starNode, text } from "../typed/nodes.ts";
import { foldName } from "./identifiers.ts";
import type { Column } from "./model.ts";

/** What `* LIKE …` and its relatives are in the tree. */
const TESTS = /^(!?~~[~*]?|regexp_full_match)$/;

/** `*` in `* LIKE '%_user'`; null elsewhere. */
export function starTested(test: Node): Node | null {
  const [star] = nodes(test, "children");
  const isTest = str(test, "class") === "FUNCTION" && TESTS.test(str(test, "function_name"));
  return isTest && star !== undefined && str(star, "class") === "STAR" && star["columns"] === false
    ? star
    : null;
}

/** `* LIKE …` so that it looks at the attributes' own names. */
export function testingOwn(test: Node, inner: readonly Column[]): Node {
  const star = starTested(test);
  if (star === null || inner.length === 0) return test;
  const [, ...others] = nodes(test, "children");
  const passes = lambda(NAME, (name) => ({ ...test, alias: "", children: [own(name, inner), ...others] }));
  return { ...star, columns: true, expr: call("list_filter", [star, passes]), alias: str(test, "alias") };
}

/** `COLUMNS(…)` so that it chooses by the attributes' own names. @param inner the columns with inner names */
export function choosingByOwn(star: Node, inner: readonly Column[]): Node {
  const by = node(star, "expr");
  if (by === null || inner.length === 0) return star;
  if (str(by, "class") === "CONSTANT") {
    const matches = lambda(NAME, (name) => call("regexp_matches", [own(name, inner), by]));
    return { ...star, expr: call("list_filter", [starNode(), matches]) };
  }
  // Within, there are the attributes' own names alone; what comes out of it are columns.
  const isStar = (of: Node) => str(of, "class") === "STAR" && node(of, "expr") === null;
  const chosen = transform(by, (of) => isStar(of) ? each(of, NAME, (name) => own(name, inner)) : of);
  return { ...star, expr: each(chosen, NAME, (name) => known(name, inner)) };
}

/** A lambda's parameter. */
const NAME = "dynamosql_name";

/** The attribute's own name, of a column's name. */
function own(name: Node, inner: readonly Column[]): Node {
  const checks = inner.map((column) => ({
    when: comparison("COMPARE_EQUAL", name, text(column.actual)),
    then: text(column.name),
  }));
  return caseOf(checks, name);
}

/** A column's name, of the attribute's own, which may be written in another case where one attribute alone has it. */
function known(name: Node, inner: readonly Column[]): Node {
  const to = (of: Node, is: string, { actual }: Column) => ({
    when: comparison("COMPARE_EQUAL", of, text(is)),
    then: text(actual),
  });
  const exact = inner.map((column) => to(name, column.name, column));
  const loose = [...Map.groupBy(inner, (column) => foldName(column.name))].flatMap((
    [folded, [only, ...others]],
  ) =>
    only === undefined || others.some(({ actual }) => actual !== only.actual)
      ? []
      : [to(call("lower", [name]), folded, only)]
  );
  return caseOf([...exact, ...loose], name);
}
