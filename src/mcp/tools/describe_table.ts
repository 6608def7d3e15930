/**
 * `describe_table` (docs/reference/mcp_tools.md#describe_table).
 * @module
 */
import { z } from "zod";
import { describeResult } from "../describe_result.ts";
import { toJsonSchema } from "../schema.ts";
import { defineTool, type Tool } from "../tool.ts";
import { refreshArgument } from "./list_tables.ts";

const input = z.strictObject({
  table_name: z.string().min(1).describe("table or schema.table"),
  schema_name: z.string().optional(),
  refresh: refreshArgument,
});

const output = z.object({
  schema_name: z.string(),
  table_name: z.string(),
  qualified_name: z.string(),
  physical_table_name: z.string(),
  item_count: z.int(),
  refreshed: z.boolean(),
  refreshed_at: z.string(),
  stale_after_seconds: z.int(),
  columns: z.array(z.object({
    name: z.string(),
    type: z.string(),
    nullable: z.boolean(),
    presence: z.number(),
  })),
  indexes: z.array(z.object({
    name: z.string(),
    type: z.enum(["PRIMARY", "GSI", "LSI"]),
    hashKey: z.string(),
    hashKeyType: z.string(),
    sortKey: z.string().optional(),
    sortKeyType: z.string().optional(),
    projection: z.string().optional(),
  })),
  attribute_types: z.record(z.string(), z.record(z.string(), z.int())),
  sample: z.object({ items: z.int(), complete: z.boolean() }),
  more_columns: z.object({ count: z.int(), note: z.string() }).optional(),
});

/** The tool's result, and the text of `dynamosql://{schema}/{table}`. */
export type DescribeTableResult = z.output<typeof output>;

/** Describes one table: columns with SQL types, keys and indexes, and what the sample saw. */
export const describeTable: Tool = defineTool({
  name: "describe_table",
  title: "Describe table",
  description: "Columns with SQL types, and the keys and indexes that make a query cheap.",
  scope: "schemas:read",
  input,
  output: toJsonSchema(output, "output"),
  work: async (args, { services, call }) =>
    describeResult(
      await services.catalog.describe(call.caller.principal.tenantId, {
        tableName: args.table_name,
        ...(args.schema_name === undefined ? {} : { schemaName: args.schema_name }),
        refresh: args.refresh,
      }),
    ),
});
