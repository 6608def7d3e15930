/**
 * How to plan.
 * @module
 */

/** What the planner must know beside the statement. */
export interface PlanOptions {
  /** Strongly consistent reads; never from a global index. */
  readonly consistentRead: boolean;
  /** Parallel segments of one Scan at most. */
  readonly scanSegmentsMax: number;
  /** False = every table is scanned whole. Default true. */
  readonly pushDown?: boolean;
  /** Names of passes to leave out, for tests: answers stay the same. */
  readonly without?: ReadonlySet<string>;
}
