/**
 * One table's description: kept, found stale, asked for again, widened.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError } from "../errors.ts";
import type { DynamoClient } from "../dynamodb/client/client.ts";
import type { Key } from "../store/store.ts";
import type { Payer, Refresh, SchemaRecord } from "./catalog.ts";
import { contradictedBy, declared, marked, stillDeclared, type Withdrawn } from "./complete_indexes.ts";
import {
  type Again,
  type Contradiction,
  type IndexDescription,
  type Learned,
  LOOK_AGAIN_MS,
  type TableDescription,
} from "./description.ts";
import { boundedEvidence, incompressibleMax } from "./bounded_evidence.ts";
import { withinDeadline } from "./deadline.ts";
import { describeShape } from "./describe.ts";
import { isSameShape, joined, type KeptTable, withKeys } from "./kept_table.ts";
import { boundedMap } from "../lib/lru_map.ts";
import { sampleTable } from "./sample.ts";
import { catalogPrefix } from "./schemas.ts";
import type { TableCache } from "./table_cache.ts";
import { visibleName } from "./visible.ts";
import { widenAttributes, widens } from "./widen.ts";

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
  /** Set where what is known did not do. */
  readonly again?: { readonly why: Again["why"]; readonly than: number };
  /** Whose budgets a look is charged to; absent = nobody's. */
  readonly payer?: Payer;
}

/** Descriptions of one installation's tables. */
export interface Tables {
  /** The description of a table that the schema shows. Fails with `table_not_found` or an AWS code. */
  get(record: SchemaRecord, physicalName: string, need: Need): Promise<TableAnswer>;
  /** Whether a description is kept, however old. */
  isKept(record: SchemaRecord, physicalName: string): Promise<boolean>;
  /** Widens a kept description's evidence. Nothing happens where none is kept, or nothing is new. */
  widen(
    record: SchemaRecord,
    physicalName: string,
    seen: Pick<Learned, "attributes" | "tableId">,
  ): Promise<void>;
  /**
   * Declares an index of a table that is kept complete, or takes that back. Fails with `bad_request` where there is no
   * such index, or sampled items are not in it.
   */
  declare(
    record: SchemaRecord,
    physicalName: string,
    what: { readonly index: string; readonly on: boolean },
  ): Promise<IndexDescription>;
  /** Withdraws what items contradict. Nothing happens where it is not declared. */
  withdraw(
    record: SchemaRecord,
    physicalName: string,
    seen: Pick<Learned, "contradicted" | "tableId">,
  ): Promise<void>;
}

/** What the descriptions stand on. */
export interface TablesOptions {
  readonly cache: TableCache<KeptTable, TableSummary>;
  readonly clock: () => number;
  readonly staleMs: number;
  readonly sampleItems: number;
  readonly clientFor: (record: SchemaRecord) => DynamoClient;
  /** Is told of each declaration that is withdrawn, once. */
  readonly withdrawn: (what: Withdrawn) => void;
}

/** Tries at a write that others overtake. */
const roundsMax = 10;
/**
 * Milliseconds in which it is asked once whether a table is another one: none is deleted and made again as fast. But where
 * DynamoDB refuses a read, it is always asked.
 */
const replacedMs = 1_000;
/** Tables of which it is remembered that asking again brought nothing. */
const unchangedMax = 1_000;

/** What a refresh does about items: nothing, look because it must, look because somebody wants it. */
type LookReason = "none" | "due" | "again";

/** Under it lie the descriptions of a schema's tables, by physical name. */
export const tablesPrefix = (record: SchemaRecord): Key => [
  ...catalogPrefix(record.tenantId, record.schemaName),
  "table",
];
/** Key of a table's description. */
export const storedTableKey = (record: SchemaRecord, physicalName: string): Key => [
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
  /** When a table's shape was asked for because what was read did not fit it, and was as known. */
  const unchanged = boundedMap<string, number>(unchangedMax);
  /** When it was asked whether a table is another one, and the answer. */
  const replaced = boundedMap<string, { readonly at: number; readonly answer: Promise<boolean> }>(
    unchangedMax,
  );
  const isWithin = (ms: number, at: number | undefined) => at !== undefined && Math.abs(clock() - at) < ms;
  const isRecent = (at: number | undefined) => isWithin(LOOK_AGAIN_MS, at);

  async function kept(record: SchemaRecord, name: string, reload = false) {
    const key = storedTableKey(record, name);
    const blob = await (reload ? cache.reload(key) : cache.get(key));
    return blob !== null && blob.value.reach === reachOf(record) ? blob : null;
  }

  /** The description as it may be given away: what was whole a while ago is not known to be. */
  function shown({ description, complete }: KeptTable): TableDescription {
    const { sample, lookedAt } = description;
    const indexes = marked(description.indexes, complete);
    return {
      ...description,
      indexes,
      ...(sample.complete && !isRecent(lookedAt) ? { sample: { ...sample, complete: false } } : {}),
    };
  }

  /** Whether DynamoDB has another table of the name by now, or none. */
  function isReplaced(record: SchemaRecord, name: string, { tableId }: KeptTable): Promise<boolean> {
    const key = JSON.stringify([storedTableKey(record, name), reachOf(record), tableId]);
    const before = replaced.get(key);
    if (before !== undefined && isWithin(replacedMs, before.at)) return before.answer;
    const answer = withinDeadline((signal) => describeShape(options.clientFor(record), name, signal)).then(
      (shape) => shape.tableId !== tableId,
      // Whoever reads it will be told.
      (error: unknown) => asDynamoSqlError(error).code === "table_not_found",
    );
    replaced.set(key, { at: clock(), answer });
    return answer;
  }

  async function get(record: SchemaRecord, name: string, need: Need): Promise<TableAnswer> {
    let blob = await kept(record, name);
    if (need.again?.why === "replaced" && blob !== null) {
      const { description } = blob.value;
      if (description.refreshedAt > need.again.than || !await isReplaced(record, name, blob.value)) {
        return { description: shown(blob.value), refreshed: false, readUnits: 0 };
      }
    }
    let look = blob === null ? "due" : lookFor(blob.value, record, name, need);
    if ((need.again !== undefined || need.refresh === "force") && look !== null) {
      // Another process may have looked a moment ago.
      blob = await kept(record, name, true);
      look = blob === null ? "due" : lookFor(blob.value, record, name, need);
    }
    if (look === null && blob !== null && need.again?.why === "names") {
      const isNewer = blob.value.description.refreshedAt > need.again.than;
      if (!isNewer && await isReplaced(record, name, blob.value)) look = "due";
    }
    if (look === null && blob !== null) {
      return { description: shown(blob.value), refreshed: false, readUnits: 0 };
    }
    const answer = await shared(record, name, look ?? "due", need.payer);
    if (need.again?.why === "shape" && blob !== null && isSameShape(answer.description, blob.value)) {
      unchanged.set(JSON.stringify(storedTableKey(record, name)), clock());
    }
    return answer;
  }

  /** The refresh of a table that is under way, or a new one; it is paid for by who caused it. */
  async function shared(record: SchemaRecord, name: string, look: LookReason, payer: Payer | undefined) {
    const flight = JSON.stringify([storedTableKey(record, name), reachOf(record), look]);
    const join = async (work: Promise<TableAnswer>) => ({ ...await work, readUnits: 0 });
    const before = running.get(flight);
    if (before !== undefined) return await join(before);
    // Asked before it begins: who joins must not be refused for another's budget.
    const left = look === "none" ? undefined : await payer?.left();
    const meanwhile = running.get(flight);
    if (meanwhile !== undefined) return await join(meanwhile);
    const work = refresh(record, name, look, { left, spent: payer?.spent ?? ignored })
      .finally(() => running.delete(flight));
    running.set(flight, work);
    return await work;
  }

  /** What to ask of a table that is known; null = nothing. */
  function lookFor(table: KeptTable, record: SchemaRecord, name: string, need: Need): LookReason | null {
    const { description, againAt, whole = description.sample.complete } = table;
    const { refreshedAt, lookedAt = -Infinity } = description;
    if (need.again?.why === "names") {
      return lookedAt > need.again.than || isRecent(againAt) ? null : "again";
    }
    if (need.again?.why === "shape") {
      const vain = unchanged.get(JSON.stringify(storedTableKey(record, name)));
      return refreshedAt > need.again.than || isWithin(replacedMs, vain) ? null : "none";
    }
    if (need.again?.why === "refused") return refreshedAt > need.again.than ? null : "none";
    if (need.again?.why === "replaced") return "none";
    if (need.refresh === "force") {
      // What is younger than that is shared, whoever asks.
      if (need.sample && !isRecent(lookedAt)) return "again";
      return isRecent(refreshedAt) ? null : "none";
    }
    const fresh = Math.abs(clock() - refreshedAt) < options.staleMs;
    if (need.refresh === "skip" || fresh) return null;
    return need.sample || whole ? "due" : "none";
  }

  async function refresh(
    record: SchemaRecord,
    name: string,
    look: LookReason,
    purse: Purse,
  ): Promise<TableAnswer> {
    const client = options.clientFor(record);
    return await withinDeadline(async (signal) => {
      const shape = await describeShape(client, name, signal).catch(async (error: unknown) => {
        // A table that is gone must not go on being listed and planned for.
        if (asDynamoSqlError(error).code === "table_not_found") {
          await cache.delete(storedTableKey(record, name));
        }
        throw error;
      });
      const table = { name, ...shape };
      const seen = look === "none"
        ? null
        : await sampleTable(client, table, { wanted: options.sampleItems, ...purse }, signal);
      for (let round = 0; round < roundsMax; round++) {
        const entry = await cache.reload(storedTableKey(record, name));
        const usable = entry?.value.reach === reachOf(record) && entry.value.tableId === shape.tableId;
        const previous = usable ? entry.value : null;
        const known = joined(seen, previous, look === "again", clock());
        // Somebody else replaced the table meanwhile: look at the new one.
        if (known === null) return await refresh(record, name, "due", purse);
        const description: TableDescription = {
          schemaName: record.schemaName,
          name: visibleName(name, record) ?? name,
          physicalName: name,
          ...shape,
          attributes: withKeys(known.attributes, shape.key, shape.indexes),
          sample: known.sample,
          refreshedAt: clock(),
          ...known.looked,
        };
        const { complete: before = [] } = previous ?? {};
        // Of the new sample alone: what was seen before was judged then.
        const contradicted = seen === null
          ? []
          : contradictedBy({ ...shape, attributes: seen.attributes, sample: seen }, before);
        const complete = stillDeclared(shape.indexes, before, contradicted);
        const value: KeptTable = {
          description: boundedEvidence(description),
          reach: reachOf(record),
          tableId: shape.tableId,
          ...known.kept,
          ...(complete.length > 0 ? { complete } : {}),
        };
        if (await put(record, name, value, entry?.version)) {
          report(record, name, contradicted);
          return { description: shown(value), refreshed: true, readUnits: seen?.readUnits ?? 0 };
        }
      }
      throw new DynamoSqlError("unavailable", "A table's description kept being changed by others.");
    });
  }

  async function put(record: SchemaRecord, name: string, value: KeptTable, version: string | undefined) {
    const { itemCount, refreshedAt } = value.description;
    const summary = { itemCount, refreshedAt, reach: value.reach };
    const write = (what: KeptTable) =>
      cache.put(storedTableKey(record, name), what, summary, version ?? null);
    try {
      return await write(value);
    } catch (error) {
      if (asDynamoSqlError(error).code !== "too_large") throw error;
      return await write({ ...value, description: boundedEvidence(value.description, incompressibleMax) });
    }
  }

  /** Queries of this process that learn at once queue up here; only other processes can be in the way. */
  function widen(...[record, name, seen]: Parameters<Tables["widen"]>): Promise<void> {
    const key = JSON.stringify(storedTableKey(record, name));
    const turn = (widening.get(key) ?? Promise.resolve()).then(() => widenNow(record, name, seen));
    const settled = turn.catch(() => {}).then(() => {
      if (widening.get(key) === settled) widening.delete(key);
    });
    widening.set(key, settled);
    return turn;
  }

  async function widenNow(...[record, name, seen]: Parameters<Tables["widen"]>): Promise<void> {
    for (let round = 0; round < roundsMax; round++) {
      if (round > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * round));
      const blob = await kept(record, name, round > 0);
      if (blob === null || (seen.tableId ?? blob.value.tableId) !== blob.value.tableId) return;
      const { description } = blob.value;
      if (!widens(description.attributes, seen.attributes)) return;
      // What a look at all items did not show was written since.
      const sample = { ...description.sample, complete: false };
      const attributes = widenAttributes(description.attributes, seen.attributes);
      const wider = boundedEvidence({ ...description, attributes, sample });
      // There may be no room for more names.
      if (!widens(description.attributes, wider.attributes)) return;
      if (await put(record, name, { ...blob.value, description: wider }, blob.version)) return;
    }
  }

  /** Changes which indexes of a kept table are declared complete, whoever else writes. */
  async function changeDeclared<T>(
    record: SchemaRecord,
    name: string,
    change: (table: KeptTable) => { readonly complete: KeptTable["complete"]; readonly done: T } | null,
  ): Promise<T | null> {
    for (let round = 0; round < roundsMax; round++) {
      const blob = await kept(record, name, true);
      const changed = blob === null ? null : change(blob.value);
      if (blob === null || changed === null) return null;
      const { complete: _, ...value } = blob.value;
      const { complete = [], done } = changed;
      const next = complete.length === 0 ? value : { ...value, complete };
      if (await put(record, name, next, blob.version)) return done;
    }
    throw new DynamoSqlError("unavailable", "A table's description kept being changed by others.");
  }

  async function declare(...[record, name, what]: Parameters<Tables["declare"]>): Promise<IndexDescription> {
    const done = await changeDeclared(record, name, ({ description, complete = [] }) => {
      const { index, declared: now } = declared(description, complete, what);
      return { complete: now, done: index };
    });
    if (done !== null) return done;
    throw new DynamoSqlError("unavailable", "A table's description was dropped by others; try again.");
  }

  async function withdraw(...[record, name, seen]: Parameters<Tables["withdraw"]>): Promise<void> {
    const done = await changeDeclared(record, name, ({ tableId, description, complete = [] }) => {
      if ((seen.tableId ?? tableId) !== tableId) return null;
      const wrong = (seen.contradicted ?? []).filter(({ index }) =>
        complete.some(({ name }) => name === index)
      );
      return wrong.length === 0
        ? null
        : { complete: stillDeclared(description.indexes, complete, wrong), done: wrong };
    });
    report(record, name, done ?? []);
  }

  function report(record: SchemaRecord, name: string, contradicted: readonly Contradiction[]): void {
    const { schemaName } = record;
    for (const each of contradicted) {
      options.withdrawn({ schemaName, table: visibleName(name, record) ?? name, ...each });
    }
  }

  return { get, widen, declare, withdraw, isKept: async (record, name) => await kept(record, name) !== null };
}

/** What a look may take, and who is told what it took. */
interface Purse {
  /** Read units; undefined = as many as a look takes. */
  readonly left: number | undefined;
  readonly spent: Payer["spent"];
}

function ignored(): void {}
