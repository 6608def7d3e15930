/**
 * `ACCESS_PATHS` is the list of access paths: all ways to read one relation, and the candidates that they give.
 *
 * `SELECT * FROM orders WHERE customer = 'c1' AND placed > '2026'`, with the key (customer, placed) → two candidates:
 * a Query of one partition, and the Scan of the table.
 * @module
 */
import type { Relation } from "../query.ts";
import { ALWAYS, isNever } from "../resolve/conditions.ts";
import { type Candidate, empty, type Subject } from "./index_applicability.ts";
import { contradicts } from "./key_ranges.ts";
import type { PlanOptions } from "./options.ts";
import type { AccessPath } from "./access_paths/access_path.ts";
import { get } from "./access_paths/get.ts";
import { indexMerge } from "./access_paths/index_merge.ts";
import { indexScan } from "./access_paths/index_scan.ts";
import { partitionTops } from "./access_paths/partition_tops.ts";
import { query } from "./access_paths/query.ts";
import { tableScan } from "./access_paths/scan.ts";

/** The ways to read. Of equally cheap reads the first is taken. A new way to read is a file beside these, and a name here. */
export const ACCESS_PATHS: readonly AccessPath[] = [
  get,
  // Of a partition that seems to be small, it reads no more than all of it.
  partitionTops,
  query,
  indexScan,
  indexMerge,
  tableScan,
];

/** All candidate reads of a relation, the refused ones with their reasons. The table's Scan is always among them. */
export function candidatesFor(relation: Relation, options: PlanOptions): readonly Candidate[] {
  const { table } = relation;
  const subject: Subject = { relation, table, condition: relation.condition ?? ALWAYS, options };
  if (isNever(subject.condition) || contradicts(subject.condition)) return [empty(subject)];
  return ACCESS_PATHS.filter(({ name }) => options.without?.has(name) !== true)
    .flatMap((path) => path.candidates(subject));
}
