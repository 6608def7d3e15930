/**
 * Table names: the base tables that a statement reads.
 *
 * `WITH t AS (SELECT * FROM orders) SELECT * FROM t JOIN main.customers c ON c.id = t.customer` → `orders` and
 * `main.customers`; `t` is a CTE
 * @module
 */
import type { TableName } from "../../catalog/description.ts";
import { children, type Node, node, str, walk } from "../tree.ts";
import { cteDefinitions, cteOf, type Ctes, withCte } from "./ctes.ts";
import { foldName } from "./identifiers.ts";

/**
 * The base tables used in a query, in order of first use, each spelling once. Names that mean a CTE in scope are
 * left out; `schema.name` never means a CTE.
 */
export function tableNames(query: Node): readonly TableName[] {
  const found = new Map<string, TableName>();
  visit(query, new Map(), (table) => {
    const name = tableNameOf(table);
    const key = nameKey(name);
    if (!found.has(key)) found.set(key, name);
  });
  return [...found.values()];
}

/** The name that a BASE_TABLE node holds. */
export function tableNameOf(table: Node): TableName {
  const schema = str(table, "schema_name");
  return schema === "" ? { table: str(table, "table_name") } : { schema, table: str(table, "table_name") };
}

/** One text per spelling of a name. */
export function nameKey(name: TableName): string {
  return JSON.stringify([name.schema ?? null, name.table]);
}

function visit(at: Node, ctes: Ctes<true>, found: (table: Node) => void): void {
  const type = str(at, "type");
  if (type === "BASE_TABLE") {
    if (cteOf(at, ctes) === undefined) found(at);
    return;
  }
  let inScope = ctes;
  for (const { name, query } of cteDefinitions(at)) {
    visit(query, inScope, found);
    inScope = withCte(inScope, name, true);
  }
  const recursive = type === "RECURSIVE_CTE_NODE" ? node(at, "right") : null;
  const map = node(at, "cte_map");
  for (const child of children(at)) {
    if (child === map) continue;
    visit(child, child === recursive ? withCte(inScope, str(at, "cte_name"), true) : inScope, found);
  }
}

const sourceNamesOf = new WeakMap<Node, ReadonlySet<string>>();

/** The folded names under which columns of a statement's sources can be written, wherever in it these stand. */
export function sourceNames(statement: Node): ReadonlySet<string> {
  const known = sourceNamesOf.get(statement);
  if (known !== undefined) return known;
  const names = new Set<string>();
  walk(statement, (part) => {
    // Every table reference of DuckDB's tree has this member.
    if (!("sample" in part)) return;
    const alias = str(part, "alias");
    names.add(foldName(alias === "" ? str(part, "table_name") : alias));
  });
  sourceNamesOf.set(statement, names);
  return names;
}
