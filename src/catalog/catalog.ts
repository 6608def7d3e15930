/**
 * Schemas and what is known of their tables: the interface that MCP, REST, the CLI and the query service use.
 * @module
 */
import type {
  Again,
  IndexDescription,
  Learned,
  TableDescription,
  TableLookup,
  TableName,
} from "./description.ts";

/** A schema: a named set of DynamoDB tables in one account and region (docs/reference/oauth.md#schema-record). */
export interface SchemaRecord {
  /** Whose it is. */
  readonly tenantId: string;
  /** Unique per tenant without regard to case; `[A-Za-z_][A-Za-z0-9_]{0,62}`. */
  readonly schemaName: string;
  /** AWS region of its tables. */
  readonly region: string;
  /** AWS account of the role; absent where there is no role. */
  readonly accountId?: string;
  /** Role to assume; absent = the host's own credentials. */
  readonly roleArn?: string;
  /** What the role's trust policy asks for. */
  readonly externalId?: string;
  /** Physical names; absent or `["*"]` = all. */
  readonly tableAllowlist?: readonly string[];
  /** A disabled one is neither shown nor read. */
  readonly status: "active" | "disabled";
  /** VPC endpoint or DynamoDB Local; absent = the region's public endpoint. */
  readonly endpoint?: string;
  /** Removed from physical names; tables without it are not shown. */
  readonly tablePrefix?: string;
  /** Names without a schema mean this one. */
  readonly isDefault: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Likewise. */
  readonly updatedAt: string;
}

/** When to ask DynamoDB again: only if stale; always; never (unless nothing is known). */
export type Refresh = "if_stale" | "force" | "skip";

/** Who pays for looks at the items of tables, out of the budgets of a day. */
export interface Payer {
  /** Read units that a look may take. Fails with `budget_exceeded` where nothing is left. */
  left(): Promise<number>;
  /** Read units that a look took: told request by request, so that one that fails is paid for, too. */
  spent(readUnits: number): void;
}

/** A table in a listing. */
export interface ListedTable {
  /** As SQL names it, without the schema. */
  readonly name: string;
  /** `schema.table`. */
  readonly qualifiedName: string;
  /** As DynamoDB names it. */
  readonly physicalName: string;
  /** Null where the table was never described. */
  readonly itemCount: number | null;
  /** Milliseconds since the epoch; null likewise. */
  readonly refreshedAt: number | null;
}

/** A schema's tables. */
export interface TableListing {
  /** The schema's name. */
  readonly schemaName: string;
  /** In name order, at most 200. */
  readonly tables: readonly ListedTable[];
  /** There are more. */
  readonly truncated: boolean;
  /** DynamoDB was asked for this answer. */
  readonly refreshed: boolean;
  /** Milliseconds since the epoch. */
  readonly refreshedAt: number;
  /** After so many seconds DynamoDB is asked again. */
  readonly staleAfterSeconds: number;
  /** Active schemas of the tenant. */
  readonly schemas: readonly string[];
}

/** A table's description and how fresh it is. */
export interface DescribedTable {
  /** What is known of it. */
  readonly description: TableDescription;
  /** `schema.table`. */
  readonly qualifiedName: string;
  /** DynamoDB was asked for this answer. */
  readonly refreshed: boolean;
  /** After so many seconds DynamoDB is asked again. */
  readonly staleAfterSeconds: number;
  /** Read units that looking at the table's items took just now. */
  readonly metadataReadUnits?: number;
}

/** The catalogue of one installation. Every call names the tenant; nothing of another is ever seen. */
export interface Catalog {
  /**
   * Tables of a schema, those whose name contains a text, in any case, where one is given. Fails with
   * `schema_not_found`, `schema_disabled` or an AWS code.
   */
  list(
    tenantId: string,
    options: { schemaName?: string; nameContains?: string; refresh?: Refresh },
  ): Promise<TableListing>;
  /**
   * `tableName` is tried whole first, then split at the first dot. Fails with `table_not_found` and nearest names, and
   * with `budget_exceeded` where it takes a look that `payer` cannot pay for.
   */
  describe(
    tenantId: string,
    options: { tableName: string; schemaName?: string; refresh?: Refresh; payer?: Payer },
  ): Promise<DescribedTable>;
  /**
   * Names of a statement → tables; samples a table that was never sampled. One answer per name, in order. Fails with
   * `budget_exceeded` where it takes a look that `payer` cannot pay for.
   */
  lookup(
    tenantId: string,
    defaultSchema: string | undefined,
    names: readonly TableName[],
    again?: Again,
    payer?: Payer,
  ): Promise<TableLookup[]>;
  /** Widens the evidence by what a query read. Never narrows. */
  learn(tenantId: string, learned: readonly Learned[]): Promise<void>;
}

/** A catalogue for an operator. */
export interface AdministeredCatalog extends Catalog {
  /**
   * Declares an index of a table complete, or takes that back. The table's items are looked at first, unless that was
   * done a moment ago. Fails as `describe` does, and with `bad_request` where there is no such index, or items are not
   * in it.
   */
  declareComplete(
    tenantId: string,
    options: {
      readonly tableName: string;
      readonly schemaName?: string;
      readonly index: string;
      readonly on: boolean;
      readonly payer?: Payer;
    },
  ): Promise<{
    /** The table, as it was looked at. */
    readonly table: TableDescription;
    readonly index: IndexDescription;
    /** `schema.table`. */
    readonly qualifiedName: string;
  }>;
}
