/**
 * The strategy that materializes: everything is read into tables, then the statement runs once.
 *
 * `SELECT a.x, count(*) FROM a JOIN b USING (id) GROUP BY 1` → all of `a` and `b` that can matter is loaded, then
 * joined and grouped
 *
 * Rows that only aggregates look at are aggregated while they come, in two phases, where there are many.
 * @module
 */
import { unnests } from "../../sql/resolve/aggregates.ts";
import { type Node, node, nodes, str } from "../../sql/tree.ts";
import { reconcile } from "../load/reconcile.ts";
import { readAll } from "../read/read.ts";
import type { BoundStatement } from "../run/bind.ts";
import { takeForms } from "../run/date_forms.ts";
import { optimizeFor, run } from "../run/on_loaded.ts";
import { countReadings } from "../run/reading_counts.ts";
import { Rebinding } from "../run/rebinding.ts";
import { openSink } from "../run/sink.ts";
import { createAggregateScan } from "../two_phase/aggregate_scan.ts";
import type { Outcome, Strategy, StrategyContext } from "./strategy.ts";

/** Takes all that no other takes. */
export const materialize: Strategy = { name: "materialize", takes: () => true, run: readAndRun };

async function readAndRun(
  { prepared, loads, readerFor, bound, run: running }: StrategyContext,
): Promise<Outcome> {
  const { plan, statement } = prepared;
  const { job, context, session, scope, meter, aggregateScan: options, small } = running;
  const rebinding = new Rebinding({ session, resolved: plan.resolved, written: statement, loads }, bound);
  let dates = countReadings(session);
  const { signal } = scope;
  const aggregateScan = bound === null
    ? undefined
    : createAggregateScan({ session, signal, prepared, loads, bound, dates, options });
  await readAll(loads, {
    session,
    scope,
    meter,
    readerFor,
    readUnits: job.budget.readUnits,
    ...(aggregateScan === undefined ? {} : { aggregateScan }),
  });
  await reconcile(loads);
  let now = await rebinding.atLast();
  const aggregated = await aggregateScan?.bind() ?? null;
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
  if (aggregated === null) await optimizeFor(session, plan.resolved, loads, small);
  const ran = await run(
    session,
    aggregated ?? now,
    resultRowsMax + 1,
    sink,
    givesOneRow(plan.resolved.rewritten),
  );
  await dates.add(loads, now, ran);
  return { sink, bound: aggregated === null ? ran : typedAs(now, ran), resume: null, dates };
}

/** A SELECT without FROM, unless it takes a list apart. */
export function givesOneRow(statement: Node): boolean {
  return str(statement, "type") === "SELECT_NODE" &&
    str(node(statement, "from_table") ?? {}, "type") === "EMPTY" &&
    !nodes(statement, "select_list").some(unnests);
}

/** The statement's own column names, with the types of its form in two phases. */
function typedAs(bound: BoundStatement, { statement: { columns } }: BoundStatement): BoundStatement {
  const typed = bound.statement.columns.map((column, at) => ({
    ...column,
    type: columns[at]?.type ?? column.type,
  }));
  return { ...bound, statement: { ...bound.statement, columns: typed } };
}
