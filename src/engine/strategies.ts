/**
 * The ways to execute a plan, in the order in which they are asked.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Plan } from "../sql/query.ts";
import { limitJoin } from "./strategies/limit_join.ts";
import { materialize } from "./strategies/materialize.ts";
import { pointRead } from "./strategies/point_read.ts";
import type { Strategy, StrategyInput } from "./strategies/strategy.ts";
import { stream } from "./strategies/stream.ts";
import { twoPhase } from "./strategies/two_phase.ts";

/** The first that takes a plan executes it. The last takes all. A new strategy is a file in `strategies/`, and a name here. */
export const STRATEGIES: readonly Strategy[] = [pointRead, stream, limitJoin, twoPhase, materialize];

/** The strategy for a plan. */
export function strategyFor(plan: Plan, asked: StrategyInput): Strategy {
  const found = STRATEGIES.find((strategy) => strategy.takes(plan, asked));
  if (found === undefined) throw new DynamoSqlError("internal", "No strategy takes the plan.");
  return found;
}
