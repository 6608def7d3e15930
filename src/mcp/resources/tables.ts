/**
 * The resource template `dynamosql://{schema}/{table}`: the result of `describe_table` as a document.
 * @module
 */
import type { Catalog } from "../../catalog/catalog.ts";
import { DynamoSqlError } from "../../errors.ts";
import type { CallContext } from "../caller.ts";
import { describeResult } from "../describe_result.ts";
import { paidLook } from "../paid_look.ts";
import type { McpServices } from "../services.ts";

/** The template as it is listed. */
export const TABLE_TEMPLATE = {
  uriTemplate: "dynamosql://{schema}/{table}",
  name: "table",
  title: "Table description",
  description: "Columns, types, keys and indexes of one table, as describe_table gives them.",
  mimeType: "application/json",
} as const;

// A client reads the whole list at once: enough to browse, bounded for tenants with many schemas.
const MOST_LISTED = 1_000;

/** One table in `resources/list`. */
export interface TableResource {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly mimeType: string;
}

/**
 * The tenant's known tables, at most 1,000, from what the catalogue remembers. A schema that cannot be listed now is
 * left out rather than failing the documents beside it.
 */
export async function listTableResources(catalog: Catalog, tenantId: string): Promise<TableResource[]> {
  const resources: TableResource[] = [];
  for (const schemaName of await schemaNames(catalog, tenantId)) {
    const listing = await catalog.list(tenantId, { schemaName, refresh: "skip" }).catch(ignoreKnown);
    for (const table of listing?.tables ?? []) {
      if (resources.length >= MOST_LISTED) return resources;
      resources.push({
        uri: tableUri(schemaName, table.name),
        name: `${schemaName}.${table.name}`,
        title: table.qualifiedName,
        mimeType: TABLE_TEMPLATE.mimeType,
      });
    }
  }
  return resources;
}

/** The tenant's active schemas, the default one first; none where there is no schema yet. */
export async function schemaNames(catalog: Catalog, tenantId: string): Promise<readonly string[]> {
  const listing = await catalog.list(tenantId, { refresh: "skip" }).catch(ignoreKnown);
  if (listing === undefined) return [];
  return [listing.schemaName, ...listing.schemas.filter((name) => name !== listing.schemaName)];
}

/** The description behind a table's URI, as compact JSON. Fails as `describe_table` does. */
export async function readTableResource(
  services: Pick<McpServices, "catalog" | "query" | "looked">,
  call: Pick<CallContext, "caller" | "requestId">,
  table: NonNullable<ReturnType<typeof parseTableUri>>,
): Promise<string> {
  const { tenantId } = call.caller.principal;
  const described = await paidLook(
    services,
    call,
    table.tableName,
    (payer) => services.catalog.describe(tenantId, { ...table, payer }),
  );
  return JSON.stringify(describeResult(described));
}

/** A table's URI. DynamoDB's names need no escaping; the encoding is for whatever is not one. */
function tableUri(schemaName: string, tableName: string): string {
  return `dynamosql://${encodeURIComponent(schemaName)}/${encodeURIComponent(tableName)}`;
}

/** Schema and table of a URI, or null where it is none of ours. */
export function parseTableUri(uri: string): { schemaName: string; tableName: string } | null {
  const match = /^dynamosql:\/\/([^/?#]+)\/([^/?#]+)$/.exec(uri);
  if (match === null) return null;
  const [, schema = "", table = ""] = match;
  try {
    return { schemaName: decodeURIComponent(schema), tableName: decodeURIComponent(table) };
  } catch {
    return null;
  }
}

function ignoreKnown(thrown: unknown): undefined {
  if (thrown instanceof DynamoSqlError && thrown.code !== "internal") return undefined;
  throw thrown;
}
