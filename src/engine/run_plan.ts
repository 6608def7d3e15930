/**
 * Plan → strategy → answer: a point read where it is one, else the tables are made and the first strategy that takes the plan runs.
 * @module
 */
import type { TableReader } from "../dynamodb/access.ts";
import { DynamoSqlError } from "../errors.ts";
import { carryStars } from "../sql/carried_stars.ts";
import { kindOf } from "../sql/plan/access_kinds.ts";
import type { Plan } from "../sql/query.ts";
import { answer } from "./answer.ts";
import type { Database } from "./duckdb/database.ts";
import type { Link } from "./duckdb/link.ts";
import type { Load } from "./load/load.ts";
import { createLoads, learnedFrom } from "./load/loads.ts";
import type { Executed, Job } from "./messages/job.ts";
import { attemptPointRead, isForOnce } from "./point_read/point_read.ts";
import type { Prepared } from "./prepare.ts";
import { amount, type Meter } from "./read/meter.ts";
import { openReader } from "./read/open_reader.ts";
import { resumed } from "./resumed.ts";
import type { SmallBounds } from "./run/optimizing.ts";
import type { SpeculativeRead } from "./point_read/speculative_read.ts";
import type { SeenStatement } from "./statement_cache/statement_cache.ts";
import { tablelessPlan } from "./statement_cache/tableless.ts";
import { bindSoFar } from "./run/unmet.ts";
import { strategyFor } from "./strategies.ts";
import type { Beginning, Run } from "./strategies/strategy.ts";
import type { AggregateScanOptions } from "./two_phase/aggregate_scan.ts";
import { asksIfReplaced, unlessReplaced } from "./until_known.ts";

/** What lives as long as the process. */
export interface EngineState {
  readonly database: Database;
  readonly fewItems: number;
  fastPathRuns: number;
  ranAsRead: number;
  readonly aggregateScan: AggregateScanOptions | undefined;
  readonly small: SmallBounds;
}

/** Executes a plan, unless it is too dear. */
export async function executed(
  prepared: Prepared,
  beginning: Beginning,
  link: Link,
  state: EngineState,
  seen: SeenStatement,
  speculative: SpeculativeRead | null,
): Promise<Executed> {
  const { job } = beginning;
  const asPlanned = job.resume === undefined ? prepared.plan : resumed(prepared.plan, job.resume);
  refuseTooDear(asPlanned, job, beginning.meter);
  const replaced = job.resume === undefined ? asksIfReplaced(prepared) : null;
  const reading = readAndRun(prepared, asPlanned, beginning, link, state, seen, speculative);
  return replaced === null ? await reading : await unlessReplaced(reading, replaced);
}

async function readAndRun(
  prepared: Prepared,
  asPlanned: Plan,
  beginning: Beginning,
  link: Link,
  state: EngineState,
  seen: SeenStatement,
  speculative: SpeculativeRead | null,
): Promise<Executed> {
  const { job, scope } = beginning;
  const attemptedAt = performance.now();
  const attempt = await attemptPointRead(prepared, beginning, link, state.fewItems, seen, speculative);
  await speculative?.settle(beginning.meter);
  if (attempt.done) {
    state.fastPathRuns++;
    if (attempt.asRead) state.ranAsRead++;
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
    isForOnce(asPlanned.relations, asPlanned.resolved, state.fewItems);
  const plan = (stays ? null : carryStars(asPlanned, prepared.statement.text)) ?? asPlanned;
  const ready = { ...prepared, plan };
  const session = await state.database.session(scope.signal, link);
  try {
    const run: Run = { ...beginning, session };
    const loads = await createLoads(session, plan.reads, prepared.meet, {
      isLater: job.resume !== undefined,
      // Later pages keep the types of the first.
      judged: job.resume === undefined && plan.batches === undefined,
    });
    try {
      const bound = await bindSoFar(session, plan.resolved, prepared.statement, loads);
      // Where a column begins with a likely type, it may not be bound so the next time.
      const isSure = !loads.some(({ table }) => table.columns.some(({ unsure }) => unsure));
      if (bound !== null && isSure) attempt.bound(bound);
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
      const outcome = await strategyFor(plan).run({ prepared: ready, loads, readerFor, bound, run });
      const { sink, resume, bound: { statement: { columns }, warnings }, dates } = outcome;
      const notes = [...warnings, ...dates.warnings()];
      const executed = answer(prepared, run, { sink, columns, loads, resume, notes }, plannedAt);
      const tableless = tablelessPlan(prepared, outcome, executed, session.optimized);
      if (tableless !== null) seen.noteTableless(tableless);
      return executed;
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

/** What the reads cost at least. A streamable statement stops when its page is full: its first requests are sure alone. */
function leastOf(
  { leastReadUnits: least, relations, resolved: { streamable, oneRowEach } }: Plan,
  { pageRows }: Job,
): number {
  if (streamable === null) return least;
  return relations.reduce((sum, { chosen: { access, leastReadUnits } }) => {
    const kind = kindOf(access);
    if (kind.isNothing || kind.isExhaustive) return sum;
    const sure = oneRowEach && kind.isByItem ? Math.min(pageRows, streamable.limit ?? pageRows) : 1;
    return sum + leastReadUnits * Math.min(1, sure / Math.max(1, kind.keyCount(access)));
  }, 0);
}

function refuseTooDear(plan: Plan, job: Job, { looked }: Meter): void {
  const { readUnits } = job.budget;
  const least = leastOf(plan, job);
  if (least === 0 || looked + least <= readUnits) return;
  const [advice = "Constrain a key or an index, or raise the budget."] = plan.advice;
  throw new DynamoSqlError(
    "budget_exceeded",
    `Not started: this query reads at least ${amount(least)} read units (estimate ` +
      `${amount(plan.estimatedReadUnits)}), and its budget is ${amount(readUnits)}${
        looked === 0 ? "" : `, of which a look at the table took ${amount(looked)}`
      }. ${advice}`,
  );
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
