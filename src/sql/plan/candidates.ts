/**
 * The ways to read one relation: GetItem, Query and Scan, of the table and of its indexes.
 * @module
 */
import type { IndexDescription, KeySchema, TableDescription } from "../../catalog/description.ts";
import type { Access, Condition, ItemKey, Scalar } from "../../dynamodb/access.ts";
import { canBeKey, toWire } from "../../dynamodb/scalar.ts";
import type { CandidateRead, Relation } from "../query.ts";
import { ALWAYS, attributesIn, isNever } from "../resolve/conditions.ts";
import {
  type Heap,
  indexHeap,
  partitionItems,
  projectedAttributes,
  rangeShare,
  tableHeap,
  unitsFor,
} from "./estimate.ts";
import { exactKeys } from "./exact.ts";
import { canHold, possibleValues, VALUES_MAX } from "./key_values.ts";
import type { PlanOptions } from "./options.ts";
import { provesPresent, withoutAttributes } from "./residual.ts";
import { keyRange, rangeOf } from "./sort_range.ts";

/** A read that could serve a relation, and how well. */
export interface Candidate extends CandidateRead {
  /** It gives exactly the items of the relation's condition: nothing is left to re-check. */
  readonly exact: boolean;
  /** It cannot be taken, whatever it costs. */
  readonly refused?: string;
  /** The order in which it gives the items, if it gives one. */
  readonly orderedBy: string | null;
  /** What it filters by, beyond its keys. */
  readonly filter: Condition | null;
  /** Average bytes read per item. */
  readonly itemBytes: number;
}

/** Everything a candidate is built from. */
export interface Subject {
  readonly relation: Relation;
  readonly table: TableDescription;
  readonly condition: Condition;
  readonly options: PlanOptions;
}

/** All candidate reads of a relation, the refused ones with their reasons. The table's Scan is always among them. */
export function candidatesFor(relation: Relation, options: PlanOptions): readonly Candidate[] {
  const { table } = relation;
  const subject: Subject = { relation, table, condition: relation.condition ?? ALWAYS, options };
  if (isNever(subject.condition)) return [empty(subject)];
  const found = [...getOrEmpty(subject), ...queries(subject, null)];
  for (const index of table.indexes) found.push(...queries(subject, index), ...indexScan(subject, index));
  return [...found, scan(subject, null)];
}

/** The read of nothing. */
export function empty({ table }: { readonly table: TableDescription }): Candidate {
  return {
    access: { kind: "empty", table: table.physicalName },
    estimatedItems: 0,
    estimatedReadUnits: 0,
    leastReadUnits: 0,
    exact: true,
    orderedBy: null,
    filter: null,
    itemBytes: 0,
  };
}

/** Attributes to ask for. Something must be asked for, so the partition key where nothing is needed. */
function attributesOf({ relation, table }: Subject, whole: boolean): readonly string[] | null {
  if (relation.allColumns && whole) return null;
  const names = relation.columns.map((column) => column.attribute);
  return names.length === 0 ? [table.key.hash.name] : names;
}

function keyNames({ hash, sort }: KeySchema): ReadonlySet<string> {
  return new Set(sort === undefined ? [hash.name] : [hash.name, sort.name]);
}

/** The values of a key attribute that items can have; null = not listed. */
function keyValues(condition: Condition, key: { name: string; type: string }, part: "hash" | "sort") {
  const values = possibleValues(condition, key.name);
  if (values === null) return null;
  return values.filter((value) =>
    value.type === key.type && canBeKey(value, part) && canHold(condition, new Map([[key.name, value]]))
  );
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
  const possible = tuples.filter((tuple) => canHold(condition, tuple));
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
  }];
}

/** Query, where the condition lists partitions. */
function queries(subject: Subject, index: IndexDescription | null): readonly Candidate[] {
  const { table, condition, relation, options } = subject;
  const key = index?.key ?? table.key;
  const hashes = keyValues(condition, key.hash, "hash");
  if (hashes === null) return [];
  if (hashes.length === 0) return [empty(subject)];
  const bounds = key.sort === undefined ? null : rangeOf(condition, key.sort.name);
  const ranged = bounds === null ? null : keyRange(bounds);
  if (ranged === "empty") return [empty(subject)];
  const names = keyNames(key);
  const projected = index === null ? null : projectedAttributes(table, index);
  const filter = filterFor(condition, names, projected);
  const consistent = options.consistentRead && index?.type !== "GSI";
  const heap = index === null ? tableHeap(table) : indexHeap(table, index);
  const unique = index === null && key.sort === undefined;
  const share = rangeShare(ranged?.range);
  const items = hashes.length * Math.max(1, partitionItems(heap, unique) * share);
  const perPartition = unitsFor(items / hashes.length * heap.itemBytes, consistent);
  const fetched = lsiFetches(subject, index) ? items * unitsFor(tableHeap(table).itemBytes, consistent) : 0;
  const refused = index === null ? undefined : refusal(subject, index);
  const access: Access = {
    kind: "query",
    table: table.physicalName,
    ...(index === null ? {} : { index: index.name }),
    attributes: attributesOf(subject, projected === null),
    consistent,
    hash: { attribute: key.hash.name, values: hashes },
    ...(key.sort === undefined || ranged === null
      ? {}
      : { sort: { attribute: key.sort.name, range: ranged.range } }),
    filter,
    reverse: false,
    countOnly: relation.countOnly,
  };
  return [{
    access,
    estimatedItems: Math.ceil(items),
    estimatedReadUnits: perPartition * hashes.length + fetched,
    leastReadUnits: unitsFor(0, consistent) * hashes.length,
    exact: coversFilter(condition, names, projected) && exactKeys(condition, key, ranged),
    orderedBy: hashes.length === 1 ? key.sort?.name ?? null : null,
    filter,
    itemBytes: heap.itemBytes,
    ...(refused === undefined ? {} : { refused }),
  }];
}

/** What of the condition a read can filter by: no key of what it reads, nothing that an index does not hold. */
function filterFor(
  condition: Condition,
  keys: ReadonlySet<string>,
  projected: ReadonlySet<string> | null,
): Condition | null {
  const hidden = projected === null
    ? []
    : [...attributesIn(condition)].filter((name) => !projected.has(name));
  return withoutAttributes(condition, new Set([...keys, ...hidden]));
}

function coversFilter(
  condition: Condition,
  keys: ReadonlySet<string>,
  projected: ReadonlySet<string> | null,
): boolean {
  return projected === null ||
    [...attributesIn(condition)].every((name) => keys.has(name) || projected.has(name));
}

/** A local index fetches from the table what it does not hold, item by item. */
function lsiFetches({ relation, table }: Subject, index: IndexDescription | null): boolean {
  return index?.type === "LSI" && missingIn(relation, table, index).length > 0;
}

function missingIn(relation: Relation, table: TableDescription, index: IndexDescription): readonly string[] {
  const projected = projectedAttributes(table, index);
  if (projected === null) return [];
  return relation.columns.map((column) => column.attribute).filter((name) => !projected.has(name));
}

/** Why an index cannot stand for the table; undefined = it can. */
function refusal(
  { relation, table, condition, options }: Subject,
  index: IndexDescription,
): string | undefined {
  const absent = [index.key.hash, index.key.sort].find((key) =>
    key !== undefined && !isPrimaryKey(table, key.name) && !provesPresent(condition, key.name, key.type)
  );
  if (absent !== undefined) {
    return `items without ${absent.name} are not in it: only with ${absent.name} IS NOT NULL, or a comparison, would it do`;
  }
  if (index.type === "LSI") return undefined;
  if (options.consistentRead) return "a global index gives no consistent reads";
  const missing = missingIn(relation, table, index);
  const [first, second, third, ...more] = missing;
  if (first === undefined) return undefined;
  const named = [first, second, third].filter((name) => name !== undefined).join(", ");
  return `it does not hold ${named}${more.length > 0 ? ` and ${more.length} more` : ""}`;
}

function isPrimaryKey(table: TableDescription, name: string): boolean {
  return keyNames(table.key).has(name);
}

/** Scan of an index that surely holds every item that can matter. */
function indexScan(subject: Subject, index: IndexDescription): readonly Candidate[] {
  // A local index that must fetch reads more than the table.
  if (lsiFetches(subject, index)) return [];
  return refusal(subject, index) === undefined ? [scan(subject, index)] : [];
}

/** Scan of the table or an index. */
export function scan(subject: Subject, index: IndexDescription | null): Candidate {
  const { table, relation, options, condition } = subject;
  const heap = index === null ? tableHeap(table) : indexHeap(table, index);
  const projected = index === null ? null : projectedAttributes(table, index);
  const consistent = options.consistentRead && index?.type !== "GSI";
  const filter = relation.condition === null ? null : filterFor(condition, new Set(), projected);
  const units = unitsFor(heap.items * heap.itemBytes, consistent);
  return {
    access: {
      kind: "scan",
      table: table.physicalName,
      ...(index === null ? {} : { index: index.name }),
      attributes: attributesOf(subject, projected === null),
      consistent,
      filter,
      segments: segmentsFor(heap, options.scanSegmentsMax),
      countOnly: relation.countOnly,
    },
    estimatedItems: heap.items,
    estimatedReadUnits: units,
    leastReadUnits: Math.max(unitsFor(0, consistent), units / 2),
    exact: coversFilter(condition, new Set(), projected),
    orderedBy: null,
    filter,
    itemBytes: heap.itemBytes,
  };
}

/** A segment for every so many bytes: fewer pages than that are not worth a request more. */
const SEGMENT_BYTES = 8 * 2 ** 20;

function segmentsFor({ items, itemBytes }: Heap, most: number): number {
  return Math.max(1, Math.min(most, Math.ceil(items * itemBytes / SEGMENT_BYTES)));
}
