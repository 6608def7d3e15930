/**
 * The strategy of a join with LIMIT: it reads one relation in growing batches and what their keys ask for, until the
 * rows are there.
 *
 * `SELECT o.total, c.email FROM orders o JOIN customers c ON c.id = o.customer LIMIT 4` → 4 `orders`, their
 * `customers`, the join of these; then up to 8 more `orders`, if fewer than 4 rows came of it
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { type Grow, growing } from "../read/lookup_batches.ts";
import { keysIn, sourceOf } from "../read/lookup_keys.ts";
import type { LookupPlan } from "../../sql/query.ts";
import type { Load } from "../load/load.ts";
import { readAll } from "../read/read.ts";
import type { ReadContext } from "../read/read_one.ts";
import { inSlices } from "../read/slices.ts";
import { valuesOnce } from "../read/values_once.ts";
import { countReadings } from "../run/reading_counts.ts";
import type { Outcome, Strategy, StrategyContext } from "./strategy.ts";
import { optimizeFor } from "../run/on_loaded.ts";
import { onTables } from "./on_tables.ts";
import { openPageRows } from "./page_rows.ts";
import { runStreaming } from "./streaming.ts";

/** Where the planner says so: a join with LIMIT. */
export const limitJoin: Strategy = {
  name: "limit_join",
  takes: ({ batches }) => batches !== undefined,
  run: (execution) => onTables(execution, runBatches),
};

/** Runs the statement batch by batch. Its result is kept: later pages read nothing. */
async function runBatches({ prepared, loads, readerFor, bound, run }: StrategyContext): Promise<Outcome> {
  const { plan: { batches, resolved }, statement } = prepared;
  const { job, context, session, scope, meter, small } = run;
  if (batches === undefined) throw new DynamoSqlError("internal", "Not a statement in batches.");
  const { relation, window, valuesOf } = batches;
  const first = loads.find((load) => load.relations.some(({ id }) => id === relation));
  if (first === undefined || first.relations.length > 1) {
    throw new DynamoSqlError("internal", "A batch without a table of its own.");
  }
  const reading: ReadContext = { session, scope, meter, readerFor, readUnits: job.budget.readUnits };
  // All batches go into the same tables, so the families of their columns are judged at the end.
  const goesOn: ReadContext = { ...reading, goesOn: true };
  const grown = growingWith(first, loads);
  const fixed = loads.filter((load) => load !== first && !grown.some((each) => each.load === load));
  await readAll(fixed, reading);

  const reader = valuesOf === undefined ? readerFor(first) : valuesOnce(readerFor(first), valuesOf);
  const page = openPageRows({
    session,
    resolved,
    written: statement,
    loads,
    first,
    bound,
    window,
    holds: true,
    job,
    emit: (rows) => context.rows(rows),
  });
  const others = loads.filter((load) => load !== first);
  let dates = countReadings(session);
  await runStreaming({
    scope,
    meter,
    reader: inSlices(reader, (window.limit ?? 0) + window.offset),
    load: first,
    get sink() {
      return page.sink;
    },
    // The page is all that LIMIT asks for.
    pageRows: Infinity,
    pageBytes: Infinity,
    rowBytes: 1,
    resultRowsMax: job.resultRowsMax,
    from: null,
    together: true,
    waits: bound === null,
    settle: page.settle,
    judge: page.judge,
    async runBatch({ anew, last }) {
      prepared.throwIfOutdated();
      for (const { load, plan, source, grow } of grown) {
        await grow(await session.exclusive(() => keysIn(session, plan, load, source)), goesOn);
      }
      const now = await page.bind(last);
      if (now === null) return false;
      if (anew) dates = countReadings(session);
      await optimizeFor(session, resolved, loads, small);
      await dates.add([first], await page.run(now, anew, false), undefined, [first, ...others]);
      return true;
    },
  });
  const { sink, bound: now } = await page.end();
  await dates.add(others, now, undefined, [first, ...others]);
  return { sink, bound: now, resume: null, dates };
}

/** A load that is looked up by keys of the batch, directly or through others. */
interface GrownLoad {
  readonly load: Load;
  readonly plan: LookupPlan;
  /** The batch, or a load that grows with it. */
  readonly source: Load;
  readonly grow: Grow;
}

/** The loads whose keys come from the batch, each after its source. */
function growingWith(first: Load, loads: readonly Load[]): readonly GrownLoad[] {
  const found: GrownLoad[] = [];
  const sources = [first];
  for (const source of sources) {
    for (const load of loads) {
      const plan = load.lookupPlan;
      if (plan === null || sources.includes(load) || sourceOf(plan, loads) !== source) continue;
      sources.push(load);
      found.push({ load, plan, source, grow: growing(load, plan) });
    }
  }
  return found;
}
