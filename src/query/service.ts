/**
 * The one door to SQL for MCP, REST, portal and CLI: its interface.
 * @module
 */
import type { Planned, ResultColumn, Stats } from "../engine/messages/job.ts";
import type { Parameters } from "../sql/query.ts";

/** On whose behalf a query runs. */
export interface Principal {
  readonly kind: "client" | "user" | "operator";
  /** API client id or user id; unique with `kind`. */
  readonly id: string;
  readonly tenantId: string;
}

/** A query as the caller asks it. */
export interface QueryRequest {
  /** May be absent with `cursor`. */
  readonly sql?: string;
  /** Schema of unqualified names; absent = the tenant's default schema. */
  readonly schemaName?: string;
  readonly parameters?: Parameters;
  /** Rows of this page; absent = the operator's default. */
  readonly maxRows?: number;
  /** `nextCursor` of an earlier page. */
  readonly cursor?: string;
  /** May only lower the operator's budget. */
  readonly maxReadUnits?: number;
  readonly consistentRead?: boolean;
}

/** A value of an answer in JSON (docs/reference/sql_and_types.md#values-in-json-answers). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | {
  readonly [name: string]: JsonValue;
};

/** One page of an answer. */
export interface QueryPage {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
  /** The answer holds no row after this page. */
  readonly complete: boolean;
  readonly incompleteReason?: "row_cap" | "byte_cap" | "kept_limit";
  readonly nextCursor?: string;
  readonly warnings: readonly string[];
  readonly stats: Stats;
}

/** What accompanies a call. */
export interface QueryOptions {
  /** Aborts when the caller goes away; the query stops reading. */
  readonly signal: AbortSignal;
  readonly onProgress?: (items: number, readUnits: number) => void;
}

/** Runs and plans SQL within the operator's limits. Fails with codes of the closed table. */
export interface QueryService {
  execute(principal: Principal, request: QueryRequest, options: QueryOptions): Promise<QueryPage>;
  plan(principal: Principal, request: QueryRequest, options: QueryOptions): Promise<Planned>;
  /** Ends the engine processes. */
  close(): Promise<void>;
}
