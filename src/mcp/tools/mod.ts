/**
 * All tools, in the order they are listed.
 * @module
 */
import type { Limits } from "../../config.ts";
import type { Tool } from "../tool.ts";
import { describeTable } from "./describe_table.ts";
import { listTables } from "./list_tables.ts";
import { runSql } from "./run_sql.ts";

/** The three tools (docs/reference/mcp_tools.md). */
export function createTools(limits: Limits): readonly Tool[] {
  return [listTables, describeTable, runSql(limits)];
}
