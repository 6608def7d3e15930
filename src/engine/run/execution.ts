/**
 * Executes a plan whose tables are made and whose statement is bound.
 * @module
 */
import type { TableReader } from "../../dynamodb/access.ts";
import { DynamoSqlError } from "../../errors.ts";
import { quoteName } from "../../catalog/names.ts";
import { unnests } from "../../sql/resolve/aggregates.ts";
import { type Node, node, nodes, str } from "../../sql/tree.ts";
import type { KeptColumns, RelationColumn, Resume } from "../../sql/query.ts";
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

/** Characters of a type that are told. */
const TYPE_TOLD = 200;

function shortened(type: string): string {
  return type.length <= TYPE_TOLD ? type : `${type.slice(0, TYPE_TOLD)}…`;
}

/** @throws DynamoSqlError where what is read gives the answer other columns than its first page had */
function refuseOthers({ statement: { columns } }: Bound, resume: Resume | undefined): void {
  const wider = resume?.kept.answer.find((column, at) =>
    column.name !== columns[at]?.name || column.type !== columns[at].type
  );
  if (wider === undefined) return;
  throw new DynamoSqlError(
    "cursor_expired",
    `Values further on are wider than what the cursor began with: column ${quoteName(wider.name)} was ${
      shortened(wider.type)
    } ` +
      "on the first page, and would be another type from here on. They are known now: run the SQL again without a " +
      "cursor, and it will answer.",
  );
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
      const now = await page.bind(last);
      if (now === null) return false;
      refuseOthers(now, from);
      if (anew) dates = countReadings(session);
      await optimizeFor(session, resolved, [load], small);
      const ran = await page.run(now, anew, resolved.oneRowEach && load.table.rows <= FEW_ROWS);
      refuseOthers(ran, from);
      await dates.add([load], ran);
      return true;
    },
  });
  const { sink, bound: now } = await page.end();
  const kept = from?.kept ?? keptOf(load, now);
  return { sink, bound: now, resume: resume === null ? null : { ...resume, kept }, dates };
}
