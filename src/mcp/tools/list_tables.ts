/**
 * `list_tables` (docs/reference/mcp_tools.md#list_tables).
 * @module
 */
import { z } from "zod";
import type { TableListing } from "../../catalog/catalog.ts";
import { toJsonSchema } from "../schema.ts";
import { defineTool, type Tool } from "../tool.ts";
import { isoTime } from "../time.ts";
import { defined } from "../../lib/defined.ts";

/** The `refresh` argument of both catalogue tools. */
export const refreshArgument = z.enum(["if_stale", "force", "skip"]).default("if_stale").describe(
  "Ask DynamoDB again",
);

const input = z.strictObject({
  schema_name: z.string().optional().describe("Default: your default schema"),
  name_contains: z.string().optional().describe("Part of a name"),
  refresh: refreshArgument,
});

const output = z.object({
  schema_name: z.string(),
  tables: z.array(z.object({
    name: z.string(),
    qualified_name: z.string(),
    physical_table_name: z.string(),
    item_count: z.int().nullable(),
    refreshed_at: z.string().nullable(),
  })),
  truncated: z.boolean(),
  refreshed: z.boolean(),
  refreshed_at: z.string(),
  stale_after_seconds: z.int(),
  schemas: z.array(z.string()).optional(),
});

/** The tool's result. */
export type ListTablesResult = z.output<typeof output>;

/** Lists the tables of a schema; without `schema_name` also the names of the other schemas. */
export const listTables: Tool = defineTool({
  name: "list_tables",
  title: "List tables",
  description: "List the DynamoDB tables you can query, at most 200, and the other schemas.",
  scope: "schemas:read",
  input,
  output: toJsonSchema(output, "output"),
  work: async (args, { services, call }) => {
    const listing = await services.catalog.list(call.caller.principal.tenantId, {
      ...defined({ schemaName: args.schema_name, nameContains: args.name_contains }),
      refresh: args.refresh,
    });
    return listResult(listing, args.schema_name === undefined);
  },
});

/** The listing in the shape that clients know. @param withSchemas the other schemas are named, too */
export function listResult(listing: TableListing, withSchemas: boolean): ListTablesResult {
  return {
    schema_name: listing.schemaName,
    tables: listing.tables.map((table) => ({
      name: table.name,
      qualified_name: table.qualifiedName,
      physical_table_name: table.physicalName,
      item_count: table.itemCount,
      refreshed_at: table.refreshedAt === null ? null : isoTime(table.refreshedAt),
    })),
    truncated: listing.truncated,
    refreshed: listing.refreshed,
    refreshed_at: isoTime(listing.refreshedAt),
    stale_after_seconds: listing.staleAfterSeconds,
    ...defined({
      schemas: withSchemas ? listing.schemas.filter((name) => name !== listing.schemaName) : undefined,
    }),
  };
}
