/**
 * Executes jobs in an engine process: parse → plan → strategy → answer.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { instantText, withClockNamed } from "../sql/fold/clock.ts";
import { fromDuckDb } from "../sql/errors.ts";
import { answer, planned } from "./answer.ts";
import { type Database, openDatabase } from "./duckdb/database.ts";
import { createFastPath, type FastPath, type FastPathCounts } from "./fast_path.ts";
import { type JobTables, jobTables } from "./job_tables.ts";
import { openLifetime } from "./lifetime.ts";
import type { Executed, Job, JobContext, Planned } from "./messages/job.ts";
import { FEW_ITEMS } from "./point_read/inline_table.ts";
import { prepareJob } from "./prepare.ts";
import { createMeter } from "./read/meter.ts";
import { SMALL, type SmallBounds } from "./run/optimizing.ts";
import type { Beginning } from "./run/beginning.ts";
import { strategyFor } from "./strategies.ts";
import type { Execution } from "./strategies/strategy.ts";
import { refuseTooDear } from "./too_dear.ts";
import type { AggregateScanOptions } from "./two_phase/aggregate_scan.ts";
import { asksIfReplaced, unlessReplaced, untilKnown } from "./until_known.ts";
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
  /** How often what was known sufficed. */
  readonly fastPath: FastPathCounts;
  /** Resolves when what was at work is at rest, and the database is closed. No job may run. */
  close(): Promise<void>;
}

/** DuckDB's part of the memory: JavaScript's heap, pages in flight and what it does not count need the rest. */
const DUCKDB_SHARE = 0.5;

/** What lives as long as the process. */
interface EngineState {
  readonly database: Database;
  readonly fastPath: FastPath;
  readonly settings: Pick<Beginning, "fewItems" | "aggregateScan" | "small">;
}

/** Opens the database; once per process. */
export async function createExecutor(options: ExecutorOptions): Promise<Executor> {
  const memoryBytes = Math.floor(options.memoryBytes * DUCKDB_SHARE);
  const database = await openDatabase({ ...options, memoryBytes });
  const fastPath = createFastPath(database);
  const { fewItems = FEW_ITEMS, aggregateScan, small = SMALL } = options;
  const state: EngineState = { database, fastPath, settings: { fewItems, aggregateScan, small } };
  return {
    execute: (job, context) => executeJob(state, job, context).finally(fastPath.after),
    learned: fastPath.learned,
    tableBytes: () => database.tableBytes(),
    usable: () => database.tableBytes().then(() => true, () => false),
    fastPath,
    async close() {
      await fastPath.close();
      database.close();
    },
  };
}

async function executeJob(state: EngineState, job: Job, context: JobContext): Promise<Executed | Planned> {
  const meter = createMeter(job.budget, context.progress);
  const tables = jobTables(context, meter);
  const beginning = { ...state.settings, job, meter, began: performance.now() };
  return await untilKnown(
    { job, context, meter, tables },
    (own, given) => attempt(state, { ...beginning, context: own }, tables, given),
  );
}

/** Plans the job with the tables as they are known, and runs it. */
async function attempt(
  { database, fastPath }: EngineState,
  beginning: Omit<Beginning, "scope">,
  tables: JobTables,
  given?: JobContext["given"],
): Promise<Executed | Planned> {
  const { job, context, meter } = beginning;
  const scope = openLifetime(context.signal, job.budget.deadline);
  const run = { ...beginning, scope };
  const fast = fastPath.begin(run);
  const instant = job.resume?.instant ?? instantText(Date.now());
  try {
    scope.signal.throwIfAborted();
    const known = await fast.answer(given);
    if (known !== null) return known;
    const link = await database.link(scope.signal);
    try {
      const prepared = await prepareJob(job, tables, link, fast.parse, instant);
      return job.mode === "plan"
        ? planned(prepared, run)
        : await executed({ prepared, run, link, database, fast });
    } finally {
      link.close();
    }
  } catch (error) {
    // A read that was begun ahead and fails, too, must not hide what went wrong.
    await fast.settle().catch(() => {});
    // Parts also stop where one of them read what is another table by now.
    const isOwn = !scope.signal.aborted || error instanceof DynamoSqlError && error.detail.planAgain === true;
    const cause = isOwn ? error : scope.signal.reason;
    const { code, message, detail } = fromDuckDb(cause, job.sql, { position: null });
    throw withCost(new DynamoSqlError(code, withClockNamed(message, instant), detail), meter, tables);
  } finally {
    scope.close();
  }
}

/** Executes a plan, unless it is too dear, or its tables turn out to be others. */
async function executed(execution: Execution): Promise<Executed> {
  const { prepared, run } = execution;
  refuseTooDear(prepared.plan, run.job, run.meter);
  const replaced = run.job.resume === undefined ? asksIfReplaced(prepared) : null;
  const running = strategyFor(prepared.plan, run).run(execution);
  const ending = replaced === null ? await running : await unlessReplaced(running, replaced);
  return answer(prepared, run, ending);
}
