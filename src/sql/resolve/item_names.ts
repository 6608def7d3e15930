/**
 * Names that surely mean an item of the select list, whatever columns there are: alone in ORDER BY and DISTINCT ON, the
 * alias of an item; in HAVING, outside of aggregates, such an alias, unless the groups are made by a column of this name.
 * The very name comes first, be it an alias or a column's; then what differs by case.
 *
 * `SELECT ord, count(*) AS note FROM items GROUP BY ord HAVING note > 1 ORDER BY note` → `note` is the count, also where
 * `items` has a column `note`; `SELECT "Status", n AS status FROM items ORDER BY "Status"` → `ORDER BY 1`
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import { isStarred } from "../orders.ts";
import { children, location, type Node, node, nodes, str, strs } from "../tree.ts";
import { integer } from "../typed/nodes.ts";
import { isAggregate } from "./aggregates.ts";
import { constantOf } from "./constants.ts";
import { applyRewrites, nameError } from "./context.ts";
import { foldName, quotedParts, sameName } from "./identifiers.ts";
import { UNFIT_NAMES, VALUE_FUNCTIONS } from "./value_functions.ts";
import type { Context } from "./model.ts";

/**
 * Notes the references of a SELECT that mean items of its list, and says so where DuckDB would take something else.
 * @throws DynamoSqlError `ambiguous_name` for one that cannot be said
 */
export function bindItemNames(context: Context, select: Node): void {
  const items = nodes(select, "select_list");
  for (const modifier of nodes(select, "modifiers")) {
    const alone = [
      ...nodes(modifier, "orders").map((order) => node(order, "expression")),
      ...nodes(modifier, "distinct_on_targets"),
    ];
    for (const of of alone) if (of !== null) placeOf(context, of, items);
  }
  for (const group of nodes(select, "group_expressions")) {
    // `GROUP BY current_user`: nobody groups by the function.
    const name = aloneName(group) ?? "";
    if (VALUE_FUNCTIONS.has(foldName(name)) && itemOf(name, items) !== null && !isQuoted(context, group)) {
      context.itemNames.add(group);
    }
  }
  const keys = groupNames(select, items);
  for (const [reference, item] of itemsInHaving(select)) {
    const folded = foldName(nameOf(reference));
    // Without quotes it is a function, whatever items are called.
    if (VALUE_FUNCTIONS.has(folded) && !isQuoted(context, reference)) continue;
    context.itemNames.add(reference);
    // DuckDB takes a function of this name, a group and the last of several items first.
    const isTaken = UNFIT_NAMES.has(folded) || folded === "user" || keys.some((key) =>
      sameName(key, folded)
    ) ||
      items.findLast((each) => sameName(str(each, "alias"), folded)) !== item;
    if (!isTaken) continue;
    context.rewrites.set(reference, () => ({ ...applyRewrites(item, context.rewrites), alias: "" }));
  }
}

/** Gives a reference that means an item its place, where others of the list have the name in another case. */
function placeOf(context: Context, of: Node, items: readonly Node[]): void {
  const name = aloneName(of);
  const item = name === null ? null : itemOf(name, items);
  if (name === null || item === null) return;
  context.itemNames.add(of);
  const alike = items.filter((each) => sameName(str(each, "alias") || nameOf(each), name));
  if (alike.length < 2) return;
  const at = items.indexOf(item);
  if (!items.slice(0, at).some(isStarred)) context.rewrites.set(of, () => integer(at + 1));
  else if (item !== alike.at(-1) || str(item, "alias") === "") {
    throw nameError(
      context,
      "ambiguous_name",
      `Ambiguous column name: ${quoteName(name)} can be several of what is selected after the *`,
      of,
      "Give each an alias of its own.",
    );
  }
}

/** The item that a name alone in ORDER BY means; null where it is none's alias. */
function itemOf(name: string, items: readonly Node[]): Node | null {
  const aliased = items.findLast((each) => sameName(str(each, "alias"), name));
  if (aliased === undefined) return null;
  return items.findLast((each) => str(each, "alias") === name) ??
    items.findLast((each) => str(each, "alias") === "" && nameOf(each) === name) ?? aliased;
}

/** The items of the select list that names in HAVING mean. */
export function itemsInHaving(select: Node): ReadonlyMap<Node, Node> {
  const having = node(select, "having");
  const items = nodes(select, "select_list");
  const found = new Map<Node, Node>();
  if (having === null || items.every((item) => str(item, "alias") === "")) return found;
  const keys = groupNames(select, items);
  const note = (of: Node): void => {
    if (isAggregate(of) || str(of, "class") === "SUBQUERY") return;
    const name = aloneName(of);
    const item = name === null ? null : aliased(name, items, keys);
    if (item !== null) found.set(of, item);
    for (const child of children(of)) note(child);
  };
  note(having);
  return found;
}

/** The item whose alias a name in HAVING is; null where it is none's, or a group's. */
function aliased(name: string, items: readonly Node[], keys: readonly string[]): Node | null {
  if (keys.includes(name)) return null;
  const exact = items.findLast((each) => str(each, "alias") === name);
  if (exact !== undefined || keys.some((key) => sameName(key, name))) return exact ?? null;
  return items.findLast((each) => sameName(str(each, "alias"), name)) ?? null;
}

/** The names of the columns that the groups are made by. */
function groupNames(select: Node, items: readonly Node[]): readonly string[] {
  const isAll = str(select, "aggregate_handling") === "FORCE_AGGREGATES";
  const groups = isAll ? items : nodes(select, "group_expressions").map((group) => placed(group, items));
  return groups.map(nameOf).filter((name) => name !== "");
}

/** The name that a reference without a qualifier is; null for anything else. */
function aloneName(of: Node): string | null {
  const [name = "", ...others] = strs(of, "column_names");
  return name === "" || others.length > 0 ? null : name;
}

/** `GROUP BY 2` as the item that it means. */
function placed(group: Node, items: readonly Node[]): Node {
  const constant = constantOf(group);
  return constant?.kind === "number" ? items[Number(constant.value) - 1] ?? group : group;
}

function nameOf(of: Node): string {
  return strs(of, "column_names").at(-1) ?? "";
}

const isQuoted = (context: Context, reference: Node): boolean =>
  quotedParts(context.statement.text, location(reference), 1)[0] === true;
