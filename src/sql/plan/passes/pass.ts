/**
 * A planner pass takes the reads as they are planned so far and makes them fewer or smaller.
 *
 * `SELECT count(*) FROM orders WHERE state = 'open'` → `choose_reads` makes a Query of the Scan, and `count_only`
 * makes that Query count
 * @module
 */
import type { Plan, RelationPlan, Resolved } from "../../query.ts";
import type { PlanOptions } from "../options.ts";

/** A statement's reads as they are planned so far. */
export interface ReadsSoFar {
  /** The statement to run, in the variant that the reads allow. */
  readonly resolved: Resolved;
  /** The read of each relation by itself, without lookups. */
  readonly alone: readonly RelationPlan[];
  readonly relations: readonly RelationPlan[];
  readonly batches?: Plan["batches"];
}

/**
 * One pass. Whatever passes are left out, the reads give every item that can matter: the answer is the same, only the cost is
 * not. A test leaves out each of them.
 */
export interface Pass {
  readonly name: string;
  run(planned: ReadsSoFar, options: PlanOptions): ReadsSoFar;
}

/** Whether the statement has one relation, and reads it for more than its first items. */
export function isAlone({ relations: [only, ...others] }: Pick<Resolved, "relations">): boolean {
  return only !== undefined && others.length === 0 && only.rowGoal === undefined;
}
