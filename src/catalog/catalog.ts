/**
 * Schemas and what is known of their tables: the interface that MCP, REST, the CLI and the query service use.
 * @module
 */
import type { Again, Learned, TableDescription, TableLookup, TableName } from "./description.ts";

/** A schema: a named set of DynamoDB tables in one account and region (docs/reference/oauth.md#schema-record). */
export interface SchemaRecord {
  readonly tenantId: string;
  /** Unique per tenant without regard to case; `[A-Za-z_][A-Za-z0-9_]{0,62}`. */
  readonly schemaName: string;
  readonly region: string;
  readonly accountId?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
  /** Physical names; absent or `["*"]` = all. */
  readonly tableAllowlist?: readonly string[];
  readonly status: "active" | "disabled";
  readonly endpoint?: string;
  /** Removed from physical names; tables without it are not shown. */
  readonly tablePrefix?: string;
  readonly isDefault: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** When to ask DynamoDB again: only if stale; always; never (unless nothing is known). */
export type Refresh = "if_stale" | "force" | "skip";

/** A table in a listing. */
export interface ListedTable {
  readonly name: string;
  readonly qualifiedName: string;
  readonly physicalName: string;
  /** Null where the table was never described. */
  readonly itemCount: number | null;
  readonly refreshedAt: number | null;
}

/** A schema's tables. */
export interface TableListing {
  readonly schemaName: string;
  /** In name order, at most 200. */
  readonly tables: readonly ListedTable[];
  readonly truncated: boolean;
  /** DynamoDB was asked for this answer. */
  readonly refreshed: boolean;
  readonly refreshedAt: number;
  readonly staleAfterSeconds: number;
  /** Active schemas of the tenant. */
  readonly schemas: readonly string[];
}

/** A table's description and how fresh it is. */
export interface DescribedTable {
  readonly description: TableDescription;
  readonly qualifiedName: string;
  readonly refreshed: boolean;
  readonly staleAfterSeconds: number;
  /** Read units that looking at the table's items took just now. */
  readonly metadataReadUnits?: number;
}

/** The catalogue of one installation. Every call names the tenant; nothing of another is ever seen. */
export interface Catalog {
  /** Fails with `schema_not_found`, `schema_disabled` or an AWS code. */
  list(tenantId: string, options: { schemaName?: string; refresh?: Refresh }): Promise<TableListing>;
  /** `tableName` is tried whole first, then split at the first dot. Fails with `table_not_found` and nearest names. */
  describe(
    tenantId: string,
    options: { tableName: string; schemaName?: string; refresh?: Refresh },
  ): Promise<DescribedTable>;
  /** Names of a statement → tables; samples a table that was never sampled. One answer per name, in order. */
  lookup(
    tenantId: string,
    defaultSchema: string | undefined,
    names: readonly TableName[],
    again?: Again,
  ): Promise<TableLookup[]>;
  /** Widens the evidence by what a query read. Never narrows. */
  learn(tenantId: string, learned: readonly Learned[]): Promise<void>;
}
