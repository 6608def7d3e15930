/**
 * One table's description: kept, found stale, asked for again, widened.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError } from "../errors.ts";
import type { DynamoClient } from "../dynamodb/client.ts";
import type { Key } from "../store/store.ts";
import type { Refresh, SchemaRecord } from "./catalog.ts";
import type { KeySchema, TableDescription } from "./description.ts";
import { withinDeadline } from "./deadline.ts";
import { describeShape, type TableShape } from "./describe.ts";
import type { Attributes } from "./evidence.ts";
import { type Sample, sampleTable } from "./sample.ts";
import { catalogPrefix } from "./schemas.ts";
import type { TableCache } from "./table_cache.ts";
import { visibleName } from "./visible.ts";
import { widenAttributes, widens } from "./widen.ts";

/** A description as it is kept. */
export interface KeptTable {
  readonly description: TableDescription;
  /** How the table was reached. Another way may lead to another table of the same name. */
  readonly reach: string;
  readonly tableId: string;
}

/** What a listing shows of a kept table. */
export interface TableSummary {
  readonly itemCount: number;
  readonly refreshedAt: number;
  /** As in {@linkcode KeptTable}. */
  readonly reach: string;
}

/** A description, and what it took. */
export interface TableAnswer {
  readonly description: TableDescription;
  readonly refreshed: boolean;
  readonly readUnits: number;
}

/** When a stale description is asked for again. */
export interface Need {
  readonly refresh: Refresh;
  /**
   * True: look at items again, too. False: only if the table was never looked at, or is small enough to be known
   * whole (else attributes added since would stay unknown).
   */
  readonly sample: boolean;
}

/** Descriptions of one installation's tables. */
export interface Tables {
  /** The description of a table that the schema shows. Fails with `table_not_found` or an AWS code. */
  get(record: SchemaRecord, physicalName: string, need: Need): Promise<TableAnswer>;
  /** Whether a description is kept, however old. */
  isKept(record: SchemaRecord, physicalName: string): Promise<boolean>;
  /** Widens a kept description's evidence. Nothing happens where none is kept, or nothing is new. */
  widen(record: SchemaRecord, physicalName: string, seen: Attributes): Promise<void>;
}

/** What the descriptions stand on. */
export interface TablesOptions {
  readonly cache: TableCache<KeptTable, TableSummary>;
  readonly clock: () => number;
  readonly staleMs: number;
  readonly sampleItems: number;
  readonly clientFor: (record: SchemaRecord) => DynamoClient;
}

/** Tries at a write that others overtake. */
const roundsMax = 10;

/** Under it lie the descriptions of a schema's tables, by physical name. */
export const tablesPrefix = (record: SchemaRecord): Key => [
  ...catalogPrefix(record.tenantId, record.schemaName),
  "table",
];
/** Key of a table's description. */
export const tableKey = (record: SchemaRecord, physicalName: string): Key => [
  ...tablesPrefix(record),
  physicalName,
];

/** Where the schema's tables are, as one text. */
export function reachOf({ region, endpoint, roleArn, tablePrefix }: SchemaRecord): string {
  return JSON.stringify([region, endpoint, roleArn, tablePrefix]);
}

/** Opens the descriptions. Two who ask for one table at once share one refresh. */
export function openTables(options: TablesOptions): Tables {
  const { cache, clock } = options;
  const running = new Map<string, Promise<TableAnswer>>();
  const widening = new Map<string, Promise<void>>();

  async function kept(record: SchemaRecord, name: string, reload = false) {
    const key = tableKey(record, name);
    const blob = await (reload ? cache.reload(key) : cache.get(key));
    return blob !== null && blob.value.reach === reachOf(record) ? blob : null;
  }

  async function get(record: SchemaRecord, name: string, need: Need): Promise<TableAnswer> {
    const blob = await kept(record, name);
    if (blob !== null && need.refresh !== "force") {
      const { description } = blob.value;
      const fresh = Math.abs(clock() - description.refreshedAt) < options.staleMs;
      if (need.refresh === "skip" || fresh) return { description, refreshed: false, readUnits: 0 };
    }
    const sample = need.sample || blob === null || blob.value.description.sample.complete;
    const flight = JSON.stringify([tableKey(record, name), reachOf(record), sample]);
    const before = running.get(flight);
    // Who joins a running refresh did not cause its read units.
    if (before !== undefined) return { ...await before, readUnits: 0 };
    const work = refresh(record, name, sample).finally(() => running.delete(flight));
    running.set(flight, work);
    return await work;
  }

  async function refresh(record: SchemaRecord, name: string, sample: boolean): Promise<TableAnswer> {
    const client = options.clientFor(record);
    return await withinDeadline(async (signal) => {
      const shape = await describeShape(client, name, signal).catch(async (error: unknown) => {
        // A table that is gone must not go on being listed and planned for.
        if (asDynamoSqlError(error).code === "table_not_found") await cache.delete(tableKey(record, name));
        throw error;
      });
      const table = { name, itemCount: shape.itemCount };
      const seen = sample ? await sampleTable(client, table, options.sampleItems, signal) : null;
      for (let round = 0; round < roundsMax; round++) {
        const entry = await cache.reload(tableKey(record, name));
        const usable = entry?.value.reach === reachOf(record) && entry.value.tableId === shape.tableId;
        const previous = usable ? entry.value.description : null;
        const known = joined(seen, previous);
        // Somebody else replaced the table meanwhile: look at the new one.
        if (known === null) return await refresh(record, name, true);
        const description: TableDescription = {
          schemaName: record.schemaName,
          name: visibleName(name, record) ?? name,
          physicalName: name,
          ...withoutId(shape),
          attributes: withKeys(known.attributes, shape.key, shape.indexes),
          sample: known.sample,
          refreshedAt: clock(),
        };
        if (
          await put(
            record,
            name,
            { description, reach: reachOf(record), tableId: shape.tableId },
            entry?.version,
          )
        ) {
          return { description, refreshed: true, readUnits: seen?.readUnits ?? 0 };
        }
      }
      throw new DynamoSqlError("unavailable", "A table's description kept being changed by others.");
    });
  }

  async function put(record: SchemaRecord, name: string, value: KeptTable, version: string | undefined) {
    const { itemCount, refreshedAt } = value.description;
    const summary = { itemCount, refreshedAt, reach: value.reach };
    return await cache.put(tableKey(record, name), value, summary, version ?? null);
  }

  /** Queries of this process that learn at once queue up here; only other processes can be in the way. */
  function widen(record: SchemaRecord, name: string, seen: Attributes): Promise<void> {
    const key = JSON.stringify(tableKey(record, name));
    const turn = (widening.get(key) ?? Promise.resolve()).then(() => widenNow(record, name, seen));
    const settled = turn.catch(() => {}).then(() => {
      if (widening.get(key) === settled) widening.delete(key);
    });
    widening.set(key, settled);
    return turn;
  }

  async function widenNow(record: SchemaRecord, name: string, seen: Attributes): Promise<void> {
    for (let round = 0; round < roundsMax; round++) {
      if (round > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * round));
      const blob = await kept(record, name, round > 0);
      if (blob === null || !widens(blob.value.description.attributes, seen)) return;
      const { description } = blob.value;
      const attributes = widenAttributes(description.attributes, seen);
      const value = { ...blob.value, description: { ...description, attributes } };
      if (await put(record, name, value, blob.version)) return;
    }
  }

  return { get, widen, isKept: async (record, name) => await kept(record, name) !== null };
}

/** The new sample widened by what was known, or what was known; null where there is neither. */
function joined(
  seen: Sample | null,
  previous: TableDescription | null,
): Pick<TableDescription, "attributes" | "sample"> | null {
  if (seen === null) return previous;
  const { items, complete } = seen;
  return {
    attributes: widenAttributes(seen.attributes, previous?.attributes ?? {}),
    sample: { items, complete },
  };
}

function withoutId({ itemCount, sizeBytes, key, indexes }: TableShape): Omit<TableShape, "tableId"> {
  return { itemCount, sizeBytes, key, indexes };
}

/** The evidence with every key attribute in it, seen or not. */
function withKeys(
  attributes: Attributes,
  key: KeySchema,
  indexes: readonly { readonly key: KeySchema }[],
): Attributes {
  const names = [key, ...indexes.map((index) => index.key)]
    .flatMap(({ hash, sort }) => sort === undefined ? [hash.name] : [hash.name, sort.name]);
  const missing = names.filter((name) => !Object.hasOwn(attributes, name));
  return {
    ...attributes,
    ...Object.fromEntries(missing.map((name) => [name, { types: {}, bytes: 0 }])),
  };
}
