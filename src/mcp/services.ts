/**
 * The services that the MCP surface stands on.
 * @module
 */
import type { Catalog } from "../catalog/catalog.ts";
import type { Limits } from "../config.ts";
import type { DynamoSqlError } from "../errors.ts";
import type { QueryService } from "../query/service.ts";

/** The parts of the product that tools, resources and completions use. */
export interface McpServices {
  /** Schemas and their tables. */
  readonly catalog: Catalog;
  /** Runs SQL. */
  readonly query: QueryService;
  /** The operator's bounds. */
  readonly limits: Limits;
  /** Aborts when the server ends: calls that are not over answer `cancelled`. Absent = never. */
  readonly ending?: AbortSignal;
  /** Hears of errors that callers got, and tells the operator of those that are the operator's. */
  trouble(error: DynamoSqlError, fields: Readonly<Record<string, unknown>>): void;
  /** Records a look at a table that a tool took, and what it cost. */
  looked(fields: Readonly<Record<string, unknown>>): void;
  /** Records a failure that the caller sees only as `internal`. */
  failure(requestId: string, error: unknown): void;
}
