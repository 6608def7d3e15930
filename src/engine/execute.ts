/**
 * Executes jobs in an engine process: parse → guard → resolve → plan → read ⇄ load → run.
 * @module
 */
import type { TableReader } from "../dynamodb/access.ts";
import { unmetNameWarnings } from "./load/unmet_names.ts";
import { DynamoSqlError } from "../errors.ts";
import { fromDuckDb } from "../sql/errors.ts";
import { explain } from "../sql/plan/explain.ts";
import { createLessons } from "./point_read/cache_warmer.ts";
import { carryStars } from "../sql/carried_stars.ts";
import { createParser, type Parser } from "../sql/template/parse_cache.ts";
import type { Plan, Resume } from "../sql/query.ts";
import { type Database, openDatabase } from "./duckdb/database.ts";
import type { Link } from "./duckdb/link.ts";
import type { Executed, Job, JobContext, Planned, ResultColumn, Stats } from "./messages/job.ts";
import type { Load } from "./load/load.ts";
import { createLoads, learnedFrom, leastReadUnits, type Loaded, loadWarnings } from "./load/loads.ts";
import { type JobTables, jobTables } from "./job_tables.ts";
import { openReader } from "./read/open_reader.ts";
import { FEW_ITEMS } from "./point_read/inline_table.ts";
import { amount, createMeter, type Meter } from "./read/meter.ts";
import type { FoldOptions } from "./two_phase/aggregate_scan.ts";
import { type Prepared, prepareJob } from "./prepare.ts";
import { attemptAtOnce, type Beginning, isForOnce } from "./point_read/point_read.ts";
import { executeStreaming, executeWhole } from "./run/execution.ts";
import type { Run } from "./strategies/strategy.ts";
import { type Ahead, createForesight, type Foresight } from "./point_read/speculative_read.ts";
import { createKnownShapes, type KnownShapes } from "./point_read/prepared_statements.ts";
import { SMALL, type SmallBounds } from "./run/optimizing.ts";
import type { Sink } from "./run/sink.ts";
import { bindSoFar } from "./run/unmet.ts";
import { resumed } from "./resumed.ts";
import { openScope } from "./lifetime.ts";
import { asksIfReplaced, unlessReplaced, untilKnown } from "./until_known.ts";

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
  /** Items up to which a known statement runs without a table. Tests try more. */
  readonly fewItems?: number;
  /** When rows are folded into partial aggregates, if not as usual: for tests, which have few. */
  readonly fold?: FoldOptions;
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
  /** Statements that ran without a table so far, and those of them that ran without DuckDB. */
  readonly ranAtOnce: number;
  readonly ranAsRead: number;
  /** Resolves when what was at work is at rest, and the database is closed. No job may run. */
  close(): Promise<void>;
}

/**
 * The part of the process's memory that DuckDB may fill before it spills: the rest is for JavaScript's heap, pages
 * in flight, and what DuckDB does not count.
 */
const DUCKDB_SHARE = 0.5;

/** Opens the database; once per process. */
export async function createExecutor(options: ExecutorOptions): Promise<Executor> {
  const database = await openDatabase({
    memoryBytes: Math.floor(options.memoryBytes * DUCKDB_SHARE),
    tempBytes: options.tempBytes,
    tempDirectory: options.tempDirectory,
    threads: options.threads,
  });
  const parser = createParser();
  const shapes = createKnownShapes();
  const lessons = createLessons(database, parser, shapes);
  const machinery: Machinery = {
    database,
    parser,
    shapes,
    foresight: createForesight(),
    fewItems: options.fewItems ?? FEW_ITEMS,
    ranAtOnce: 0,
    ranAsRead: 0,
    fold: options.fold,
    small: options.small ?? SMALL,
  };
  return {
    execute: (job, context) => executeJob(machinery, job, context).finally(lessons.after),
    learned: lessons.learned,
    tableBytes: () => database.tableBytes(),
    usable: () => database.tableBytes().then(() => true, () => false),
    get ranAtOnce() {
      return machinery.ranAtOnce;
    },
    get ranAsRead() {
      return machinery.ranAsRead;
    },
    async close() {
      await lessons.close();
      database.close();
    },
  };
}

/** What lives as long as the process. */
interface Machinery {
  readonly database: Database;
  readonly parser: Parser;
  readonly shapes: KnownShapes;
  readonly foresight: Foresight;
  readonly fewItems: number;
  ranAtOnce: number;
  ranAsRead: number;
  readonly fold: FoldOptions | undefined;
  readonly small: SmallBounds;
}

async function executeJob(machinery: Machinery, job: Job, context: JobContext): Promise<Executed | Planned> {
  const meter = createMeter(job.budget, context.progress);
  const tables = jobTables(context, meter);
  const began = performance.now();
  return await untilKnown({ job, context, meter, tables }, (own, given) =>
    attempt(
      machinery,
      {
        job,
        context: own,
        meter,
        began,
        fold: machinery.fold,
        small: machinery.small,
      },
      tables,
      given,
    ));
}

/** Plans the job with the tables as they are known, and runs it. */
async function attempt(
  machinery: Machinery,
  beginning: Omit<Beginning, "scope">,
  tables: JobTables,
  given?: JobContext["given"],
): Promise<Executed | Planned> {
  const { job, context, meter } = beginning;
  const scope = openScope(context.signal, job.budget.deadline);
  let ahead: Ahead | null = null;
  try {
    scope.signal.throwIfAborted();
    ahead = await machinery.foresight.begin(job, given, scope.signal, scope.throttled);
    const link = await machinery.database.link(scope.signal);
    try {
      const run = { ...beginning, scope };
      const prepared = await prepareJob(job, tables, link, machinery.parser);
      return job.mode === "plan"
        ? planned(prepared, run)
        : await executed(prepared, run, link, machinery, ahead);
    } finally {
      link.close();
    }
  } catch (error) {
    await ahead?.settle(meter).catch(() => {});
    const cause = scope.signal.aborted ? scope.signal.reason : error;
    throw withCost(fromDuckDb(cause, job.sql, { position: null }), meter, tables);
  } finally {
    scope.close();
  }
}

function planned(prepared: Prepared, run: Beginning): Planned {
  const { plan } = prepared;
  const { plan: text, tables, advice } = explain(plan);
  return {
    mode: "plan",
    plan: text,
    tables,
    estimatedReadUnits: plan.estimatedReadUnits,
    normalizedSql: plan.resolved.normalizedSql,
    advice,
    stats: statsOf(run, prepared, performance.now()),
  };
}

async function executed(
  prepared: Prepared,
  beginning: Beginning,
  link: Link,
  machinery: Machinery,
  ahead: Ahead | null,
): Promise<Executed> {
  const { job } = beginning;
  const asPlanned = job.resume === undefined ? prepared.plan : resumed(prepared.plan, job.resume);
  refuseTooDear(asPlanned, job, beginning.meter);
  const replaced = job.resume === undefined ? asksIfReplaced(prepared) : null;
  const reading = readAndRun(prepared, asPlanned, beginning, link, machinery, ahead);
  return replaced === null ? await reading : await unlessReplaced(reading, replaced);
}

async function readAndRun(
  prepared: Prepared,
  asPlanned: Plan,
  beginning: Beginning,
  link: Link,
  machinery: Machinery,
  ahead: Ahead | null,
): Promise<Executed> {
  const { job, scope } = beginning;
  const attemptedAt = performance.now();
  const attempt = await attemptAtOnce(prepared, beginning, link, machinery, ahead);
  await ahead?.settle(beginning.meter);
  if (attempt.done) {
    machinery.ranAtOnce++;
    if (attempt.asRead) machinery.ranAsRead++;
    const { sink, columns, loaded } = attempt;
    return answer(
      prepared,
      beginning,
      { sink, columns, loads: [loaded], resume: null, notes: [] },
      attemptedAt,
    );
  }
  // What may be known the next time is bound as it will be then.
  const stays = job.resume === undefined &&
    isForOnce(asPlanned.relations, asPlanned.resolved, machinery.fewItems);
  const plan = (stays ? null : carryStars(asPlanned, prepared.statement.text)) ?? asPlanned;
  const ready = { ...prepared, plan };
  const session = await machinery.database.session(scope.signal, link);
  try {
    const run: Run = { ...beginning, session };
    const loads = await createLoads(session, plan.relations, prepared.meet, {
      isLater: job.resume !== undefined,
      judged: plan.resolved.streamable === null && plan.batches === undefined,
    });
    try {
      const bound = await bindSoFar(session, plan.resolved, prepared.statement, loads);
      if (bound !== null) attempt.bound(bound);
      const plannedAt = performance.now();
      const readers = new Map<Load, TableReader>();
      const readerFor = (load: Load) => {
        const [relation] = load.relations;
        const reader = readers.get(load) ?? attempt.reader ??
          openReader(
            load.description,
            prepared.connectionOf(relation ?? missing("A load without a relation.")),
            scope.throttled,
          );
        readers.set(load, reader);
        return reader;
      };
      const [only] = loads;
      const outcome = plan.resolved.streamable !== null && only !== undefined
        ? await executeStreaming(ready, only, readerFor(only), bound, run)
        : await executeWhole(ready, loads, readerFor, bound, run);
      const { sink, resume, bound: { statement: { columns }, warnings }, dates } = outcome;
      const notes = [...warnings, ...dates.warnings()];
      return answer(prepared, run, { sink, columns, loads, resume, notes }, plannedAt);
    } catch (error) {
      beginning.context.learned?.(learnedFrom(loads));
      throw withWidth(error, loads);
    } finally {
      for (const load of loads) load.table.close();
    }
  } finally {
    session.close();
  }
}

/** What an executed statement came to. */
interface Ending {
  readonly sink: Sink;
  readonly columns: readonly ResultColumn[];
  readonly loads: readonly Loaded[];
  readonly resume: Resume | null;
  /** Warnings of how it was calculated, and of texts that are no dates. */
  readonly notes: readonly string[];
}

function answer(
  prepared: Prepared,
  run: Beginning,
  { sink, columns, loads, resume, notes }: Ending,
  plannedAt: number,
): Executed {
  const { resolved } = prepared.plan;
  const stats = statsOf(run, prepared, plannedAt);
  return {
    mode: "execute",
    columns,
    complete: !sink.cut,
    ...(resume === null ? {} : { resume }),
    warnings: [
      ...resolved.warnings,
      ...loadWarnings(loads),
      ...(stats.itemsRead > 0 ? unmetNameWarnings(loads) : []),
      ...notes,
      ...cutWarning(sink, run.job),
    ],
    stats,
    learned: learnedFrom(loads),
  };
}

/** A streamable statement needs no refusal: it stops when its page is full, or at the budget. */
function refuseTooDear(plan: Plan, job: Job, { looked }: Meter): void {
  const { readUnits } = job.budget;
  const least = leastReadUnits(plan.relations);
  if (plan.resolved.streamable !== null || looked + least <= readUnits) return;
  const [advice = "Constrain a key or an index, or raise the budget."] = plan.advice;
  throw new DynamoSqlError(
    "budget_exceeded",
    `Not started: this query reads at least ${amount(least)} read units (estimate ` +
      `${amount(plan.estimatedReadUnits)}), and its budget is ${amount(readUnits)}${
        looked === 0 ? "" : `, of which a look at the table took ${amount(looked)}`
      }. ${advice}`,
  );
}

function cutWarning(sink: Sink, { keptRows }: Job): string[] {
  return sink.cut
    ? [
      `The result is longer than what is kept (${amount(keptRows)} rows): these are its first ${
        amount(sink.rows)
      }.`,
    ]
    : [];
}

function statsOf(
  { meter, began }: Beginning,
  { plan, metadataReadUnits }: Prepared,
  plannedAt: number,
): Stats {
  const { readUnits, itemsRead, itemsMatched, requests, bytes } = meter.consumed;
  return {
    readUnits,
    itemsRead,
    itemsMatched,
    requests,
    bytes,
    planMs: round(plannedAt - began),
    execMs: round(performance.now() - plannedAt),
    metadataReadUnits,
    estimatedReadUnits: plan.estimatedReadUnits,
  };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

/** Every failure says what it cost. The budget's own message does already. */
function withCost(error: DynamoSqlError, meter: Meter, { againUnits, withLooks }: JobTables): DynamoSqlError {
  const read = error.code === "budget_exceeded" ? "" : meter.note();
  const looked = againUnits === 0 || error.code === "budget_exceeded"
    ? ""
    : ` Looking at the table again took ${amount(againUnits)} read units.`;
  const message = (error.code === "column_not_found" ? withLooks(error.message) : error.message) + read +
    looked;
  return message === error.message ? error : new DynamoSqlError(error.code, message, error.detail);
}

/** Columns above which they are what takes the memory: the engine holds two thousand values of each at a time. */
const MANY_COLUMNS = 1_000;

/** What takes so much memory, where that is known. */
function withWidth(error: unknown, loads: readonly Load[]): unknown {
  if (!(error instanceof DynamoSqlError) || error.code !== "too_large") return error;
  const wide = loads.find(({ table }) => table.columns.length > MANY_COLUMNS);
  return wide === undefined ? error : new DynamoSqlError(
    error.code,
    `${error.message} ${wide.description.name} has ${
      amount(wide.table.columns.length)
    } columns here: name those ` +
      "that are needed instead of *.",
    error.detail,
  );
}

function missing(what: string): never {
  throw new DynamoSqlError("internal", what);
}
