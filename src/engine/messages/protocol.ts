/**
 * The messages between the server and an engine process. Both ends are the same executable, so the shapes need
 * no versions.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError, type ErrorCode, ERRORS, type Position } from "../../errors.ts";
import type { Again, Learned, TableLookup, TableName } from "../../catalog/description.ts";
import type { Executed, GivenTables, Job, Planned } from "./job.ts";
import { loggable } from "../host/loggable.ts";

/** What an engine process may use, for all its jobs together. */
export interface EngineOptions {
  /** Bytes resident above which the process ends itself. */
  readonly memoryBytes: number;
  /** Bytes of temporary disk. */
  readonly tempBytes: number;
  /** DuckDB's threads: the cores are shared out among the engines. */
  readonly threads: number;
  /** A directory of the process's own, which the server made and removes. */
  readonly tempDirectory: string;
}

/** Server → engine. `id` is the job's. */
export type ToEngine =
  | { readonly type: "start"; readonly options: EngineOptions }
  /**
   * `rowBytes`: the most bytes of a page's rows; a longer row is replaced by its sizes (rows.ts). `given`: tables that
   * it will probably look up.
   */
  | {
    readonly type: "job";
    readonly id: number;
    readonly job: Job;
    readonly rowBytes: number;
    readonly given?: GivenTables;
  }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "tables"; readonly id: number; readonly call: number; readonly tables: TableLookup[] }
  | { readonly type: "tables_failed"; readonly id: number; readonly call: number; readonly error: WireError }
  | { readonly type: "ping" };

/** Engine → server. `usedGiven`: the job needed the tables that came with it, and looked up no others. */
export type FromEngine =
  /** The executor is up. */
  | { readonly type: "ready"; readonly residentBytes: number }
  /** Asks the catalogue; answered by `tables` or `tables_failed` with the same `call`. */
  | {
    readonly type: "lookup";
    readonly id: number;
    readonly call: number;
    readonly names: TableName[];
    readonly again?: Again;
  }
  /** Rows of the answer as payload: `count` lines, each ending in a newline (see rows.ts). */
  | { readonly type: "rows"; readonly id: number; readonly count: number }
  /** The rows so far are void: the job begins anew. */
  | { readonly type: "start_over"; readonly id: number }
  | { readonly type: "progress"; readonly id: number; readonly items: number; readonly readUnits: number }
  | {
    readonly type: "done";
    readonly id: number;
    readonly result: Executed | Planned;
    /** Lines of the last rows, which come along as payload; 0 = none do. */
    readonly count: number;
    readonly usedGiven: boolean;
    readonly residentBytes: number;
  }
  /** With the last progress: what a failed query has consumed is charged too, and what it learned is kept. */
  | {
    readonly type: "error";
    readonly id: number;
    readonly error: WireError;
    readonly learned: readonly Learned[];
    readonly items: number;
    readonly readUnits: number;
    readonly usedGiven: boolean;
    readonly residentBytes: number;
  }
  | { readonly type: "pong"; readonly residentBytes: number }
  /** The last words of a process that went over its memory. */
  | { readonly type: "over_memory"; readonly residentBytes: number };

/** An error on its way between processes. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly position?: Position;
  readonly retryAfter?: number;
  readonly scopes?: readonly string[];
  /** For the log only. */
  readonly cause?: string;
}

/** Longest cause that is sent: it only serves the log. */
const CAUSE_CHARACTERS = 4_000;

/** Any thrown value → its wire form. What is not ours becomes `internal`, its text only in `cause`. */
export function toWireError(thrown: unknown): WireError {
  const error = asDynamoSqlError(thrown);
  const { position, retryAfter, scopes, cause } = error.detail;
  return {
    code: error.code,
    message: error.message,
    ...(position !== undefined && { position }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(scopes !== undefined && { scopes }),
    ...(cause !== undefined && { cause: loggable(cause).slice(0, CAUSE_CHARACTERS) }),
  };
}

/** The error as it was thrown on the other side. */
export function fromWireError(wire: WireError): DynamoSqlError {
  const { code, message, ...detail } = wire;
  return code in ERRORS
    ? new DynamoSqlError(code, message, detail)
    : new DynamoSqlError("internal", "Internal error.", { cause: message });
}
