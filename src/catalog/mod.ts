/**
 * The catalogue: what SQL names stand for, and what is known of the tables behind them.
 * @module
 */
import type { Limits } from "../config.ts";
import type { Connection } from "../dynamodb/access.ts";
import { type DynamoClient, dynamoClient } from "../dynamodb/client/client.ts";
import { DynamoSqlError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import type { AdministeredCatalog, Catalog, DescribedTable, SchemaRecord, TableListing } from "./catalog.ts";
import type { Learned, TableLookup, TableName } from "./description.ts";
import { knownSchemas } from "./known_schemas.ts";
import { type KeptNames, listedTable, openListing, qualifiedName } from "./listing.ts";
import { connectionOf, createSchemas } from "./schemas.ts";
import { openResolver } from "./resolve_table.ts";
import { tableCache } from "./table_cache.ts";
import type { Withdrawn } from "./complete_indexes.ts";
import type { KeptTable } from "./kept_table.ts";
import { type Need, openTables, type TableAnswer, type TableSummary } from "./table_refresh.ts";
import { physicalName, visibleName } from "./visible.ts";
import { defined } from "../lib/defined.ts";

export type * from "./catalog.ts";
export type * from "./description.ts";
export type * from "./sql_type.ts";
export { missingKey, type Withdrawn, withoutDeclarations } from "./complete_indexes.ts";
export { columnType, numberType, typeName } from "./column_type.ts";
export { type Attributes, createObserver, observe, type Observer } from "./evidence.ts";
export { mergeAttributes, mergeEvidence, widens } from "./widen.ts";
export { matchName, type NameMatch, nearestNames, quoteName } from "./names.ts";
export { connectionOf, createSchemas, type Schemas } from "./schemas.ts";
export type { NewSchema, SchemaPatch } from "./schema_fields.ts";
export type { SchemaCheck } from "./validate.ts";

/** What a catalogue stands on. */
export interface CatalogOptions {
  /** Where schemas and descriptions are kept. */
  readonly store: Store;
  /** How long a description is good for, and how many items a look takes. */
  readonly limits: Pick<Limits, "metadata_seconds" | "sample_items">;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly clock?: () => number;
  /** Default: the AWS client of the connection. */
  readonly clientFor?: (connection: Connection) => DynamoClient;
  /** Is told once of each index declared complete that an item contradicted. Default: nobody is. */
  readonly withdrawn?: (what: Withdrawn) => void;
}

/** Tables that a listing shows at most. */
const listedMax = 200;

/** Codes that are an answer to a name rather than a failure. */
const missingCodes = ["table_not_found", "schema_not_found", "ambiguous_name", "schema_disabled"] as const;

/**
 * Opens the catalogue of a store. Cheap: the AWS SDK loads at the first question to DynamoDB. Changes by other
 * processes are seen within 2 s, new schemas at once.
 */
export function createCatalog(options: CatalogOptions): AdministeredCatalog {
  const { store, clock = Date.now, withdrawn = () => {} } = options;
  const staleAfterSeconds = options.limits.metadata_seconds;
  const makeClient = options.clientFor ?? dynamoClient;
  const shared = {
    store,
    clock,
    staleMs: staleAfterSeconds * 1000,
    sampleItems: options.limits.sample_items,
    withdrawn,
    clientFor: (record: SchemaRecord) => makeClient(connectionOf(record)),
  };
  const schemas = knownSchemas(createSchemas({ store, clock }), clock);
  const tables = openTables({ ...shared, cache: tableCache<KeptTable, TableSummary>(store, clock) });
  const listing = openListing({
    ...shared,
    cache: tableCache<KeptNames, { refreshedAt: number }>(store, clock),
  });
  const resolve = openResolver({ schemas, tables, listing });

  async function list(
    tenantId: string,
    { schemaName, nameContains = "", refresh = "if_stale" }: Parameters<Catalog["list"]>[1],
  ): Promise<TableListing> {
    const record = await schemas.find(tenantId, schemaName);
    const { physical: all, refreshed, refreshedAt } = await listing.names(record, refresh);
    const part = nameContains.toLowerCase();
    const physical = all.filter((name) => visibleName(name, record)?.toLowerCase().includes(part));
    const counts = await listing.counts(record);
    const shown = physical.slice(0, listedMax);
    return {
      schemaName: record.schemaName,
      tables: shown.map((name) => listedTable(record, name, counts.get(name))),
      truncated: physical.length > shown.length,
      refreshed,
      refreshedAt,
      staleAfterSeconds,
      schemas: (await schemas.active(tenantId)).map((schema) => schema.schemaName),
    };
  }

  async function describe(
    tenantId: string,
    { tableName, schemaName, refresh = "if_stale", payer }: Parameters<Catalog["describe"]>[1],
  ): Promise<DescribedTable> {
    const need: Need = { refresh, sample: true, ...defined({ payer }) };
    const { record, answer } = await resolve.dotted(tenantId, schemaName, tableName, need);
    return {
      description: answer.description,
      qualifiedName: qualifiedName(record, answer.description.name),
      refreshed: answer.refreshed,
      staleAfterSeconds,
      metadataReadUnits: answer.readUnits,
    };
  }

  async function lookupOne(
    tenantId: string,
    defaultSchema: string | undefined,
    { schema, table }: TableName,
    { again, payer }: Pick<Need, "again" | "payer">,
  ): Promise<TableLookup> {
    try {
      const need: Need = { refresh: "if_stale", sample: false, ...defined({ again, payer }) };
      const { record, answer } = await resolve.named(tenantId, schema ?? defaultSchema, table, need);
      return found(record, answer);
    } catch (error) {
      const code = missingCodes.find((code) => error instanceof DynamoSqlError && error.code === code);
      if (code === undefined || !(error instanceof DynamoSqlError)) throw error;
      return { missing: { code, message: error.message } };
    }
  }

  return {
    list,
    describe,
    lookup: (tenantId, defaultSchema, wanted, again, payer) =>
      Promise.all(
        wanted.map((name, at) =>
          lookupOne(
            tenantId,
            defaultSchema,
            name,
            defined({
              again: again === undefined ? undefined : { why: again.why, than: again.than[at] ?? 0 },
              payer,
            }),
          )
        ),
      ),
    async learn(tenantId: string, learned: readonly Learned[]): Promise<void> {
      for (const { schemaName, table, ...seen } of learned) {
        const record = (await schemas.active(tenantId)).find((each) => each.schemaName === schemaName);
        const physical = record === undefined ? null : physicalName(table, record);
        if (record === undefined || physical === null) continue;
        if (seen.contradicted !== undefined) await tables.withdraw(record, physical, seen);
        await tables.widen(record, physical, seen);
      }
    },
    async declareComplete(tenantId, { tableName, schemaName, index, on, payer }) {
      const need: Need = { refresh: on ? "force" : "if_stale", sample: on, ...defined({ payer }) };
      const { record, answer: { description } } = await resolve.dotted(tenantId, schemaName, tableName, need);
      const found = await tables.declare(record, description.physicalName, { index, on });
      return { table: description, index: found, qualifiedName: qualifiedName(record, description.name) };
    },
  };
}

function found(record: SchemaRecord, { description, readUnits }: TableAnswer): TableLookup {
  return { found: { description, connection: connectionOf(record) }, metadataReadUnits: readUnits };
}
