/**
 * Planner options: what the planner must know beside the statement.
 *
 * `SELECT * FROM orders WHERE state = 'open'` with `consistentRead: true` → a Scan of the table and not a Query of
 * the global index by `state`, which gives no consistent reads
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
