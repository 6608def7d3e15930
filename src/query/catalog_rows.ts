/**
 * Rows of `information_schema` for a query that asks the catalogue.
 * @module
 */
import { inOrder } from "../catalog/attribute_order.ts";
import type { Catalog, Payer, TableListing } from "../catalog/catalog.ts";
import { columnType, typeName } from "../catalog/column_type.ts";
import type { TableDescription } from "../catalog/description.ts";
import { asDynamoSqlError, DynamoSqlError } from "../errors.ts";
import { defined } from "../lib/defined.ts";
import { asksOnlyThese, type CatalogQuestion, tablesAsked } from "../sql/catalog_words.ts";
import type { CatalogRow, CatalogRows } from "../sql/information_schema.ts";
import { keyAttributes } from "../sql/resolve/draft.ts";
import type { Principal } from "./service.ts";

/** Rows of columns at most: they travel as the statement's constants. */
const COLUMNS_MOST = 2_000;

/** `table_catalog` of every row: the server's name. */
const CATALOG = "dynamosql";

/**
 * What the catalogue says for a statement. Columns are there of the tables that it names in conditions on `table_name`;
 * where it may have rows of others, of those that were looked at before, too, so that asking reads no table.
 * @throws DynamoSqlError what `list` of the schema fails with, and `table_not_found` of what is described
 */
export async function catalogRows(
  catalog: Catalog,
  { tenantId }: Principal,
  question: CatalogQuestion & {
    /** The schema of names without one; undefined = the default one. */
    readonly of: string | undefined;
  },
  payer: Payer,
): Promise<CatalogRows> {
  const warnings: string[] = [];
  const own = await catalog.list(tenantId, defined({ schemaName: question.of }));
  // SHOW TABLES of a schema that is not there fails like any use of it.
  if (question.schema !== undefined) await catalog.list(tenantId, { schemaName: question.schema });
  const listings = [own];
  for (const other of own.schemas) {
    if (other === own.schemaName) continue;
    try {
      listings.push(await catalog.list(tenantId, { schemaName: other }));
    } catch (error) {
      warnings.push(`Tables of the schema ${other} are left out: ${asDynamoSqlError(error).message}`);
    }
  }
  for (const { schemaName, truncated, tables } of listings) {
    if (truncated) {
      warnings.push(`The schema ${schemaName} has more than the ${tables.length} tables that are there.`);
    }
  }
  const columns: CatalogRow[] = [];
  for (
    const description of await described(catalog, tenantId, { question, own, listings, warnings, payer })
  ) {
    const rows = columnRows(description, own);
    if (columns.length + rows.length > COLUMNS_MOST) {
      warnings.push(
        `Columns of more tables are left out: at most ${COLUMNS_MOST} come at a time. Ask for fewer: table_name = '…'.`,
      );
      break;
    }
    columns.push(...rows);
  }
  return { tables: listings.flatMap((listing) => tableRows(listing, own)), columns, warnings };
}

function tableRows({ schemaName, tables }: TableListing, own: TableListing): readonly CatalogRow[] {
  return tables.map(({ name, physicalName, itemCount }) => [
    CATALOG,
    schemaName,
    name,
    "BASE TABLE",
    schemaName === own.schemaName,
    physicalName,
    itemCount,
  ]);
}

/** Pays for no look: a table that would have to be read is left out. */
const NOBODY: Payer = {
  left: () => Promise.reject(new DynamoSqlError("budget_exceeded", "Nobody pays for a look at the table.")),
  spent() {},
};

/** Descriptions of the tables that a statement asks for. */
async function described(
  catalog: Catalog,
  tenantId: string,
  { question, own, listings, warnings, payer }: {
    readonly question: CatalogQuestion;
    readonly own: TableListing;
    readonly listings: readonly TableListing[];
    readonly warnings: string[];
    readonly payer: Payer;
  },
): Promise<readonly TableDescription[]> {
  const { sql, isShown } = question;
  if (!/\binformation_schema\s*\.\s*"?columns\b/i.test(sql)) return [];
  const asked = tablesAsked(sql);
  const isOnly = asked.length > 0 && (isShown || asksOnlyThese(sql));
  const found: TableDescription[] = [];
  const places = asked.flatMap(({ table, schema }) => {
    if (isOnly && schema !== undefined) return [{ table, schema }];
    const others = isShown
      ? []
      : listings.filter(({ tables }) =>
        tables.some(({ name }) => name.toLowerCase() === table.toLowerCase())
      );
    return [...new Set([own, ...others])].map(({ schemaName }) => ({ table, schema: schemaName }));
  });
  for (const { table, schema } of places) {
    try {
      const { description } = await catalog.describe(tenantId, {
        tableName: table,
        schemaName: schema,
        payer,
      });
      found.push(description);
    } catch (error) {
      // DESCRIBE is of one table; a query of the view gives no rows for what is not there.
      if (isShown || asDynamoSqlError(error).code !== "table_not_found") throw error;
    }
  }
  if (isOnly) return found;
  const all = listings.flatMap(({ schemaName, tables }) => tables.map((table) => ({ ...table, schemaName })));
  const isFound = (name: string, schemaName: string) =>
    found.some((each) => each.name === name && each.schemaName === schemaName);
  const others = all.filter(({ name, schemaName }) => !isFound(name, schemaName));
  let unknown = 0;
  for (const { name, schemaName } of others) {
    const options = { tableName: name, schemaName, refresh: "skip", payer: NOBODY } as const;
    const description = await catalog.describe(tenantId, options).then(
      (each) => each.description,
      (error) => {
        if (asDynamoSqlError(error).code !== "budget_exceeded") throw error;
        return null;
      },
    );
    if (description === null) unknown++;
    else found.push(description);
  }
  if (unknown > 0) {
    warnings.push(
      `Columns of ${unknown} of ${all.length} tables are not known, as nobody looked at these tables ` +
        "yet: table_name = '…' looks at one.",
    );
  }
  return found;
}

function columnRows(description: TableDescription, own: TableListing): readonly CatalogRow[] {
  const { schemaName, name, attributes, key } = description;
  const keys = keyAttributes(description);
  const names = inOrder([...new Set([...Object.keys(attributes), ...keys.keys()])], key);
  return names.map((attribute, at) => {
    const evidence = attributes[attribute];
    const isKey = attribute === key.hash.name ? "HASH" : attribute === key.sort?.name ? "SORT" : null;
    return [
      CATALOG,
      schemaName,
      name,
      attribute,
      at + 1,
      null,
      isKey === null ? "YES" : "NO",
      typeName(columnType(evidence, keys.get(attribute))),
      isKey,
      schemaName === own.schemaName,
    ];
  });
}
