/**
 * The result of `describe_table` (docs/reference/mcp_tools.md#describe_table).
 * @module
 */
import { z } from "zod";

/** The shape of the result. */
export const describeTableOutput = z.object({
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
    included: z.array(z.string()).optional(),
  })),
  attribute_types: z.record(z.string(), z.record(z.string(), z.int())),
  sample: z.object({ items: z.int(), complete: z.boolean() }),
  more_columns: z.object({ count: z.int(), note: z.string() }).optional(),
});

/** The tool's result, and the text of `dynamosql://{schema}/{table}`. */
export type DescribeTableResult = z.output<typeof describeTableOutput>;
