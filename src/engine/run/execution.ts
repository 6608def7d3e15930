/**
 * Executes a plan whose tables are made and whose statement is bound.
 * @module
 */
import type { TableReader } from "../../dynamodb/access.ts";
import { DynamoSqlError } from "../../errors.ts";
import { quoteName } from "../../catalog/names.ts";
import type { KeptColumns, RelationColumn, Resume } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import type { Job, JobContext } from "../job.ts";
import type { Load } from "../load/loads.ts";
import type { Meter } from "../load/meter.ts";
import { readAll } from "../load/read.ts";
import { createViews } from "../load/views.ts";
import { createFolding, type FoldOptions } from "../partial/fold.ts";
import type { Prepared } from "../prepare.ts";
import type { Scope } from "../scope.ts";
import { executeBatches } from "./batches.ts";
import { bindStatement, type Bound } from "./bind.ts";
import { countDates, type DateCounts } from "./date_warnings.ts";
import { holdRows } from "./held_rows.ts";
import { optimizeFor, run, typesOf } from "./on_loaded.ts";
import type { SmallBounds } from "./optimizing.ts";
import { openSink, type Sink } from "./sink.ts";
import { runStreaming, windowLeft } from "./streaming.ts";

/** One job while it runs. */
export interface Run {
  readonly job: Job;
  readonly context: JobContext;
  readonly session: Session;
  readonly scope: Scope;
  readonly meter: Meter;
  /** The job's beginning, by `performance.now()`. */
  readonly began: number;
  /** When rows are folded, if not as usual. */
  readonly fold?: FoldOptions | undefined;
  /** What runs without DuckDB's optimizer. */
  readonly small: SmallBounds;
}

/** Items whose rows, one each, are few. */
const FEW_ROWS = 1_000;

/** What executing a plan came to. */
export interface Outcome {
  readonly sink: Sink;
  readonly bound: Bound;
  readonly resume: Resume | null;
  readonly dates: DateCounts;
}

/** Reads everything, then runs the statement once; by batches, where the plan says so. */
export async function executeWhole(
  prepared: Prepared,
  loads: readonly Load[],
  readerFor: (load: Load) => TableReader,
  bound: Bound,
  running: Run,
): Promise<Outcome> {
  const { plan, statement } = prepared;
  if (plan.batches !== undefined) {
    return await executeBatches(prepared, plan.batches, loads, readerFor, bound, running);
  }
  const { job, context, session, scope, meter, fold, small } = running;
  const dates = countDates(session);
  const { signal } = scope;
  const folding = createFolding({ session, signal, prepared, loads, bound, dates, options: fold });
  await readAll(loads, { session, scope, meter, readerFor, readUnits: job.budget.readUnits, folding });
  let now = bound;
  if (loads.some((load) => load.table.widened)) {
    for (const load of loads) await createViews(session, load);
    now = await bindStatement(session, plan.resolved, statement, loads);
  }
  await dates.add(loads, now.casts);
  const folded = await folding.bind();
  const { keptRows, keptBytes } = job;
  const sink = openSink({ offset: 0, limit: null, keptRows, keptBytes }, (rows) => context.rows(rows));
  // What was folded was large.
  if (folded === null) await optimizeFor(session, plan.resolved, loads, small);
  const ran = await run(session, folded ?? now, keptRows + 1, sink);
  if (folded === null) now = ran;
  return { sink, bound: now, resume: null, dates };
}

/** What later pages keep. */
function keptOf({ relations, table }: Load, { statement }: Bound): KeptColumns {
  const columns = table.columns.map(({ attribute, path, form, name, type }): RelationColumn => ({
    attribute,
    path,
    ...(form === undefined ? {} : { form }),
    column: name,
    type,
  }));
  return { columns, all: relations.some(({ allColumns }) => allColumns), answer: statement.columns };
}

/** @throws DynamoSqlError where what is read gives the answer other columns than its first page had */
function refuseOthers({ statement: { columns } }: Bound, resume: Resume | undefined): void {
  const wider = resume?.kept.answer.find((column, at) =>
    column.name !== columns[at]?.name || column.type !== columns[at].type
  );
  if (wider === undefined) return;
  throw new DynamoSqlError(
    "cursor_expired",
    `Values further on are wider than what the cursor began with: column ${
      quoteName(wider.name)
    } was ${wider.type} ` +
      "on the first page, and would be another type from here on. They are known now: run the SQL again without a " +
      "cursor, and it will answer.",
  );
}

/** Reads and runs by batches, until the page is full. */
export async function executeStreaming(
  { plan, statement }: Prepared,
  load: Load,
  reader: TableReader,
  bound: Bound,
  { job, context, session, scope, meter, small }: Run,
): Promise<Outcome> {
  const { keptRows, keptBytes, pageRows, pageBytes } = job;
  const streamable = plan.resolved.streamable;
  if (streamable === null) throw new DynamoSqlError("internal", "Not a streamable statement.");
  let now = bound;
  const held = holdRows(load.table.grows, (rows) => context.rows(rows));
  const sink = openSink(
    { ...windowLeft(streamable, job.resume), keptRows, keptBytes },
    (rows) => held.add(rows, now.statement.columns),
  );
  let types = typesOf(load);
  const dates = countDates(session);
  const resume = await runStreaming({
    scope,
    meter,
    reader,
    load,
    sink,
    pageRows,
    pageBytes,
    keptRows,
    from: job.resume?.position ?? null,
    async runBatch(most) {
      if (types !== typesOf(load)) {
        await createViews(session, load);
        now = await bindStatement(session, plan.resolved, statement, [load], now.widening);
      }
      types = typesOf(load);
      refuseOthers(now, job.resume);
      await dates.add([load], now.casts);
      await optimizeFor(session, plan.resolved, [load], small);
      now = await run(session, now, most, sink, plan.resolved.oneRowEach && load.table.rows <= FEW_ROWS);
    },
  });
  await held.end(now.statement.columns);
  const kept = job.resume?.kept ?? keptOf(load, now);
  return { sink, bound: now, resume: resume === null ? null : { ...resume, kept }, dates };
}
