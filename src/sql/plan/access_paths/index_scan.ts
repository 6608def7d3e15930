/**
 * An index scan reads a whole index in place of the table, where the index has fewer items, or less of each.
 *
 * `SELECT id, age FROM customers WHERE city IS NOT NULL AND age IS NOT NULL` → Scan of the index (city, age): it
 * holds exactly the items that have both attributes
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
  return refusal(subject, believed(index)) === undefined ? [scan(subject, index)] : [];
}

/**
 * An index that holds every item, and all of each, saves nothing where it is read whole. Then the table is read, which
 * tells whether it is complete.
 */
function believed(index: IndexDescription): IndexDescription {
  const { complete: _, ...undeclared } = index;
  return index.projection === "ALL" ? undeclared : index;
}
