/**
 * `describe_table` (docs/reference/mcp_tools.md#describe_table).
 * @module
 */
import { z } from "zod";
import { describeResult } from "../describe_result.ts";
import { describeTableOutput } from "../describe_table_result.ts";
import { paidLook } from "../paid_look.ts";
import { toJsonSchema } from "../schema.ts";
import { defineTool, type Tool } from "../tool.ts";
import { refreshArgument } from "./list_tables.ts";
import { defined } from "../../lib/defined.ts";

const input = z.strictObject({
  table_name: z.string().min(1).describe("table or schema.table"),
  schema_name: z.string().optional(),
  refresh: refreshArgument,
});

/** Describes one table: columns with SQL types, keys and indexes, and what the sample saw. */
export const describeTable: Tool = defineTool({
  name: "describe_table",
  title: "Describe table",
  description: "Columns with SQL types, and the keys and indexes that make a query cheap.",
  scope: "schemas:read",
  input,
  output: toJsonSchema(describeTableOutput, "output"),
  work: async (args, { services, call }) =>
    describeResult(
      await paidLook(services, call, args.table_name, (payer) =>
        services.catalog.describe(call.caller.principal.tenantId, {
          tableName: args.table_name,
          ...defined({ schemaName: args.schema_name }),
          refresh: args.refresh,
          payer,
        })),
    ),
});
