/**
 * An access path is one way to read a relation: GetItem, Query, Scan, or several of them.
 *
 * `SELECT * FROM orders WHERE customer = 'c1'`, with the key (customer, placed) → the access path `query` gives a
 * candidate, `scan` another, and `get` none, as the condition lists no whole key.
 * @module
 */
import type { Candidate, Subject } from "../index_applicability.ts";

/** One way to read. Each of its candidates reads every item that the relation's condition selects. */
export interface AccessPath {
  readonly name: string;
  /** The possible reads of this kind. One that cannot be taken says why. */
  candidates(subject: Subject): readonly Candidate[];
}
