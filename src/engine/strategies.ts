/**
 * The ways to execute a plan over loaded tables, in the order in which they are asked. Before them stands the point read
 * (`point_read/point_read.ts`), which needs no table.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Plan } from "../sql/query.ts";
import { limitJoin } from "./strategies/limit_join.ts";
import { materialize } from "./strategies/materialize.ts";
import type { Strategy } from "./strategies/strategy.ts";
import { stream } from "./strategies/stream.ts";

/** The first that takes a plan executes it. The last takes all. A new strategy is a file in `strategies/`, and a name here. */
export const STRATEGIES: readonly Strategy[] = [stream, limitJoin, materialize];

/** The strategy for a plan. */
export function strategyFor(plan: Plan): Strategy {
  const found = STRATEGIES.find((strategy) => strategy.takes(plan));
  if (found === undefined) throw new DynamoSqlError("internal", "No strategy takes the plan.");
  return found;
}
