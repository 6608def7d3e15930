/**
 * A Scan of an index in place of the table's: `SELECT count(*) FROM t WHERE status IS NOT NULL`, where an index by `status` holds
 * just the items that have one, and less of each.
 * @module
 */
import type { IndexDescription } from "../../../catalog/description.ts";
import { type Candidate, missingIn, refusal, type Subject } from "../index_applicability.ts";
import type { AccessPath } from "./access_path.ts";
import { scan } from "./scan.ts";

/** Of every index that holds all that is wanted. */
export const indexScan: AccessPath = {
  name: "index_scan",
  candidates: (subject) => subject.table.indexes.flatMap((index) => scanOf(subject, index)),
};

/** Scan of an index that surely holds every item that can matter. */
function scanOf(subject: Subject, index: IndexDescription): readonly Candidate[] {
  // An index whose items must be fetched one by one reads more than the table.
  if (missingIn(subject.relation, subject.table, index).length > 0) return [];
  return refusal(subject, index) === undefined ? [scan(subject, index)] : [];
}
