/**
 * The query service: admission, budgets, the engine processes, pages.
 * @module
 */
import { Buffer } from "node:buffer";
import { asDynamoSqlError, DynamoSqlError } from "../errors.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Learned } from "../catalog/description.ts";
import type { Limits } from "../config.ts";
import type { Planned, Stats } from "../engine/job.ts";
import type { Store } from "../store/store.ts";
import { createAdmission } from "./admission.ts";
import { type QueryRecord, sqlHash } from "./audit.ts";
import { openCursor, principalKey, signCursor } from "./cursor.ts";
import { cursorKey } from "./cursor_key.ts";
import { type EngineCommand, engineCommand } from "./engine_command.ts";
import { type Call, LEAST_ROW_BYTES, type Machinery, runOnce } from "./fill.ts";
import { createKeptResults, type KeptResult } from "./kept.ts";
import { createEnginePool, type EnginePool } from "./pool.ts";
import { checkedMaxRows, checkedReadUnits, checkedSql } from "./request.ts";
import { createRowBuffer, type RowPage } from "./row_buffer.ts";
import type { Principal, QueryOptions, QueryPage, QueryRequest, QueryService } from "./service.ts";
import { createUsageMeter } from "./usage.ts";

/** The parts and bounds of a query service. */
export interface QueryServiceOptions {
  readonly limits: Limits;
  readonly catalog: Catalog;
  /** Day counters and the cursor key. */
  readonly store: Store;
  /** Milliseconds since the epoch; for days and the expiry of kept results. */
  readonly clock?: () => number;
  /** That many random bytes. */
  readonly random?: (bytes: number) => Uint8Array;
  /** Gets a record of every call when it is over. */
  readonly onQuery?: (record: QueryRecord) => void;
  /** Gets what fails in the background and changes no answer. */
  readonly onError?: (error: unknown) => void;
  /** How engine processes are started, given their temporary directory; absent = this program. */
  readonly engineCommand?: (tempDirectory: string) => EngineCommand;
  /** False = read every table whole: for tests that prove push-down changes no answer. */
  readonly pushDown?: boolean;
}

/** A query service with what operators and tests look at. */
export interface RunningQueryService extends QueryService {
  /** Engine processes now; none before the first query. */
  engines(): ReturnType<EnginePool["status"]>;
  /** Bytes of kept results. */
  keptBytes(): number;
  /** Writes the usage counters now. */
  flush(): Promise<void>;
}

const KEPT_LIMIT_WARNING =
  "The answer is longer than the server keeps; the rows after this page are missing. Select or aggregate further.";

/** A query service without engine processes yet: the first query starts one. */
export function createQueryService(options: QueryServiceOptions): RunningQueryService {
  const { limits, catalog, store } = options;
  const clock = options.clock ?? Date.now;
  const random = options.random ?? ((bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)));
  const onError = options.onError ?? ((error: unknown) => console.error("query service:", error));
  const kept = createKeptResults({
    totalBytes: limits.kept_total_bytes,
    seconds: limits.kept_seconds,
    clock,
  });
  const usage = createUsageMeter({ store, limits, clock, onError });
  const background = new Set<Promise<void>>();
  let pool: EnginePool | undefined;
  let closed = false;
  let key: Promise<Uint8Array> | undefined;

  const machinery: Machinery = {
    limits,
    catalog,
    kept,
    usage,
    admission: createAdmission(limits),
    pool() {
      if (closed) throw new DynamoSqlError("unavailable", "The server is shutting down.");
      return pool ??= createEnginePool({
        command: options.engineCommand ?? engineCommand,
        enginesMax: limits.engines,
        memoryBytes: limits.engine_memory,
        tempBytes: limits.temp_bytes,
      });
    },
    learn(tenantId: string, learned: readonly Learned[]) {
      const task = catalog.learn(tenantId, learned).catch(onError).finally(() => background.delete(task));
      background.add(task);
    },
    pushDown: options.pushDown ?? true,
  };

  async function signingKey(): Promise<Uint8Array> {
    key ??= cursorKey(store, random);
    try {
      return await key;
    } catch (error) {
      key = undefined;
      throw error;
    }
  }

  function newResult(principal: Principal, request: QueryRequest): KeptResult {
    return {
      id: Buffer.from(random(12)).toString("base64url"),
      owner: principalKey(principal),
      sql: checkedSql(request, limits),
      schemaName: request.schemaName,
      parameters: request.parameters ?? [],
      consistentRead: request.consistentRead ?? false,
      turn: Promise.resolve(),
      readUnitsMax: checkedReadUnits(request, limits),
      rows: createRowBuffer(),
      columns: [],
      unread: {},
      cut: false,
      readUnits: 0,
      items: 0,
    };
  }

  async function firstPage(call: Call, request: QueryRequest): Promise<QueryPage> {
    const maxRows = checkedMaxRows(request, limits);
    const result = newResult(call.principal, request);
    try {
      const page = await pageFrom(call, result, 0, maxRows);
      if (page.nextCursor === undefined) kept.forget(result);
      return page;
    } catch (error) {
      kept.forget(result);
      throw error;
    }
  }

  async function laterPage(call: Call, request: QueryRequest, cursor: string): Promise<QueryPage> {
    const maxRows = checkedMaxRows(request, limits);
    const place = openCursor(await signingKey(), call.principal, cursor);
    const result = kept.find(place.resultId);
    if (result === undefined || result.owner !== principalKey(call.principal)) throw cursorExpired();
    checkSameQuery(request, result);
    const done = Promise.withResolvers<void>();
    const before = result.turn;
    result.turn = done.promise;
    await before;
    try {
      if (place.row < result.rows.first || place.row > result.rows.end) throw cursorExpired();
      // Who sends this cursor has the rows before it; this page stays, in case its answer gets lost on the way.
      result.rows.drop(place.row);
      kept.grow(result, result.rows.bytes);
      return await pageFrom(call, result, place.row, maxRows);
    } finally {
      done.resolve();
    }
  }

  async function pageFrom(call: Call, result: KeptResult, from: number, maxRows: number): Promise<QueryPage> {
    const bounds = { rows: maxRows, bytes: limits.page_bytes };
    const warnings: string[] = [];
    let stats: Stats = NO_STATS;
    let page = result.rows.page(from, bounds, result.columns);
    while (result.unread !== null && !isFull(page, bounds)) {
      const answer = await runOnce(machinery, call, {
        mode: "execute",
        result,
        pageRows: maxRows - page.rows.length,
        pageBytes: limits.page_bytes - page.bytes,
      });
      if (answer.mode === "plan") throw new DynamoSqlError("internal", "Internal error.");
      stats = addStats(stats, answer.stats);
      warnings.push(...answer.warnings);
      page = result.rows.page(from, bounds, result.columns);
    }
    const { rows, columns } = { ...page, columns: result.columns };
    usage.add(call.principal, { rowsReturned: rows.length });
    if (page.next < result.rows.end || result.unread !== null) {
      kept.keep(result);
      const place = { resultId: result.id, row: page.next };
      return {
        columns,
        rows,
        complete: false,
        incompleteReason: rows.length === maxRows ? "row_cap" : "byte_cap",
        nextCursor: signCursor(await signingKey(), call.principal, place),
        warnings,
        stats,
      };
    }
    if (!result.cut) return { columns, rows, complete: true, warnings, stats };
    warnings.push(KEPT_LIMIT_WARNING);
    return { columns, rows, complete: false, incompleteReason: "kept_limit", warnings, stats };
  }

  async function plan(call: Call, request: QueryRequest): Promise<Planned> {
    const result = newResult(call.principal, request);
    const { page_rows, page_bytes } = limits;
    const planned = await runOnce(machinery, call, {
      mode: "plan",
      result,
      pageRows: request.maxRows === undefined ? page_rows : checkedMaxRows(request, limits),
      pageBytes: page_bytes,
    });
    if (planned.mode === "plan") return planned;
    throw new DynamoSqlError("internal", "Internal error.");
  }

  async function recorded<T>(
    mode: QueryRecord["mode"],
    principal: Principal,
    request: QueryRequest,
    queryOptions: QueryOptions,
    rowsOf: (answer: T) => number,
    work: (call: Call) => Promise<T>,
  ): Promise<T> {
    const call: Call = { principal, options: queryOptions, tables: new Set(), readUnits: 0, items: 0 };
    const at = clock();
    const started = performance.now();
    const record = (outcome: QueryRecord["outcome"], rows: number, cause?: unknown) =>
      options.onQuery?.({
        at,
        principal,
        mode,
        sqlHash: sqlHash(request.sql ?? ""),
        tables: [...call.tables].sort(),
        rows,
        readUnits: call.readUnits,
        durationMs: performance.now() - started,
        outcome,
        ...(cause !== undefined && { cause: cause instanceof Error ? cause.stack ?? "" : String(cause) }),
      });
    usage.add(principal, { requests: 1 });
    try {
      const answer = await work(call);
      record("ok", rowsOf(answer));
      return answer;
    } catch (thrown) {
      const error = queryOptions.signal.aborted
        ? new DynamoSqlError("cancelled", "The query was cancelled.", { cause: thrown })
        : asDynamoSqlError(thrown);
      record(error.code, 0, error.detail.cause);
      throw error;
    }
  }

  return {
    execute(principal, request, queryOptions) {
      const { cursor } = request;
      const mode = cursor === undefined ? "execute" : "page";
      return recorded(
        mode,
        principal,
        request,
        queryOptions,
        (page) => page.rows.length,
        (call) => cursor === undefined ? firstPage(call, request) : laterPage(call, request, cursor),
      );
    },
    plan(principal, request, queryOptions) {
      return recorded("plan", principal, request, queryOptions, () => 0, (call) => plan(call, request));
    },
    engines: () => pool?.status() ?? [],
    keptBytes: () => kept.bytes,
    flush: () => usage.flush(),
    async close() {
      closed = true;
      await pool?.close();
      kept.close();
      await Promise.all(background);
      await usage.close();
    },
  };
}

const NO_STATS: Stats = {
  readUnits: 0,
  itemsRead: 0,
  itemsMatched: 0,
  requests: 0,
  planMs: 0,
  execMs: 0,
  metadataReadUnits: 0,
};

function addStats(one: Stats, other: Stats): Stats {
  return {
    readUnits: one.readUnits + other.readUnits,
    itemsRead: one.itemsRead + other.itemsRead,
    itemsMatched: one.itemsMatched + other.itemsMatched,
    requests: one.requests + other.requests,
    planMs: one.planMs + other.planMs,
    execMs: one.execMs + other.execMs,
    metadataReadUnits: one.metadataReadUnits + other.metadataReadUnits,
  };
}

function isFull(page: RowPage, bounds: { rows: number; bytes: number }): boolean {
  return page.endedBy !== "end" || page.rows.length >= bounds.rows ||
    page.bytes + LEAST_ROW_BYTES > bounds.bytes;
}

function checkSameQuery(request: QueryRequest, result: KeptResult): void {
  if (request.sql !== undefined && request.sql !== result.sql) {
    throw new DynamoSqlError("cursor_invalid", "The cursor belongs to another SQL text.");
  }
  const { parameters } = request;
  if (parameters !== undefined && JSON.stringify(parameters) !== JSON.stringify(result.parameters)) {
    throw new DynamoSqlError("cursor_invalid", "The cursor belongs to other parameters.");
  }
}

function cursorExpired(): DynamoSqlError {
  return new DynamoSqlError("cursor_expired", "The rest of this answer is no longer kept.");
}
