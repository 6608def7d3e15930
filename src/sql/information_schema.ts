/**
 * `information_schema.tables` and `.columns` in a query are rows of the catalogue, as a constant.
 *
 * `FROM information_schema.tables t` → `FROM (SELECT … FROM (SELECT unnest(from_json('[["dynamosql", "shop", …], …]', …)))) AS t`
 * @module
 */
import { nearestNames, textLiteral } from "../catalog/names.ts";
import { DynamoSqlError } from "../errors.ts";
import type { Dialect } from "./dialect.ts";
import type { Statement } from "./parse.ts";
import { type Node, node, nodes, readTree, str, transform, walk } from "./tree.ts";

/** What the catalogue gives for a query: rows of the two views, in the order of their columns. */
export interface CatalogRows {
  readonly tables: readonly CatalogRow[];
  readonly columns: readonly CatalogRow[];
  /** What is not there, in sentences. */
  readonly warnings: readonly string[];
}

/** Values of one row. */
export type CatalogRow = readonly (string | number | boolean | null)[];

/** The columns of the views, with their types. */
const VIEWS: ReadonlyMap<string, readonly (readonly [name: string, type: string])[]> = new Map([
  ["tables", [
    ["table_catalog", "VARCHAR"],
    ["table_schema", "VARCHAR"],
    ["table_name", "VARCHAR"],
    ["table_type", "VARCHAR"],
    ["is_default", "BOOLEAN"],
    ["physical_table_name", "VARCHAR"],
    ["item_count", "BIGINT"],
  ]],
  ["columns", [
    ["table_catalog", "VARCHAR"],
    ["table_schema", "VARCHAR"],
    ["table_name", "VARCHAR"],
    ["column_name", "VARCHAR"],
    ["ordinal_position", "INTEGER"],
    ["column_default", "VARCHAR"],
    ["is_nullable", "VARCHAR"],
    ["data_type", "VARCHAR"],
    ["key", "VARCHAR"],
    ["is_default", "BOOLEAN"],
  ]],
]);

/**
 * The statement with the catalogue's rows in the place of these views.
 * @throws DynamoSqlError `table_not_found` for any other name of `information_schema`
 */
export async function withCatalog(
  statement: Statement,
  rows: CatalogRows,
  dialect: Dialect,
): Promise<Statement> {
  const views = new Map<string, Node>();
  const names = new Set<string>();
  walk(statement.node, (of) => {
    if (isView(of)) names.add(str(of, "table_name").toLowerCase());
  });
  for (const name of names) {
    const columns = VIEWS.get(name);
    if (columns === undefined) {
      const near = nearestNames(name, [...VIEWS.keys()]);
      throw new DynamoSqlError(
        "table_not_found",
        `Table not found: information_schema.${name}. There are information_schema.tables and ` +
          `information_schema.columns${near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "."}`,
      );
    }
    const of = name === "tables" ? rows.tables : rows.columns;
    views.set(name, await subquery(columns, of, dialect));
  }
  const replaced = transform(statement.node, (of) => {
    const view = isView(of) ? views.get(str(of, "table_name").toLowerCase()) : undefined;
    if (view === undefined) return of;
    const alias = str(of, "alias");
    const given = of["column_name_alias"];
    return {
      ...view,
      alias: alias === "" ? str(of, "table_name") : alias,
      sample: of["sample"] ?? null,
      query_location: of["query_location"] ?? null,
      ...(Array.isArray(given) && given.length > 0 && { column_name_alias: given }),
    };
  });
  return { ...statement, node: replaced };
}

const isView = (of: Node) =>
  str(of, "type") === "BASE_TABLE" && str(of, "schema_name").toLowerCase() === "information_schema";

/** The rows as one text, which DuckDB takes apart: thousands of constants would each be planned. */
async function subquery(
  columns: readonly (readonly [name: string, type: string])[],
  rows: readonly CatalogRow[],
  dialect: Dialect,
): Promise<Node> {
  const text = JSON.stringify(rows.map((row) => row.map((value) => value === null ? null : String(value))));
  const casts = columns.map(([name, type], at) => `CAST(cells[${at + 1}] AS ${type}) AS ${name}`).join(", ");
  const sql = `SELECT ${casts} FROM (SELECT unnest(from_json(${
    textLiteral(text)
  }, '[["VARCHAR"]]')) AS cells) AS v`;
  const answer = readTree(await dialect.serialize(`SELECT * FROM (${sql}) AS v`));
  const [parsed] = nodes(answer, "statements");
  const from = node(node(parsed ?? {}, "node") ?? {}, "from_table");
  if (from === null) throw new Error("The catalogue's rows are no table.");
  return from;
}
