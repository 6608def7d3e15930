/**
 * `COLUMNS` with a pattern, a lambda or a list of names looks at names: the attributes' own, also of columns that DuckDB
 * knows by inner names.
 *
 * `SELECT COLUMNS('_user$') FROM users` → `COLUMNS([x for x in * if regexp_matches(…, '_user$')])`, with
 * `current_user` in the place of `current_user#1`
 * @module
 */
import { lambdaIn } from "../lambdas.ts";
import { type Node, node, nodes, str, strs, transform } from "../tree.ts";
import { call, caseOf, comparison, lambda, text } from "../typed/nodes.ts";
import { constantOf } from "./constants.ts";
import { foldName, matching } from "./identifiers.ts";
import { starRenamed } from "./stars.ts";
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
  const chosen = lambdaIn(by);
  if (chosen !== null) {
    const { at, body, parameters } = chosen;
    const parameter = foldName(parameters[0] ?? "");
    const isName = (of: Node) => {
      const [name, ...others] = strs(of, "column_names");
      return name !== undefined && others.length === 0 && foldName(name) === parameter;
    };
    const byOwn = { ...at, expr: transform(body, (of) => isName(of) ? own(of, inner) : of) };
    return { ...star, expr: { ...by, children: nodes(by, "children").map((of) => of === at ? byOwn : of) } };
  }
  if (str(by, "class") === "CONSTANT") {
    const matches = lambda(NAME, (name) => call("regexp_matches", [own(name, inner), by]));
    return { ...star, expr: call("list_filter", [starRenamed([]), matches]) };
  }
  const named = (of: Node): Node => {
    const name = constantOf(of);
    const [only, ...others] = name?.kind === "text" ? matching(name.value, inner, (each) => each.name) : [];
    return only === undefined || others.length > 0 ? of : { ...text(only.actual), alias: str(of, "alias") };
  };
  return { ...star, expr: { ...by, children: nodes(by, "children").map(named) } };
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
