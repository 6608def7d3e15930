/**
 * Executes a plan whose tables are made and whose statement is bound.
 * @module
 */
import type { TableReader } from "../../dynamodb/access.ts";
import { DynamoSqlError } from "../../errors.ts";
import { unnests } from "../../sql/resolve/aggregates.ts";
import { type Node, node, nodes, str } from "../../sql/tree.ts";
import type { Load } from "../load/load.ts";
import { readAll } from "../read/read.ts";
import { reconcile } from "../load/reconcile.ts";
import { createViews } from "../load/views.ts";
import { createFolding } from "../two_phase/aggregate_scan.ts";
import type { Prepared } from "../prepare.ts";
import { executeBatches } from "../strategies/limit_join.ts";
import type { Outcome, Run } from "../strategies/strategy.ts";
import { takeForms } from "./date_forms.ts";
import type { Bound } from "./bind.ts";
import { asKept, keptOf, keptOn, toldAsKept } from "./kept_answer.ts";
import { countReadings } from "./reading_counts.ts";
import { optimizeFor, run } from "./on_loaded.ts";
import { openPageRows } from "../strategies/page_rows.ts";
import { openSink } from "./sink.ts";
import { runStreaming, windowLeft } from "../strategies/stream.ts";
import { bindAtLast } from "./unmet.ts";

/** Items whose rows, one each, are few. */
const FEW_ROWS = 1_000;

/**
 * Reads everything, then runs the statement once; by batches, where the plan says so.
 * @param bound null = it does not bind before more is met
 */
export async function executeWhole(
  prepared: Prepared,
  loads: readonly Load[],
  readerFor: (load: Load) => TableReader,
  bound: Bound | null,
  running: Run,
): Promise<Outcome> {
  const { plan, statement } = prepared;
  if (plan.batches !== undefined) {
    return await executeBatches(prepared, plan.batches, loads, readerFor, bound, running);
  }
  const { job, context, session, scope, meter, fold, small } = running;
  let dates = countReadings(session);
  const { signal } = scope;
  const folding = bound === null
    ? undefined
    : createFolding({ session, signal, prepared, loads, bound, dates, options: fold });
  await readAll(loads, {
    session,
    scope,
    meter,
    readerFor,
    readUnits: job.budget.readUnits,
    ...(folding === undefined ? {} : { folding }),
  });
  await reconcile(loads);
  let now = bound;
  if (loads.some((load) => load.table.widened)) {
    for (const load of loads) await createViews(session, load);
    now = null;
  }
  now ??= await bindAtLast(session, plan.resolved, statement, loads);
  const folded = await folding?.bind() ?? null;
  // What was folded keeps the form that it was read in.
  if (folded === null) {
    await dates.addDates(loads, now.casts);
    if (takeForms(loads)) {
      now = await bindAtLast(session, plan.resolved, statement, loads);
      dates = countReadings(session);
    }
  }
  const { keptRows, keptBytes } = job;
  const sink = openSink({ offset: 0, limit: null, keptRows, keptBytes }, (rows) => context.rows(rows));
  // What was folded was large.
  if (folded === null) await optimizeFor(session, plan.resolved, loads, small);
  const ran = await run(session, folded ?? now, keptRows + 1, sink, givesOneRow(plan.resolved.rewritten));
  await dates.add(loads, now, ran);
  return { sink, bound: folded === null ? ran : typedAs(now, ran), resume: null, dates };
}

/** A SELECT without FROM, unless it takes a list apart. */
function givesOneRow(statement: Node): boolean {
  return str(statement, "type") === "SELECT_NODE" &&
    str(node(statement, "from_table") ?? {}, "type") === "EMPTY" &&
    !nodes(statement, "select_list").some(unnests);
}

/** A statement by its own names, in the types of its form in two steps. */
function typedAs(bound: Bound, { statement: { columns } }: Bound): Bound {
  const typed = bound.statement.columns.map((column, at) => ({
    ...column,
    type: columns[at]?.type ?? column.type,
  }));
  return { ...bound, statement: { ...bound.statement, columns: typed } };
}

/**
 * Reads and runs by batches, until the page is full.
 * @param bound null = it does not bind before more is met
 */
export async function executeStreaming(
  { plan, statement }: Prepared,
  load: Load,
  reader: TableReader,
  bound: Bound | null,
  { job, context, session, scope, meter, small }: Run,
): Promise<Outcome> {
  const { keptRows, pageRows, pageBytes, resume: from } = job;
  const { resolved } = plan;
  const { streamable } = resolved;
  if (streamable === null) throw new DynamoSqlError("internal", "Not a streamable statement.");
  const page = openPageRows({
    session,
    resolved,
    written: statement,
    loads: [load],
    bound,
    window: windowLeft(streamable, from),
    // Later pages have the columns and the types of the first.
    holds: from === undefined,
    job,
    emit: (rows) => context.rows(rows),
  });
  const later = from === undefined ? null : { kept: from.kept, resolved, load };
  let dates = countReadings(session);
  const resume = await runStreaming({
    scope,
    meter,
    reader,
    load,
    get sink() {
      return page.sink;
    },
    pageRows,
    pageBytes,
    keptRows,
    from: from?.position ?? null,
    together: from === undefined,
    waits: bound === null,
    settle: page.settle,
    async runBatch({ anew, last }) {
      const found = await page.bind(last);
      if (found === null) return false;
      const now = later === null ? found : asKept(found, later);
      if (anew) dates = countReadings(session);
      await optimizeFor(session, resolved, [load], small);
      const ran = await page.run(now, anew, resolved.oneRowEach && load.table.rows <= FEW_ROWS);
      await dates.add([load], ran);
      return true;
    },
  });
  const { sink, bound: now } = await page.end();
  const kept = later === null ? keptOf(load, now, resolved) : keptOn(later.kept, now, later);
  return {
    sink,
    bound: later === null ? now : toldAsKept(now, later),
    resume: resume === null ? null : { ...resume, kept },
    dates,
  };
}
