/**
 * Places inside a GROUP BY key: a place inside a map or list that is grouped by is the group's, as all its rows have
 * equal values there.
 *
 * `SELECT doc.price, count(*) FROM orders GROUP BY doc` →
 * `SELECT any_value(dynamosql_place_1) AS price, count(*) … GROUP BY doc`
 * @module
 */
import { children, list, type Node, node, nodes, Numeral, str, strs } from "../tree.ts";
import { call, caseOf, comparison, integer, NOWHERE } from "../typed/nodes.ts";
import { nullConstant } from "../constant.ts";
import { isAggregate } from "./aggregates.ts";
import { foldName } from "./identifiers.ts";
import { chainOf, dottedSteps, type Step } from "./path_steps.ts";
import type { Context, GroupKey, Groups, Hit, Scope } from "./model.ts";

/** Which column the beginning of a dotted name surely means. */
export type ColumnOf = (names: readonly string[], scope: Scope) => Hit | null;

/** Notes the expressions of a SELECT that are evaluated for its groups. */
export function noteGroups(context: Context, select: Node, scope: Scope, columnOf: ColumnOf): void {
  const items = nodes(select, "select_list");
  const all = str(select, "aggregate_handling") === "FORCE_AGGREGATES";
  const by = all ? items : nodes(select, "group_expressions");
  if (by.length === 0) return;
  const groups: Groups = {
    keys: () => by.flatMap((of) => keyOf(context, itemFor(of, items, scope, columnOf), scope, columnOf)),
    several: list(select, "group_sets").length > 1,
    within: false,
  };
  const note = (of: Node, groups: Groups): void => {
    if (isAggregate(of)) return;
    context.groups.set(of, [...context.groups.get(of) ?? [], groups]);
    const inner = str(of, "class") === "LAMBDA" || isQuery(of) ? { ...groups, within: true } : groups;
    for (const child of children(of)) note(child, inner);
  };
  for (const item of items) {
    // GROUP BY ALL groups by all others.
    if (!all || hasAggregate(item)) note(item, groups);
  }
  for (const name of ["having", "qualify"]) {
    const of = node(select, name);
    if (of !== null) note(of, groups);
  }
  for (const modifier of nodes(select, "modifiers")) note(modifier, groups);
}

/**
 * The expression that stands for a place in a group.
 * @param value the place's column
 * @returns null if the place is itself grouped by, or no key holds it
 */
export function inGroup(
  context: Context,
  expression: Node,
  { column }: Hit,
  steps: readonly Step[],
  exact: boolean,
): ((value: Node) => Node) | "none" | null {
  for (const groups of context.groups.get(expression) ?? []) {
    const found = inGroupOf(groups, context, column, steps, exact);
    if (found !== null) return found;
  }
  return null;
}

function inGroupOf(
  groups: Groups,
  context: Context,
  column: Hit["column"],
  steps: readonly Step[],
  exact: boolean,
): ((value: Node) => Node) | "none" | null {
  const holding = groups.keys().filter((key) =>
    key.column === column && key.steps.length <= steps.length &&
    key.steps.every((step, at) => isSame(step, steps[at]))
  );
  const key = holding.toSorted((a, b) => b.steps.length - a.steps.length)[0];
  if (key === undefined || (key.steps.length === steps.length && !exact)) return null;
  if (groups.within) return "none";
  return (value) => {
    // Equal values can differ in their exact texts; the least one is taken.
    const ofGroup = call(exact ? "min" : "any_value", [value]);
    if (!groups.several) return ofGroup;
    const grouping = {
      class: "OPERATOR",
      type: "GROUPING_FUNCTION",
      alias: "",
      query_location: NOWHERE,
      children: [{ ...context.rewrites.get(key.of)?.(key.of) ?? key.of, alias: "" }],
    };
    return caseOf(
      [{ when: comparison("COMPARE_EQUAL", grouping, integer(0)), then: ofGroup }],
      nullConstant(),
    );
  };
}

/** `GROUP BY 2` and `GROUP BY alias` as the item that they mean. Behind a `*`, nobody knows here which item is the second. */
function itemFor(of: Node, items: readonly Node[], scope: Scope, columnOf: ColumnOf): Node {
  const value = str(of, "class") === "CONSTANT" ? node(of, "value")?.["value"] : undefined;
  if (value instanceof Numeral) {
    const upTo = items.slice(0, Number(value.text));
    return upTo.some(isSeveral) ? of : upTo[Number(value.text) - 1] ?? of;
  }
  const names = strs(of, "column_names");
  const [name = ""] = names;
  if (names.length !== 1 || columnOf(names, scope) !== null) return of;
  return items.find((item) => foldName(str(item, "alias")) === foldName(name)) ?? of;
}

function keyOf(context: Context, of: Node, scope: Scope, columnOf: ColumnOf): readonly GroupKey[] {
  const { text } = context.statement;
  const chain = chainOf(text, of);
  if (chain === null) return [];
  const hit = columnOf(strs(chain.reference, "column_names"), scope);
  if (hit === null) return [];
  const steps = [...dottedSteps(text, chain.reference, hit.used), ...chain.steps];
  return [{ of, column: hit.column, steps }];
}

function isSame(a: Step, b: Step | undefined): boolean {
  if (b === undefined) return false;
  if ("place" in a) return "place" in b && a.place === b.place;
  if ("place" in b) return false;
  return a.key === b.key || (!a.quoted && !b.quoted && foldName(a.key) === foldName(b.key));
}

/** `*`, `COLUMNS(…)`, and what is made of one. */
const isSeveral = (of: Node): boolean =>
  str(of, "class") === "STAR" || (!isQuery(of) && children(of).some(isSeveral));

const isQuery = (of: Node) => str(of, "type").endsWith("_NODE");

function hasAggregate(of: Node): boolean {
  return isAggregate(of) || (!isQuery(of) && children(of).some(hasAggregate));
}
