/**
 * Replacing an expression in the query it belongs to, wherever it stands in that query.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import { isStarred } from "../orders.ts";
import { printSql } from "../print.ts";
import { isNode, mapChildren, type Node, node, nodes, str, strs, transform, writeTree } from "../tree.ts";
import { NOWHERE } from "../typed/nodes.ts";
import { nodesOf } from "./bound_tree.ts";

/**
 * Rewrites `target` and, in the same SELECT, whatever `rewrite` has an answer for: what is selected must stay equal
 * to what is grouped by. Subqueries have columns of their own, so nothing in them changes, and nothing but the
 * target if that is in a lambda. Columns of the SELECT keep the names they had.
 */
export async function rewriteScope(
  root: Node,
  target: Node,
  rewrite: (of: Node) => Node | null,
  dialect: Dialect,
): Promise<Node> {
  const around = new Set(nodesOf(root, (of) => nodesOf(of, (each) => each === target).length > 0));
  // The innermost comes last: parents are found before children.
  const scope = [...around].filter(isSelect).at(-1);
  const alone = [...around].some((of) => str(of, "class") === "LAMBDA");
  const replace = (of: Node): Node => {
    const by = of === target || (!alone && str(of, "class") !== "") ? rewrite(of) : null;
    if (by !== null) return { ...by, alias: str(of, "alias") };
    return mapChildren(of, (child) => isSelect(child) && !around.has(child) ? child : replace(child));
  };
  if (scope === undefined) return replace(root);
  const changed = await keepNames(scope, mapChildren(scope, replace), dialect);
  return replaceNodes(root, new Map([[scope, changed]]));
}

const isSelect = (of: Node) => str(of, "type") === "SELECT_NODE";

/** The tree with nodes replaced by identity. */
export function replaceNodes(root: Node, by: ReadonlyMap<Node, Node>): Node {
  return by.get(root) ?? mapChildren(root, (child) => replaceNodes(child, by));
}

/** An expression's text, for comparison: without places and without the name it is given. */
export function shapeOf(of: Node): string {
  return writeTree({
    ...transform(of, (each) => "query_location" in each ? { ...each, query_location: null } : each),
    alias: "",
  });
}

/** The SELECT after a change, each column with the name it had before. */
export async function keepNames(before: Node, after: Node, dialect: Dialect): Promise<Node> {
  const old = nodes(before, "select_list");
  const fresh = nodes(after, "select_list");
  const items: Node[] = [];
  for (const [at, item] of fresh.entries()) {
    const was = itemBefore(old, at, fresh.length);
    // `(SELECT x)` of an outer column: a name would hide it.
    const outer = str(was ?? {}, "class") === "COLUMN_REF" &&
      str(node(before, "from_table") ?? {}, "type") === "EMPTY";
    const named = was === undefined || was === item || str(item, "alias") !== "" || outer ||
      isStarred(item) ||
      isStarred(was);
    items.push(named ? item : { ...item, alias: await nameOf(was, before, dialect) });
  }
  return { ...after, select_list: items };
}

/** What a selected expression was, where a `*` may have become the columns that it stands for. */
function itemBefore(old: readonly Node[], at: number, length: number): Node | undefined {
  const more = length - old.length;
  const star = more <= 0 ? -1 : old.findIndex(isStarred);
  return star < 0 || at <= star ? old[at] : at > star + more ? old[at - more] : old[star];
}

/** What a SELECT has beside its list where it stands by itself. */
const ALONE: Node = {
  type: "SELECT_NODE",
  modifiers: [],
  cte_map: { map: [] },
  from_table: {
    type: "EMPTY",
    alias: "",
    sample: null,
    query_location: NOWHERE,
  },
  where_clause: null,
  group_expressions: [],
  group_sets: [],
  having: null,
  sample: null,
  qualify: null,
  aggregate_handling: "STANDARD_HANDLING",
};

/** `SELECT item, …` */
export const selectOf = (items: readonly Node[]): Node => ({ ...ALONE, select_list: items });

/** The name DuckDB gives to a selected expression that has none: a column's own, else the expression's text. */
export async function nameOf(item: Node, select: Node, dialect: Dialect): Promise<string> {
  if (str(item, "class") === "COLUMN_REF") return strs(item, "column_names").at(-1) ?? "";
  const alone: Node = { ...select, ...ALONE, select_list: [item] };
  return asNamed((await printSql(alone, dialect)).slice("SELECT ".length));
}

/** Texts and names in quotes, which stay as they are, and types that DuckDB writes otherwise in names than in SQL. */
const IN_NAMES = new RegExp(
  [
    `'(?:[^']|'')*'|"(?:[^"]|"")*"`,
    String.raw`\bDECIMAL\((?<digits>\d+),(?<scale>\d+)\)`,
    String.raw`\b(?<type>DOUBLE|DATE|BLOB|UUID|BIGNUM|U?HUGEINT|U?TINYINT|USMALLINT|UINTEGER|UBIGINT|` +
    String.raw`TIMESTAMP_(?:S|MS|NS)|TIME(?:STAMP)? WITH TIME ZONE)\b`,
  ].join("|"),
  "g",
);

/** `CAST(a AS DOUBLE)` gives a column that DuckDB calls `CAST(a AS "DOUBLE")`. */
function asNamed(sql: string): string {
  return sql.replaceAll(IN_NAMES, (found, ...more) => {
    const groups: unknown = more.at(-1);
    if (typeof groups !== "object" || groups === null) return found;
    const { digits, scale, type } = groups as { digits?: string; scale?: string; type?: string }; // The groups above.
    if (type !== undefined) return `"${type}"`;
    return digits === undefined ? found : `DECIMAL(${digits}, ${scale})`;
  });
}

/** The objects among a node's members by name, for nodes that keep operands in single members. */
export function operands(of: Node): readonly Node[] {
  switch (str(of, "class")) {
    case "BETWEEN":
      return [of["input"], of["lower"], of["upper"]].filter(isNode);
    case "COMPARISON":
      return [of["left"], of["right"]].filter(isNode);
    case "CASE":
      return [...nodes(of, "case_checks").map((check) => check["then_expr"]), of["else_expr"]].filter(isNode);
    default:
      return nodes(of, "children");
  }
}

/** The SELECT of one item alone over all rows of the same sources, in no groups. */
export function selectAlone(select: Node, item: Node): Node {
  return {
    ...select,
    select_list: [item],
    modifiers: [],
    where_clause: null,
    group_expressions: [],
    group_sets: [],
    having: null,
    qualify: null,
    aggregate_handling: "STANDARD_HANDLING",
  };
}
