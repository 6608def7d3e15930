/**
 * `SELECT n % 2 AS q, count(*) FROM t GROUP BY ALL HAVING q = 1` → `… GROUP BY 1 HAVING q = 1`: of what HAVING names outside
 * of aggregates, here `n`, DuckDB makes groups, too. The groups are the selected expressions without aggregates.
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import { DynamoSqlError } from "../../errors.ts";
import { isStarred } from "../orders.ts";
import { isAggregate } from "../resolve/aggregates.ts";
import { foldName } from "../resolve/identifiers.ts";
import { children, list, type Node, node, nodes, Numeral, str, strs } from "../tree.ts";
import { integer } from "../typed/nodes.ts";

/**
 * Writes the groups out, where there is a HAVING.
 * @throws DynamoSqlError `invalid_query` where a `*` hides whether what HAVING names is one
 */
export function groupsOfAll(select: Node): Node {
  const having = node(select, "having");
  if (having === null || str(select, "aggregate_handling") !== "FORCE_AGGREGATES") return select;
  const items = nodes(select, "select_list");
  if (items.some(isStarred)) {
    const doubtful = namedIn(having).find((names) => !isGrouped(names, items, select));
    if (doubtful !== undefined) throw refusal(doubtful);
    return select;
  }
  const aliases = new Set(items.map((item) => foldName(str(item, "alias"))).filter((alias) => alias !== ""));
  // What is made of other items follows from their groups; DuckDB takes no alias within a group.
  const isMade = (item: Node) =>
    str(item, "class") !== "COLUMN_REF" &&
    namedIn(item).some(([name = "", ...others]) =>
      others.length === 0 && foldName(name) !== foldName(str(item, "alias")) && aliases.has(foldName(name))
    );
  const groups = items.flatMap((item, at) => aggregates(item) || isMade(item) ? [] : [integer(at + 1)]);
  return {
    ...select,
    aggregate_handling: "STANDARD_HANDLING",
    group_expressions: groups,
    group_sets: groups.length === 0 ? [] : [groups.map((_, at) => new Numeral(String(at)))],
  };
}

/** Whether a name means a group, or an aggregate, beside a `*`: then DuckDB makes no other groups. */
function isGrouped(names: readonly string[], items: readonly Node[], select: Node): boolean {
  const folded = names.map(foldName);
  const called = items.filter((item) => folded.length === 1 && foldName(str(item, "alias")) === folded[0]);
  if (called.length > 0 && called.every(aggregates)) return true;
  // What stands in the list as a column is a group; DuckDB makes it one more time.
  if (items.some((item) => isSame(strs(item, "column_names").map(foldName), folded))) return true;
  if (called.length > 0 && called.every((item) => str(item, "class") === "COLUMN_REF")) return true;
  const isAlone = str(node(select, "from_table") ?? {}, "type") !== "JOIN";
  return items.some((star) => {
    if (str(star, "class") !== "STAR" || star["columns"] === true) return false;
    const relation = foldName(str(star, "relation_name"));
    const everything = relation === "" || isAlone;
    const others = changedBy(star);
    if (everything && others.size === 0) return true;
    return (everything || (folded.length > 1 && folded[0] === relation)) && called.length === 0 &&
      !folded.some((name) => others.has(name));
  });
}

/** Whether two references are of one column, as far as both say whose it is. */
function isSame(item: readonly string[], names: readonly string[]): boolean {
  const shared = Math.min(item.length, names.length);
  return shared > 0 && item.slice(-shared).every((name, at) => name === names.slice(-shared)[at]);
}

/** The names of columns that a `*` gives otherwise, or not. */
function changedBy(star: Node): ReadonlySet<string> {
  const keys = nodes(star, "rename_list").flatMap(({ key, value }) => [column(key), value]);
  const excluded = nodes(star, "qualified_exclude_list").map(column);
  const replaced = nodes(star, "replace_list").map(({ key }) => key);
  return new Set(
    [...keys, ...excluded, ...replaced, ...list(star, "exclude_list")].flatMap((name) =>
      typeof name === "string" ? [foldName(name)] : []
    ),
  );
}

const column = (of: Node[string] | undefined) =>
  typeof of === "object" && of !== null && "column" in of ? of["column"] : null;

/** The names outside of aggregates and subqueries. */
function namedIn(of: Node): readonly (readonly string[])[] {
  if (isAggregate(of) || str(of, "type").endsWith("_NODE")) return [];
  return str(of, "class") === "COLUMN_REF" ? [strs(of, "column_names")] : children(of).flatMap(namedIn);
}

function aggregates(of: Node): boolean {
  return isAggregate(of) || (!str(of, "type").endsWith("_NODE") && children(of).some(aggregates));
}

function refusal(names: readonly string[]): DynamoSqlError {
  const name = names.map(quoteName).join(".");
  return new DynamoSqlError(
    "invalid_query",
    `HAVING names ${name}, and GROUP BY ALL beside * hides whether that is a group: write the columns and expressions ` +
      "out in place of *, or GROUP BY with their names.",
  );
}
