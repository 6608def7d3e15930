/**
 * The audit record says of every query who asked, what it cost and how it ended.
 * @module
 */
import { createHash } from "node:crypto";
import type { ErrorCode } from "../errors.ts";
import type { Principal } from "./service.ts";

/** One call of the query service, when it is over. */
export interface QueryRecord {
  /** Milliseconds since the epoch, at its start. */
  readonly at: number;
  /** The request that it came with; absent for the command line. */
  readonly requestId?: string;
  /** Who asked. */
  readonly principal: Principal;
  /** Whether it ran, was only planned, or showed rows that were kept. */
  readonly mode: "execute" | "plan" | "page";
  /** SHA-256 of the SQL text in hex: tells same from different without keeping values that stand in the text. */
  readonly sqlHash: string;
  /** Tables asked for, as `schema.table`, sorted. Empty for a page that was read before. */
  readonly tables: readonly string[];
  /** Rows handed out. */
  readonly rows: number;
  /** Read units that it consumed. */
  readonly readUnits: number;
  /** Read units that looks at the items of its tables took, first ones and those of its read units. */
  readonly lookUnits: number;
  /** Milliseconds from its start to its end. */
  readonly durationMs: number;
  /** How it ended. */
  readonly outcome: "ok" | ErrorCode;
  /** What was behind an `internal` or `unavailable`, in one line behind what AWS answered. For the log only. */
  readonly cause?: string;
}

/** Hex SHA-256 of a SQL text. */
export function sqlHash(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}

/** The record as fields of a log line. */
export function queryFields(
  { at: _logged, requestId, principal, durationMs, ...record }: QueryRecord,
): Readonly<Record<string, unknown>> {
  const { tenantId, kind, id } = principal;
  const who = { tenant_id: tenantId, principal_kind: kind, principal_id: id };
  return { request_id: requestId, ...who, ...record, ms: durationMs };
}
