/**
 * A SELECT in two phases, as data: what runs over each batch of rows (partial), and what runs over those results
 * (final).
 *
 * `SELECT state, sum(total) FROM orders GROUP BY state` → `partial` is `SELECT state AS p0, sum(total) AS p1 …`,
 * `final` is `SELECT p0, sum(p1) …`, `groups` is 1, `joins` is `["sum"]`, `sums` is `[1]`, `averages` is `[]`
 * @module
 */
import type { Node } from "../../sql/tree.ts";

/** The columns of a partial result of which an average is made. */
export interface Average {
  readonly sum: number;
  readonly count: number;
}

/** A SELECT in two phases. */
export interface Split {
  /** Runs over a batch, and gives a partial result for each group. Columns `p0`, `p1`, … */
  readonly partial: Node;
  /** Runs over all partial results, and gives the answer. */
  readonly final: Node;
  /** How many of the first columns are groups. */
  readonly groups: number;
  /** For each column after those, the aggregate that merges its values. */
  readonly joins: readonly string[];
  /** Columns that hold sums, which must be integers or decimals to be exact. */
  readonly sums: readonly number[];
  /** Averages, each by the columns that hold its sum and its count. */
  readonly averages: readonly Average[];
}
