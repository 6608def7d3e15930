/**
 * An access path is one way to read a relation: GetItem, Query, Scan, or several of them.
 *
 * `SELECT * FROM orders WHERE customer = 'c1'`, with the key (customer, placed) → the access path `query` gives a
 * candidate, `scan` another, and `get` none, as the condition lists no whole key.
 * @module
 */
import type { Candidate, Subject } from "../index_applicability.ts";

/** One way to read. What it finds is correct: each candidate reads every item that the relation's condition selects. */
export interface AccessPath {
  readonly name: string;
  /** The reads of this kind, those that cannot be taken with their reason; none where the condition offers none. */
  candidates(subject: Subject): readonly Candidate[];
}
