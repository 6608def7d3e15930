/**
 * A way to read one relation: GetItem, Query, Scan, or several of them.
 * @module
 */
import type { Candidate, Subject } from "../index_applicability.ts";

/** One way to read. What it finds is correct: each candidate reads every item that the relation's condition selects. */
export interface AccessPath {
  readonly name: string;
  /** The reads of this kind, those that cannot be taken with their reason; none where the condition offers none. */
  candidates(subject: Subject): readonly Candidate[];
}
