/**
 * The ways to read one relation: GetItem, Query and Scan, of the table and of its indexes.
 * @module
 */
import type { IndexDescription, TableDescription } from "../../catalog/description.ts";
import type { Condition, ItemKey, Scalar } from "../../dynamodb/access.ts";
import { toWire } from "../../dynamodb/scalar.ts";
import type { Relation } from "../query.ts";
import { allOf, ALWAYS, attributesIn, isNever } from "../resolve/conditions.ts";
import { type Heap, indexHeap, projectedAttributes, tableHeap, unitsFor } from "./estimate.ts";
import { withForeign } from "./foreign.ts";
import {
  attributesOf,
  type Candidate,
  coversFilter,
  empty,
  filterFor,
  keyNames,
  keyValues,
  missingIn,
  refusal,
  type Subject,
} from "./index_applicability.ts";
import { contradicts } from "./key_ranges.ts";
import { canHold, VALUES_MAX } from "./key_values.ts";
import type { PlanOptions } from "./options.ts";
import { conjunctsOf } from "./residual.ts";
import { queries } from "./access_paths/query.ts";
import { unions } from "./access_paths/index_merge.ts";

export { type Candidate, empty, type Subject } from "./index_applicability.ts";

/** All candidate reads of a relation, the refused ones with their reasons. The table's Scan is always among them. */
export function candidatesFor(relation: Relation, options: PlanOptions): readonly Candidate[] {
  const { table } = relation;
  const subject: Subject = { relation, table, condition: relation.condition ?? ALWAYS, options };
  if (isNever(subject.condition) || contradicts(subject.condition)) return [empty(subject)];
  const found = [...getOrEmpty(subject), ...queries(subject, null)];
  for (const index of table.indexes) found.push(...queries(subject, index), ...indexScan(subject, index));
  return [...found, ...unions(subject), scan(subject, null)];
}

/** GetItem or BatchGetItem, where the condition lists whole keys; the empty read where it lists none. */
function getOrEmpty(subject: Subject): readonly Candidate[] {
  const { table, condition, options } = subject;
  const { hash, sort } = table.key;
  const hashes = keyValues(condition, hash, "hash");
  const sorts = sort === undefined ? null : keyValues(condition, sort, "sort");
  if (hashes?.length === 0 || sorts?.length === 0) return [empty(subject)];
  if (hashes === null || (sort !== undefined && sorts === null)) return [];
  const tuples: ReadonlyMap<string, Scalar>[] = [];
  if (hashes.length * (sorts?.length ?? 1) > VALUES_MAX) return [];
  for (const value of hashes) {
    if (sort === undefined) tuples.push(new Map([[hash.name, value]]));
    else for (const each of sorts ?? []) tuples.push(new Map([[hash.name, value], [sort.name, each]]));
  }
  // A hash key alone was looked at already.
  const possible = sort === undefined ? tuples : tuples.filter((tuple) => canHold(condition, tuple));
  if (possible.length === 0) return [empty(subject)];
  const keys = possible.map((tuple): ItemKey =>
    Object.fromEntries([...tuple].map(([name, value]) => [name, toWire(value)]))
  );
  const units = unitsFor(tableHeap(table).itemBytes, options.consistentRead) * keys.length;
  return [{
    access: {
      kind: "get",
      table: table.physicalName,
      attributes: attributesOf(subject, true),
      consistent: options.consistentRead,
      keys,
    },
    estimatedItems: keys.length,
    estimatedReadUnits: units,
    // A key that no item has costs one block.
    leastReadUnits: unitsFor(0, options.consistentRead) * keys.length,
    exact: [...attributesIn(condition)].every((name) => keyNames(table.key).has(name)),
    orderedBy: null,
    filter: null,
    itemBytes: tableHeap(table).itemBytes,
    fetchUnits: 0,
    rest: filterFor(condition, keyNames(table.key), null),
  }];
}

/** Scan of an index that surely holds every item that can matter. */
function indexScan(subject: Subject, index: IndexDescription): readonly Candidate[] {
  // An index whose items must be fetched one by one reads more than the table.
  if (missingIn(subject.relation, subject.table, index).length > 0) return [];
  return refusal(subject, index) === undefined ? [scan(subject, index)] : [];
}

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
      ...(index === null ? {} : { index: index.name }),
      attributes: attributesOf(subject, projected === null),
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

/** The condition without what is true of whatever is in the index, or the table: that its keys have their types. */
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
 * DynamoDB's counts are up to six hours old (API reference, DescribeTable): a table may have lost half its items since
 * they were taken, more is taken for a mistake. One that was sampled whole, half a minute ago at most, is what it
 * is.
 */
const SHRUNK = 0.5;

/** A segment for every so many bytes: fewer pages than that are not worth a request more. */
const SEGMENT_BYTES = 8 * 2 ** 20;

function segmentsFor({ items, itemBytes }: Heap, most: number): number {
  return Math.max(1, Math.min(most, Math.ceil(items * itemBytes / SEGMENT_BYTES)));
}
