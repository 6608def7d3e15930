/**
 * The strategy that materializes: everything is read into tables, then the statement runs once.
 *
 * `SELECT a.x, count(*) FROM a JOIN b USING (id) GROUP BY 1` → all of `a` and `b` that can matter is loaded, then
 * joined and grouped
 * @module
 */
import { defined } from "../../lib/defined.ts";
import { reconcile } from "../load/reconcile.ts";
import { readAll } from "../read/read.ts";
import type { BindKeys } from "../read/computed_keys.ts";
import { bindStatement, type BoundStatement } from "../run/bind.ts";
import { takeForms } from "../run/date_forms.ts";
import { optimizeFor, run } from "../run/on_loaded.ts";
import { givesOneRow } from "../run/one_row.ts";
import { countReadings, type ReadingCounts } from "../run/reading_counts.ts";
import { Rebinding } from "../run/rebinding.ts";
import { openSink } from "../run/sink.ts";
import type { AggregateScan } from "../two_phase/aggregate_scan.ts";
import { onTables } from "./on_tables.ts";
import type { Outcome, Strategy, StrategyContext } from "./strategy.ts";

/** Takes all that no other takes. */
export const materialize: Strategy = {
  name: "materialize",
  takes: () => true,
  run: (execution) => onTables(execution, runOnWhole),
};

/** What aggregates rows while they are read, and what it counted of them. */
export interface Aggregating {
  readonly scan: AggregateScan;
  readonly dates: ReadingCounts;
}

/**
 * Where items have names that mean something else, all is read anew: at once while no more than this part of the plan's
 * estimate was read, all attempts together; later on all is read first, as more names may come.
 */
const LITTLE = 0.1;

/** Reads everything, and runs once. */
export async function runOnWhole(
  { prepared, loads, readerFor, bound, run: running }: StrategyContext,
  aggregating?: Aggregating,
): Promise<Outcome> {
  const { plan: { resolved, estimatedReadUnits }, statement: written } = prepared;
  const { job, context, session, scope, meter, small } = running;
  const rebinding = new Rebinding({ session, resolved, written, loads }, bound);
  let dates = aggregating?.dates ?? countReadings(session);
  const loaded = () => {
    if (meter.consumed.readUnits <= LITTLE * estimatedReadUnits) prepared.throwIfOutdated();
  };
  const bindKeys: BindKeys = async (query) => {
    const { statement } = await bindStatement(
      session,
      { ...resolved, rewritten: query },
      written,
      loads,
      "none",
      null,
    );
    return { sql: statement.sql, type: statement.columns[0]?.type ?? "" };
  };
  const reading = { session, scope, meter, readerFor, readUnits: job.budget.readUnits, loaded, bindKeys };
  await readAll(loads, { ...reading, ...defined({ aggregateScan: aggregating?.scan }) });
  await reconcile(loads);
  let now = await rebinding.atLast();
  const aggregated = await aggregating?.scan.bind() ?? null;
  // What was aggregated keeps the form in which its dates were read.
  if (aggregated === null) {
    await dates.addDates(loads, now.casts);
    if (takeForms(loads)) {
      now = await rebinding.atLast();
      dates = countReadings(session);
    }
  }
  const { resultRowsMax, resultBytesMax } = job;
  const sink = openSink(
    { offset: 0, limit: null, resultRowsMax, resultBytesMax },
    (rows) => context.rows(rows),
  );
  // Aggregated tables were large, so the optimizer stays on.
  if (aggregated === null) await optimizeFor(session, resolved, loads, small);
  const ran = await run(
    session,
    aggregated ?? now,
    resultRowsMax + 1,
    sink,
    givesOneRow(resolved.rewritten),
  );
  await dates.add(loads, now, ran);
  return { sink, bound: aggregated === null ? ran : typedAs(now, ran), resume: null, dates };
}

/** The statement's own column names, with the types of its form in two phases. */
function typedAs(bound: BoundStatement, { statement: { columns } }: BoundStatement): BoundStatement {
  const typed = bound.statement.columns.map((column, at) => ({
    ...column,
    type: columns[at]?.type ?? column.type,
  }));
  return { ...bound, statement: { ...bound.statement, columns: typed } };
}
