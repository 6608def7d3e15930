/**
 * Writes the statistics of an answer, as every door shows them (docs/reference/mcp_tools.md#stats).
 * @module
 */
import type { Stats } from "../engine/messages/job.ts";
import { defined } from "../lib/defined.ts";

/** Read units, items, requests, milliseconds; the estimate beside the actual figure, where there was one. */
export interface StatsJson {
  read_units: number;
  items_read: number;
  items_matched: number;
  requests: number;
  plan_ms: number;
  exec_ms: number;
  /** Only where metadata was read for this answer. */
  metadata_read_units?: number;
  /** What the planner expected the statement to read. */
  estimated_read_units?: number;
}

/** The stats under their outside names. */
export function statsJson(stats: Stats): StatsJson {
  return {
    read_units: stats.readUnits,
    items_read: stats.itemsRead,
    items_matched: stats.itemsMatched,
    requests: stats.requests,
    plan_ms: stats.planMs,
    exec_ms: stats.execMs,
    ...defined({
      metadata_read_units: stats.metadataReadUnits === 0 ? undefined : stats.metadataReadUnits,
      estimated_read_units: stats.estimatedReadUnits,
    }),
  };
}
