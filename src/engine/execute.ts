/**
 * Executes jobs in an engine process: parse → guard → resolve → plan → read ⇄ load → run.
 * @module
 */
import { fromDuckDb } from "../sql/errors.ts";
import { planned } from "./answer.ts";
import { openDatabase } from "./duckdb/database.ts";
import { type JobTables, jobTables } from "./job_tables.ts";
import { openLifetime } from "./lifetime.ts";
import type { Executed, Job, JobContext, Planned } from "./messages/job.ts";
import { FEW_ITEMS } from "./point_read/inline_table.ts";
import type { Beginning } from "./strategies/strategy.ts";
import { prepareJob } from "./prepare.ts";
import { createMeter } from "./read/meter.ts";
import { SMALL, type SmallBounds } from "./run/optimizing.ts";
import { type EngineState, executed } from "./run_plan.ts";
import type { SpeculativeRead } from "./point_read/speculative_read.ts";
import { createStatementCache, type SeenStatement } from "./statement_cache/statement_cache.ts";
import { runTableless } from "./statement_cache/tableless.ts";
import type { AggregateScanOptions } from "./two_phase/aggregate_scan.ts";
import { untilKnown } from "./until_known.ts";
import { withCost } from "./with_cost.ts";

/** What an executor may use. */
export interface ExecutorOptions {
  /** Bytes that the process may hold in all; DuckDB gets a part of them. */
  readonly memoryBytes: number;
  /** Bytes of temporary disk. */
  readonly tempBytes: number;
  /** A directory of the process's own. */
  readonly tempDirectory: string;
  /** Threads of DuckDB. */
  readonly threads: number;
  /** Items up to which a known statement runs without a table. Tests try more, and 0: then none is known. */
  readonly fewItems?: number;
  /** When rows are aggregated into partial results, if not as usual: for tests, which have few. */
  readonly aggregateScan?: AggregateScanOptions;
  /** What is so small that it runs without DuckDB's optimizer, if not the usual: for tests of both ways. */
  readonly small?: SmallBounds;
}

/** Executes jobs, several at once. */
export interface Executor {
  /** Runs one job. Fails with codes of the closed table, and leaves nothing behind. */
  execute(job: Job, context: JobContext): Promise<Executed | Planned>;
  /** Bytes that temporary tables hold, of all jobs: 0 when none runs. */
  tableBytes(): Promise<number>;
  /** False once DuckDB has spoilt its instance: every statement would fail. */
  usable(): Promise<boolean>;
  /** Resolves when everything is learned that the statements so far teach: the next ones like them are faster. */
  learned(): Promise<void>;
  /** Known statements that ran without making a table so far, and those of them that ran without DuckDB. */
  readonly fastPathRuns: number;
  readonly ranAsRead: number;
  /** Resolves when what was at work is at rest, and the database is closed. No job may run. */
  close(): Promise<void>;
}

/** DuckDB's part of the memory: JavaScript's heap, pages in flight and what it does not count need the rest. */
const DUCKDB_SHARE = 0.5;

/** Opens the database; once per process. */
export async function createExecutor(options: ExecutorOptions): Promise<Executor> {
  const memoryBytes = Math.floor(options.memoryBytes * DUCKDB_SHARE);
  const database = await openDatabase({ ...options, memoryBytes });
  const statements = createStatementCache(database);
  const state: EngineState = {
    database,
    fewItems: options.fewItems ?? FEW_ITEMS,
    fastPathRuns: 0,
    ranAsRead: 0,
    aggregateScan: options.aggregateScan,
    small: options.small ?? SMALL,
  };
  return {
    execute: (job, context) => executeJob(state, statements.of(job), job, context).finally(statements.after),
    learned: statements.learned,
    tableBytes: () => database.tableBytes(),
    usable: () => database.tableBytes().then(() => true, () => false),
    get fastPathRuns() {
      return state.fastPathRuns;
    },
    get ranAsRead() {
      return state.ranAsRead;
    },
    async close() {
      await statements.close();
      database.close();
    },
  };
}

async function executeJob(
  state: EngineState,
  seen: SeenStatement,
  job: Job,
  context: JobContext,
): Promise<Executed | Planned> {
  const meter = createMeter(job.budget, context.progress);
  const tables = jobTables(context, meter);
  const { aggregateScan, small } = state;
  const beginning = { job, meter, began: performance.now(), aggregateScan, small };
  return await untilKnown(
    { job, context, meter, tables },
    (own, given) => attempt(state, seen, { ...beginning, context: own }, tables, given),
  );
}

/** Plans the job with the tables as they are known, and runs it. */
async function attempt(
  state: EngineState,
  seen: SeenStatement,
  beginning: Omit<Beginning, "scope">,
  tables: JobTables,
  given?: JobContext["given"],
): Promise<Executed | Planned> {
  const { job, context, meter } = beginning;
  const scope = openLifetime(context.signal, job.budget.deadline);
  let speculative: SpeculativeRead | null = null;
  try {
    scope.signal.throwIfAborted();
    const run = { ...beginning, scope };
    const known = seen.tableless === null || state.fewItems === 0
      ? null
      : await runTableless(seen.tableless, run, state.database);
    if (known !== null) {
      state.fastPathRuns++;
      return known;
    }
    speculative = await seen.beginRead({ given, signal: scope.signal, throttled: scope.throttled });
    const link = await state.database.link(scope.signal);
    try {
      const prepared = await prepareJob(job, tables, link, seen.parse);
      return job.mode === "plan"
        ? planned(prepared, run)
        : await executed(prepared, run, link, state, seen, speculative);
    } finally {
      link.close();
    }
  } catch (error) {
    await speculative?.settle(meter).catch(() => {});
    const cause = scope.signal.aborted ? scope.signal.reason : error;
    throw withCost(fromDuckDb(cause, job.sql, { position: null }), meter, tables);
  } finally {
    scope.close();
  }
}
