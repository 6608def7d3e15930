/**
 * The strategy of two-phase aggregation: everything is read, and rows that only aggregates look at are aggregated
 * while they come, where there are many.
 *
 * `SELECT state, count(*) FROM orders GROUP BY state` → each 50,000 rows become one for each state; the statement runs
 * over those
 * @module
 */
import { countReadings } from "../run/reading_counts.ts";
import { AggregateScan } from "../two_phase/aggregate_scan.ts";
import { hasAggregated } from "../two_phase/aggregated_select.ts";
import { runOnWhole } from "./materialize.ts";
import { onTables } from "./on_tables.ts";
import type { Outcome, Strategy, StrategyContext } from "./strategy.ts";

/** Some table is looked at through aggregates alone. */
export const twoPhase: Strategy = {
  name: "two_phase",
  takes: ({ resolved: { rewritten }, reads }) =>
    reads.some(({ relations: [only, ...others] }) =>
      only !== undefined && others.length === 0 && hasAggregated(rewritten, only.loadName, only.columns)
    ),
  run: (execution) => onTables(execution, runAggregating),
};

async function runAggregating(context: StrategyContext): Promise<Outcome> {
  const { prepared, loads, bound, run: { session, scope: { signal }, aggregateScan: options } } = context;
  // It would be split as it is bound.
  if (bound === null) return await runOnWhole(context);
  const dates = countReadings(session);
  const scan = new AggregateScan({ session, signal, prepared, loads, bound, dates, options });
  return await runOnWhole(context, { scan, dates });
}
