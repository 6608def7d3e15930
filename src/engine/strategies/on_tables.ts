/**
 * On tables: an empty table is made for each read, and the statement is bound against them, before a strategy reads
 * and runs.
 *
 * `SELECT a.x FROM a JOIN b USING (id)` → tables for `a` and `b`, the statement bound to their columns; gone again
 * once the answer is there
 * @module
 */
import type { TableReader } from "../../dynamodb/access.ts";
import { DynamoSqlError } from "../../errors.ts";
import { carryStars } from "../../sql/carried_stars.ts";
import type { Ending } from "../answer.ts";
import type { Load } from "../load/load.ts";
import { createLoads, learnedFrom } from "../load/loads.ts";
import type { Run } from "../run/beginning.ts";
import type { BoundStatement } from "../run/bind.ts";
import { bindSoFar } from "../run/unmet.ts";
import { amount } from "../read/meter.ts";
import { openReader } from "../read/open_reader.ts";
import { tablelessPlan } from "../statement_cache/tableless.ts";
import type { Execution, Outcome, StrategyContext } from "./strategy.ts";

/** What a point read leaves that could not be done. */
export interface LeftOver {
  /** Gives what was read already, and goes on; null where nothing was read. */
  readonly reader: TableReader | null;
  /** Notes that the statement bound in the usual way. */
  bound(bound: BoundStatement): void;
}

/**
 * Makes the tables, and runs on them.
 * @param left of a point read: what it is about may be known the next time, so it is bound as it will be then
 */
export async function onTables(
  { prepared: planned, run: beginning, link, database, fast }: Execution,
  runOn: (context: StrategyContext) => Promise<Outcome>,
  left?: LeftOver,
): Promise<Ending> {
  await fast.settle();
  const { job, scope } = beginning;
  const plan = (left === undefined ? carryStars(planned.plan, planned.statement.text) : null) ?? planned.plan;
  const prepared = { ...planned, plan };
  const session = await database.session(scope.signal, link);
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
      if (bound !== null && isSure) left?.bound(bound);
      const plannedAt = performance.now();
      const readers = new Map<Load, TableReader>();
      const readerFor = (load: Load) => {
        const [relation] = load.relations;
        const reader = readers.get(load) ?? left?.reader ??
          openReader(load.description, {
            connection: prepared.connectionOf(relation ?? missing("A load without a relation.")),
            throttled: scope.throttled,
            contradict: prepared.contradict,
          });
        readers.set(load, reader);
        return reader;
      };
      const outcome = await runOn({ prepared, loads, readerFor, bound, run });
      prepared.throwIfOutdated();
      const { sink, resume, bound: { statement: { columns }, warnings }, dates } = outcome;
      const notes = [...warnings, ...dates.warnings()];
      const tableless = tablelessPlan(prepared, outcome, notes, session.optimized);
      if (tableless !== null) fast.noteTableless(tableless);
      return { sink, columns, loads, resume, notes, plannedAt };
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
