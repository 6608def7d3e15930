/**
 * The query service: admission, budgets, the engine processes, pages.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError } from "../errors.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Learned } from "../catalog/description.ts";
import type { Limits } from "../config.ts";
import type { Planned } from "../engine/messages/job.ts";
import type { Store } from "../store/store.ts";
import { createAdmission } from "./admission.ts";
import { type QueryRecord, sqlHash } from "./audit.ts";
import { cursorKey } from "./cursor_key.ts";
import { type EngineCommand, engineCommand } from "./engine_command.ts";
import { tryEngine } from "./engine_check.ts";
import type { Call, QueryContext } from "./context.ts";
import { newResult } from "./new_result.ts";
import { firstPage, laterPage } from "./pages.ts";
import { runOnce } from "./run_query.ts";
import { createResultCache } from "./result_cache.ts";
import { createEnginePool, type EnginePool } from "./pool.ts";
import type { EngineDeath } from "./worker.ts";
import { checkedMaxRows } from "./request.ts";
import type { Principal, QueryOptions, QueryRequest, QueryService } from "./service.ts";
import { createTableHints } from "./table_hints.ts";
import { createUsageMeter, payerOf } from "./usage.ts";
import { CRASH } from "./crash_policy.ts";
import { systemRuntime } from "../telemetry/runtime.ts";
import { defined } from "../lib/defined.ts";

/** The parts and bounds of a query service. */
export interface QueryServiceOptions {
  /** What queries may spend, and how many run. */
  readonly limits: Limits;
  /** Where their tables are looked up. */
  readonly catalog: Catalog;
  /** Day counters and the cursor key. */
  readonly store: Store;
  /** Milliseconds since the epoch, for days and the expiry of kept results; the system's clock if none is given. */
  readonly clock?: () => number;
  /** That many random bytes; the system's if none is given. */
  readonly random?: (bytes: number) => Uint8Array;
  /** Gets a record of every call when it is over. */
  readonly onQuery?: (record: QueryRecord) => void;
  /** Hears of every engine process that died: why, how many queries were in it, what it said. */
  readonly onEngineEnd?: (death: EngineDeath) => void;
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
  cachedBytes(): number;
  /** Starts an engine process and ends it again. Fails where none comes up. */
  tryEngine(): Promise<void>;
  /** Writes the usage counters now. */
  flush(): Promise<void>;
}

/** A query service without engine processes yet: the first query starts one. */
export function createQueryService(options: QueryServiceOptions): RunningQueryService {
  const { limits, catalog, store } = options;
  const { clock, random } = { ...systemRuntime, ...options };
  const onError = options.onError ?? ((error: unknown) => console.error("query service:", error));
  const results = createResultCache({
    totalBytes: limits.kept_total_bytes,
    seconds: limits.kept_seconds,
    clock,
  });
  const usage = createUsageMeter({ store, limits, clock, onError });
  const background = new Set<Promise<void>>();
  let pool: EnginePool | undefined;
  let closed = false;
  let key: Promise<Uint8Array> | undefined;

  const engine = {
    command: options.engineCommand ?? engineCommand,
    memoryBytes: limits.engine_memory,
    tempBytes: limits.temp_bytes,
    // More threads than cores in all only makes small queries wait for each other's.
    threads: Math.max(1, Math.floor(navigator.hardwareConcurrency / limits.engines)),
  };
  const context: QueryContext = {
    limits,
    catalog,
    results,
    usage,
    hints: createTableHints(),
    admission: createAdmission(limits),
    pool() {
      if (closed) throw new DynamoSqlError("unavailable", "The server is shutting down.");
      return pool ??= createEnginePool({
        ...engine,
        enginesMax: limits.engines,
        ...defined({ died: options.onEngineEnd }),
      });
    },
    learn(tenantId: string, learned: readonly Learned[]) {
      const task = catalog.learn(tenantId, learned).catch(onError).finally(() => background.delete(task));
      background.add(task);
      return task;
    },
    signingKey,
    random,
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

  async function plan(call: Call, request: QueryRequest): Promise<Planned> {
    const result = newResult(context, call.principal, request);
    const { page_rows, page_bytes } = limits;
    const planned = await runOnce(context, call, {
      mode: "plan",
      result,
      readUnits: result.readUnitsMax,
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
    const call: Call = {
      principal,
      options: queryOptions,
      tables: new Set(),
      readUnits: 0,
      lookUnits: 0,
      items: 0,
    };
    const at = clock();
    const started = performance.now();
    const record = (outcome: QueryRecord["outcome"], rows: number, cause?: unknown) =>
      options.onQuery?.({
        at,
        ...defined({ requestId: queryOptions.requestId }),
        principal,
        mode,
        sqlHash: sqlHash(request.sql ?? ""),
        tables: [...call.tables].sort(),
        rows,
        readUnits: call.readUnits,
        lookUnits: call.lookUnits,
        durationMs: performance.now() - started,
        outcome,
        ...causeOf(cause, outcome),
      });
    usage.add(principal, { requests: 1 });
    try {
      const answer = await work(call);
      record("ok", rowsOf(answer));
      return answer;
    } catch (thrown) {
      const error = queryOptions.signal.aborted
        ? new DynamoSqlError("cancelled", "The query was cancelled.", { cause: thrown })
        : withoutInternals(asDynamoSqlError(thrown));
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
        (call) =>
          cursor === undefined
            ? firstPage(context, call, request)
            : laterPage(context, call, request, cursor),
      );
    },
    plan(principal, request, queryOptions) {
      return recorded("plan", principal, request, queryOptions, () => 0, (call) => plan(call, request));
    },
    payer: (principal) => payerOf(usage, principal),
    engines: () => pool?.status() ?? [],
    cachedBytes: () => results.bytes,
    tryEngine: () => tryEngine(engine),
    flush: () => usage.flush(),
    async close() {
      closed = true;
      await pool?.close();
      results.close();
      await Promise.all(background);
      await usage.close();
    },
  };
}

/** Errors that are nobody's SQL: what was behind them is worth a line. */
const OF_THE_WORLD: ReadonlySet<QueryRecord["outcome"]> = new Set([
  "dynamodb_unreachable",
  "credentials_unavailable",
  "access_denied",
  "throttled",
]);

/**
 * What is recorded of an error's cause: all of it where we are to blame, a line where the world is. What the engine says
 * of a statement can hold values of the data, and that a caller went away needs no reason.
 */
function causeOf(cause: unknown, outcome: QueryRecord["outcome"]): { readonly cause?: string } {
  if (cause === undefined) return {};
  const text = cause instanceof Error ? cause.stack ?? cause.message : String(cause);
  if (outcome === "internal" || outcome === "unavailable" || text.startsWith(CRASH)) return { cause: text };
  return OF_THE_WORLD.has(outcome) ? { cause: text.split("\n", 1)[0] ?? "" } : {};
}

/** The caller of an `internal` sees a request id only; what it was is for the log. */
function withoutInternals(error: DynamoSqlError): DynamoSqlError {
  if (error.code !== "internal") return error;
  const cause = [error.message, error.detail.cause].filter(Boolean).join("; ");
  return new DynamoSqlError("internal", "Internal error.", { cause });
}
