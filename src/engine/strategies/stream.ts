/**
 * The strategy that streams: rows come as their items are read, batch by batch, until a page is full; the next page
 * goes on in the read.
 *
 * `SELECT * FROM orders WHERE state = 'open'` → a page of rows and a cursor, after as many items as the page needed
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { asKept, keptOf, keptOn, toldAsKept } from "../run/kept_answer.ts";
import { optimizeFor } from "../run/on_loaded.ts";
import { bindsAsSampled } from "../run/sampled_types.ts";
import { countReadings } from "../run/reading_counts.ts";
import { onTables } from "./on_tables.ts";
import { openPageRows } from "./page_rows.ts";
import type { Outcome, Strategy, StrategyContext } from "./strategy.ts";
import { rowBytes } from "./row_bytes.ts";
import { runStreaming, windowLeft } from "./streaming.ts";

/** Stands before all others on tables, as it stops earliest. */
export const stream: Strategy = {
  name: "stream",
  takes: ({ resolved, relations }) => resolved.streamable !== null && relations.length > 0,
  run: (execution) => onTables(execution, runPage),
};

/** So many items, with one row each, are few rows. */
const FEW_ROWS = 1_000;

/** Runs batches until the page is full. */
export async function runPage({ prepared, loads, readerFor, bound, run }: StrategyContext): Promise<Outcome> {
  const { plan: { resolved }, statement } = prepared;
  const { job, context, session, scope, meter, small } = run;
  const { resultRowsMax, pageRows, pageBytes, resume: from } = job;
  const { streamable } = resolved;
  const [load] = loads;
  const [relation] = load?.relations ?? [];
  if (streamable === null || load === undefined || relation === undefined) {
    throw new DynamoSqlError("internal", "Not a streamable statement.");
  }
  const reader = readerFor(load);
  const needsAll = bound !== null &&
    !await bindsAsSampled({ session, resolved, written: statement, loads: [load] });
  const page = openPageRows({
    session,
    resolved,
    written: statement,
    loads: [load],
    first: load,
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
    rowBytes: rowBytes(resolved.rewritten, relation),
    resultRowsMax,
    from: from?.position ?? null,
    together: from === undefined,
    waits: bound === null || needsAll,
    needsAll,
    settle: page.settle,
    judge: page.judge,
    async runBatch({ anew, last }) {
      prepared.throwIfOutdated();
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
