/**
 * A SELECT in two phases, as data: what runs over each batch of rows (partial), and what runs over those results
 * (final).
 *
 * `SELECT state, sum(total) FROM orders GROUP BY state` → `partial` is `SELECT state AS p0, sum(total) AS p1 …`,
 * `final` is `SELECT p0, sum(p1) …`, `groups` is 1, `joins` is `["sum"]`, `sums` is `[1]`, `averages` is `[]`
 * @module
 */
import type { Node } from "../../sql/tree.ts";

/** An average: places of columns among those of a part. */
export interface Average {
  readonly sum: number;
  readonly count: number;
}

/** A SELECT in two steps. */
export interface Split {
  /** Run over a batch: its groups' parts of the answer. Columns `p0`, `p1`, … */
  readonly partial: Node;
  /** Run over all the parts: the answer. */
  readonly final: Node;
  /** The first columns of a part are its groups. */
  readonly groups: number;
  /** For each column after those, the aggregate that joins its values. */
  readonly joins: readonly string[];
  /** Columns of a part that hold sums: exact only in integers and decimals. */
  readonly sums: readonly number[];
  /** Averages: the columns of a part that hold a sum and its count. */
  readonly averages: readonly Average[];
}
