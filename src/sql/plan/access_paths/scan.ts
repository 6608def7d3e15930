/**
 * A Scan reads every item of the table, or of an index, in parallel segments; DynamoDB filters by what the condition
 * says.
 *
 * `SELECT * FROM orders WHERE total > 5` → Scan with the filter `total > 5`
 * @module
 */
import type { IndexDescription, TableDescription } from "../../../catalog/description.ts";
import type { Condition } from "../../../dynamodb/access.ts";
import { allOf, ALWAYS } from "../../resolve/conditions.ts";
import { type Heap, indexHeap, projectedAttributes, tableHeap, unitsFor } from "../estimate.ts";
import { withForeign } from "../foreign.ts";
import {
  attributesOf,
  type Candidate,
  coversFilter,
  filterFor,
  type Subject,
} from "../index_applicability.ts";
import { conjunctsOf } from "../residual.ts";
import type { AccessPath } from "./access_path.ts";
import { defined } from "../../../lib/defined.ts";

/** The table's Scan can always be taken. */
export const tableScan: AccessPath = { name: "scan", candidates: (subject) => [scan(subject, null)] };

/** Scan of the table or an index. */
export function scan(subject: Subject, index: IndexDescription | null): Candidate {
  const { table, relation, options, condition } = subject;
  const heap = index === null ? tableHeap(table) : indexHeap(table, index);
  const projected = index === null ? null : projectedAttributes(table, index);
  const consistent = options.consistentRead && index?.type !== "GSI";
  const open = relation.condition === null ? ALWAYS : withoutOwnTypes(condition, table, index);
  const filter = filterFor(open, new Set(), projected);
  const units = unitsFor(heap.items * heap.itemBytes, consistent);
  return {
    access: {
      kind: "scan",
      table: table.physicalName,
      ...defined({ index: index?.name }),
      attributes: attributesOf(subject, projected),
      consistent,
      filter: withForeign(filter, relation, projected),
      segments: segmentsFor(heap, options.scanSegmentsMax),
      countOnly: relation.countOnly,
    },
    estimatedItems: heap.items,
    estimatedReadUnits: units,
    leastReadUnits: Math.max(unitsFor(0, consistent), table.sample.complete ? units : units * SHRUNK),
    exact: coversFilter(condition, new Set(), projected),
    orderedBy: null,
    filter,
    itemBytes: heap.itemBytes,
    fetchUnits: 0,
    rest: filterFor(open, new Set(), null),
  };
}

/**
 * The condition without parts that are true of every item of the index or the table: that its keys have their types.
 */
function withoutOwnTypes(
  condition: Condition,
  table: TableDescription,
  index: IndexDescription | null,
): Condition {
  const keys = [table.key, ...index === null ? [] : [index.key]].flatMap(({ hash, sort }) => [hash, sort]);
  return allOf(
    conjunctsOf(condition).filter((part) =>
      part.op !== "type" || !keys.some((key) => key?.name === part.attribute && key.type === part.type)
    ),
  );
}

/**
 * DynamoDB's counts are up to six hours old (API reference, DescribeTable): a table may have lost half its items
 * since then; we expect no more. A table that was sampled whole, at most half a minute ago, has its counted size.
 */
const SHRUNK = 0.5;

/** Each segment has at least so many bytes, as fewer pages are not worth another request. */
const SEGMENT_BYTES = 8 * 2 ** 20;

function segmentsFor({ items, itemBytes }: Heap, most: number): number {
  return Math.max(1, Math.min(most, Math.ceil(items * itemBytes / SEGMENT_BYTES)));
}
