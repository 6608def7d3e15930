/**
 * The tables of a schema: their names, kept and found stale like descriptions.
 * @module
 */
import { asDynamoSqlError } from "../errors.ts";
import type { DynamoClient } from "../dynamodb/client/client.ts";
import type { Key, Store } from "../store/store.ts";
import { boundedMap } from "../lib/lru_map.ts";
import { readSummaries } from "./blob.ts";
import type { ListedTable, Refresh, SchemaRecord } from "./catalog.ts";
import { withinDeadline } from "./deadline.ts";
import { describeShape, listPhysicalNames } from "./describe.ts";
import { LOOK_AGAIN_MS } from "./description.ts";
import { quoteName } from "./names.ts";
import { catalogPrefix } from "./schemas.ts";
import type { TableCache } from "./table_cache.ts";
import { reachOf, tablesPrefix, type TableSummary } from "./table_refresh.ts";
import { listedNames, visibleName } from "./visible.ts";

/** Names as they are kept: all visible ones, in name order. */
export interface KeptNames {
  readonly names: readonly string[];
  readonly rules: string;
  readonly counts: { readonly [physicalName: string]: TableSummary };
}

/** The names of a schema's tables. */
export interface Names {
  /** Physical names. */
  readonly physical: readonly string[];
  readonly refreshed: boolean;
  readonly refreshedAt: number;
}

/** What listings stand on. */
export interface ListingOptions {
  readonly store: Store;
  readonly cache: TableCache<KeptNames, { refreshedAt: number }>;
  readonly clock: () => number;
  readonly staleMs: number;
  readonly clientFor: (record: SchemaRecord) => DynamoClient;
}

/** Tables of which a listing also asks the item count: free of read units, but a request each. */
const countedMax = 100;
/** Requests of a listing in flight at once. */
const atOnce = 8;
/** Milliseconds in which names are listed once, whoever forces it: what is younger is shared. */
const forceMs = LOOK_AGAIN_MS;
/** Times that names of one schema are asked for once more, in milliseconds, and schemas of which that is counted. */
const againMax = 10;
const againMs = 30_000;
const countedSchemas = 1_000;

/** The listings of one installation's schemas. */
export interface Listing {
  /** The names, asked for again when stale. Fails with an AWS code. */
  names(record: SchemaRecord, refresh: Refresh): Promise<Names>;
  /**
   * The names, asked for once more because a name is not among them. So many times in a while at most; then as they are
   * kept.
   */
  again(record: SchemaRecord): Promise<Names>;
  /** The names as far as they are kept and not stale; asks nobody. */
  known(record: SchemaRecord): Promise<readonly string[]>;
  /** The newest count of each table that was ever described or counted, by physical name. */
  counts(record: SchemaRecord): Promise<ReadonlyMap<string, TableSummary>>;
}

/** Opens the listings. */
export function openListing(options: ListingOptions): Listing {
  const { cache, clock } = options;
  const running = new Map<string, Promise<Names>>();
  const asked = boundedMap<string, readonly number[]>(countedSchemas);
  const keyOf = (record: SchemaRecord): Key => [
    ...catalogPrefix(record.tenantId, record.schemaName),
    "names",
  ];

  async function kept(record: SchemaRecord) {
    const blob = await cache.get(keyOf(record));
    return blob !== null && blob.value.rules === rulesOf(record) ? blob : null;
  }

  async function known(record: SchemaRecord): Promise<readonly string[]> {
    const blob = await kept(record);
    const stale = blob === null || Math.abs(clock() - blob.summary.refreshedAt) >= options.staleMs;
    return stale ? [] : blob.value.names;
  }

  async function names(record: SchemaRecord, refresh: Refresh): Promise<Names> {
    const blob = await kept(record);
    if (blob !== null) {
      const { refreshedAt } = blob.summary;
      const goodMs = refresh === "force" ? Math.min(forceMs, options.staleMs) : options.staleMs;
      if (refresh === "skip" || Math.abs(clock() - refreshedAt) < goodMs) {
        return { physical: blob.value.names, refreshed: false, refreshedAt };
      }
    }
    return await inFlight(record, true);
  }

  async function again(record: SchemaRecord): Promise<Names> {
    const key = JSON.stringify(keyOf(record));
    const recent = (asked.get(key) ?? []).filter((at) => Math.abs(clock() - at) < againMs);
    if (recent.length >= againMax) return await names(record, "if_stale");
    asked.set(key, [...recent, clock()]);
    return await inFlight(record, false);
  }

  async function inFlight(record: SchemaRecord, counting: boolean): Promise<Names> {
    const flight = JSON.stringify([keyOf(record), rulesOf(record), counting]);
    const work = running.get(flight) ?? relist(record, counting).finally(() => running.delete(flight));
    running.set(flight, work);
    return await work;
  }

  async function counts(record: SchemaRecord): Promise<ReadonlyMap<string, TableSummary>> {
    const newest = new Map(Object.entries((await kept(record))?.value.counts ?? {}));
    for (const [name, summary] of await readSummaries<TableSummary>(options.store, tablesPrefix(record))) {
      const older = newest.get(name)?.refreshedAt ?? -Infinity;
      if (summary.reach === reachOf(record) && summary.refreshedAt >= older) newest.set(name, summary);
    }
    return newest;
  }

  async function relist(record: SchemaRecord, counting: boolean): Promise<Names> {
    const client = options.clientFor(record);
    const known = counting ? null : (await kept(record))?.value.counts ?? {};
    const { names, counts } = await withinDeadline((signal) => ask(record, client, known, signal));
    const refreshedAt = clock();
    const value = { names, counts, rules: rulesOf(record) };
    // Of two who list at once either answer is as good: the loser's is not kept.
    const before = await cache.reload(keyOf(record));
    await cache.put(keyOf(record), value, { refreshedAt }, before?.version ?? null);
    return { physical: names, refreshed: true, refreshedAt };
  }

  /** @param known the counts, where they need not be asked for */
  async function ask(
    record: SchemaRecord,
    client: DynamoClient,
    known: KeptNames["counts"] | null,
    signal: AbortSignal,
  ) {
    const listed = listedNames(record);
    const there = listed ?? await listPhysicalNames(client, signal);
    const names = [...new Set(there)].filter((name) => visibleName(name, record) !== null).sort();
    const counts: Record<string, TableSummary> = { ...known };
    const gone = new Set<string>();
    // Names of an allow-list may not exist: only a look tells.
    const looked = listed !== null || (known === null && names.length <= countedMax) ? names : [];
    for (let from = 0; from < looked.length; from += atOnce) {
      await Promise.all(
        looked.slice(from, from + atOnce).map(async (name) => {
          try {
            const { itemCount } = await describeShape(client, name, signal);
            counts[name] = { itemCount, refreshedAt: clock(), reach: reachOf(record) };
          } catch (error) {
            const { code } = asDynamoSqlError(error);
            if (code === "table_not_found") gone.add(name);
            // A table that may not be described is listed without its count.
            else if (code !== "access_denied") throw error;
          }
        }),
      );
    }
    return { names: names.filter((name) => !gone.has(name)), counts };
  }

  return { names, again, known, counts };
}

/** What decides which names are shown, as one text. */
function rulesOf(record: SchemaRecord): string {
  return JSON.stringify([reachOf(record), record.tableAllowlist]);
}

/** One row of a listing. */
export function listedTable(
  record: SchemaRecord,
  physicalName: string,
  summary: TableSummary | undefined,
): ListedTable {
  const name = visibleName(physicalName, record) ?? physicalName;
  return {
    name,
    qualifiedName: qualifiedName(record, name),
    physicalName,
    itemCount: summary?.itemCount ?? null,
    refreshedAt: summary?.refreshedAt ?? null,
  };
}

/** `schema.table`, ready to paste. */
export function qualifiedName({ schemaName }: Pick<SchemaRecord, "schemaName">, table: string): string {
  return `${quoteName(schemaName)}.${quoteName(table)}`;
}
