/**
 * The one door to SQL for MCP, REST, portal and CLI: its interface.
 * @module
 */
import type { Planned, ResultColumn, Stats } from "../engine/messages/job.ts";
import type { Payer } from "../catalog/catalog.ts";
import type { Parameters } from "../sql/query.ts";

/** On whose behalf a query runs. */
export interface Principal {
  /** An API client, a person, or the command line. */
  readonly kind: "client" | "user" | "operator";
  /** API client id or user id; unique with `kind`. */
  readonly id: string;
  /** Whose schemas it sees. */
  readonly tenantId: string;
}

/** A query as the caller asks it. */
export interface QueryRequest {
  /** May be absent with `cursor`. */
  readonly sql?: string;
  /** Schema of unqualified names; absent = the tenant's default schema. */
  readonly schemaName?: string;
  /** Values of the statement's parameters. */
  readonly parameters?: Parameters;
  /** Rows of this page; absent = the operator's default. */
  readonly maxRows?: number;
  /** `nextCursor` of an earlier page. */
  readonly cursor?: string;
  /** False where the caller may not see names of schemas, tables and columns: pages that list them are refused. */
  readonly seesCatalog?: boolean;
  /** May only lower the operator's budget. */
  readonly maxReadUnits?: number;
  /** Reads see every write that was acknowledged before, at twice the price. */
  readonly consistentRead?: boolean;
}

/** A value of an answer in JSON (docs/reference/sql_and_types.md#values-in-json-answers). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | {
  readonly [name: string]: JsonValue;
};

/** One page of an answer. */
export interface QueryPage {
  /** Columns of all its rows. */
  readonly columns: readonly ResultColumn[];
  /** Values by row, in the order of the columns. */
  readonly rows: readonly (readonly JsonValue[])[];
  /** The answer holds no row after this page. */
  readonly complete: boolean;
  /** Why the answer ends here: its rows or bytes filled the page, or no more is kept. */
  readonly incompleteReason?: "row_cap" | "byte_cap" | "kept_limit";
  /** For the next page; absent = there is none. */
  readonly nextCursor?: string;
  /** What to know of the answer, in sentences. */
  readonly warnings: readonly string[];
  /** What it cost. */
  readonly stats: Stats;
}

/** What accompanies a call. */
export interface QueryOptions {
  /** Aborts when the caller goes away; the query stops reading. */
  readonly signal: AbortSignal;
  /** The request's id, for the log. */
  readonly requestId?: string;
  /** Is told what was read so far. */
  readonly onProgress?: (items: number, readUnits: number) => void;
}

/** Runs and plans SQL within the operator's limits. Fails with codes of the closed table. */
export interface QueryService {
  /** Runs SQL, or shows the next page of an answer. */
  execute(principal: Principal, request: QueryRequest, options: QueryOptions): Promise<QueryPage>;
  /** Says how SQL would run, and what it would cost. */
  plan(principal: Principal, request: QueryRequest, options: QueryOptions): Promise<Planned>;
  /** Pays for looks at tables that the principal causes without a query, out of the budgets of its day. */
  payer(principal: Principal): Payer;
  /** Ends the engine processes. */
  close(): Promise<void>;
}
