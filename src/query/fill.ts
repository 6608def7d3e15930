/**
 * Runs a query, or the rest of one, until a page is full: rows from the engine into the buffer of its result.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError } from "../errors.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Learned, TableLookup, TableName } from "../catalog/description.ts";
import type { Limits } from "../config.ts";
import type { Executed, Job, Planned, Stats } from "../engine/job.ts";
import type { Admission } from "./admission.ts";
import type { KeptResult, KeptResults } from "./kept.ts";
import type { EnginePool } from "./pool.ts";
import type { Principal, QueryOptions } from "./service.ts";
import type { UsageMeter } from "./usage.ts";

/** The parts a query runs through. */
export interface Machinery {
  readonly limits: Limits;
  readonly catalog: Catalog;
  readonly pool: () => EnginePool;
  readonly admission: Admission;
  readonly kept: KeptResults;
  readonly usage: UsageMeter;
  readonly learn: (tenantId: string, learned: readonly Learned[]) => void;
  readonly pushDown: boolean;
}

/** One call of the query service. */
export interface Call {
  readonly principal: Principal;
  readonly options: QueryOptions;
  /** Filled as the engine asks for them, as `schema.table`. */
  readonly tables: Set<string>;
  /** Read units of this call so far, those of runs that died with their process included. */
  readUnits: number;
  /** Items of this call so far. */
  items: number;
}

/** What a run is to do. */
export interface RunRequest {
  readonly mode: Job["mode"];
  readonly result: KeptResult;
  /** Rows and bytes that the page still has room for. */
  readonly pageRows: number;
  readonly pageBytes: number;
}

/** A page needs room for at least `[0]` and a comma. */
export const LEAST_ROW_BYTES = 4;

/**
 * Runs the query in an engine process. Its rows are in the result's buffer when this resolves, and `unread`, `cut`
 * and what it consumed are updated; the answer's stats include runs that died.
 */
export async function runOnce(
  machinery: Machinery,
  call: Call,
  { mode, result, pageRows, pageBytes }: RunRequest,
): Promise<Executed | Planned> {
  const { limits, kept, usage } = machinery;
  const { principal, options } = call;
  const allowance = await usage.allowance(principal);
  const left = result.readUnitsMax - result.readUnits;
  if (left <= 0) {
    throw new DynamoSqlError(
      "budget_exceeded",
      `The pages of this answer have used up its budget of ${result.readUnitsMax} read units.`,
    );
  }
  options.signal.throwIfAborted();
  const leave = machinery.admission.enter(principal);
  const job: Job = {
    sql: result.sql,
    parameters: result.parameters,
    mode,
    budget: {
      readUnits: Math.min(left, allowance.readUnits),
      items: Math.max(0, limits.max_items - result.items),
      bytes: limits.max_read_bytes,
      // Not the injected clock: the engine compares it with its own.
      deadline: Date.now() + limits.query_seconds * 1000,
    },
    consistentRead: result.consistentRead,
    pageRows,
    pageBytes: Math.max(LEAST_ROW_BYTES, pageBytes),
    keptRows: limits.kept_rows,
    keptBytes: limits.kept_bytes,
    scanSegmentsMax: limits.scan_segments_max,
    pushDown: machinery.pushDown,
    ...(result.unread?.resume !== undefined && { resume: result.unread.resume }),
  };
  const spending = trackSpending(machinery, call, result);
  const firstNew = result.rows.end;
  const run = machinery.pool().run({
    job,
    rowBytes: limits.page_bytes,
    signal: options.signal,
    lookup: (names) => lookup(machinery, call, result.schemaName, names),
    rows: (count, payload) => takeRows(machinery, result, count, payload),
    progress: spending.progress,
    restarted() {
      result.rows.truncate(firstNew);
      kept.grow(result, result.rows.bytes);
      result.cut = false;
      spending.restarted();
    },
  });
  void run.over.then(leave);
  let answer: Executed | Planned;
  try {
    answer = await run.result;
  } catch (error) {
    // Nothing of a failed run may be handed out: its cursor, sent again, starts where it started.
    result.rows.truncate(firstNew);
    kept.grow(result, result.rows.bytes);
    throw left <= allowance.readUnits ? error : namingAllowance(error, allowance.of);
  }
  const stats = spending.done(answer.stats);
  if (answer.mode === "plan") return { ...answer, stats };
  result.columns = answer.columns;
  result.cut ||= !answer.complete && answer.resume === undefined;
  result.unread = result.cut || answer.resume === undefined ? null : { resume: answer.resume };
  if (answer.learned.length > 0) machinery.learn(principal.tenantId, answer.learned);
  return { ...answer, stats };
}

async function lookup(
  { catalog }: Machinery,
  { principal, tables }: Call,
  schemaName: string | undefined,
  names: readonly TableName[],
): Promise<TableLookup[]> {
  const found = await catalog.lookup(principal.tenantId, schemaName, names);
  for (const one of found) {
    if ("found" in one) {
      const { schemaName, name } = one.found.description;
      tables.add(`${schemaName}.${name}`);
    }
  }
  return found;
}

/** The executor keeps to the limits of a kept result by itself; this guards the memory all results share. */
function takeRows({ limits, kept }: Machinery, result: KeptResult, count: number, payload: Uint8Array): void {
  if (result.cut) return;
  const { rows } = result;
  const before = rows.end;
  rows.push(count, payload);
  if (rows.end - rows.first > limits.kept_rows) {
    rows.truncate(rows.first + limits.kept_rows);
    result.cut = true;
  }
  if (rows.bytes > limits.kept_bytes + limits.page_bytes || !kept.grow(result, rows.bytes)) {
    rows.truncate(before);
    result.cut = true;
  }
}

/** Charges what is read as it is read, each unit once, whichever message tells of it first. */
function trackSpending({ usage }: Machinery, call: Call, result: KeptResult) {
  const { principal, options } = call;
  let units = 0;
  let items = 0;
  let lostUnits = 0;

  function spend(itemsNow: number, unitsNow: number): void {
    const moreUnits = Math.max(0, unitsNow - units);
    const moreItems = Math.max(0, itemsNow - items);
    units += moreUnits;
    items += moreItems;
    result.readUnits += moreUnits;
    result.items += moreItems;
    call.readUnits += moreUnits;
    call.items += moreItems;
    if (moreUnits > 0) usage.add(principal, { ddbReadUnits: moreUnits });
  }

  return {
    progress(itemsNow: number, unitsNow: number): void {
      spend(itemsNow, unitsNow);
      options.onProgress?.(call.items, call.readUnits);
    },
    restarted(): void {
      // A process that died is not the query's fault: it has its whole budget again, but the units were consumed.
      result.readUnits -= units;
      result.items -= items;
      lostUnits += units;
      units = 0;
      items = 0;
    },
    done(stats: Stats): Stats {
      spend(stats.itemsRead, stats.readUnits);
      return lostUnits === 0 ? stats : { ...stats, readUnits: stats.readUnits + lostUnits };
    },
  };
}

function namingAllowance(thrown: unknown, of: string): unknown {
  const error = asDynamoSqlError(thrown);
  if (error.code !== "budget_exceeded") return error;
  return new DynamoSqlError(error.code, `${error.message} That is all that is left of ${of}.`, error.detail);
}
