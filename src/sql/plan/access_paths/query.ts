/**
 * The access path by partition reads with Query, of the table or of one index, where the condition lists partition
 * keys.
 *
 * `SELECT * FROM orders WHERE customer = 'c1' AND placed > '2026'` → Query with the key condition
 * `customer = 'c1' AND placed > '2026'`; `… WHERE customer IN ('a', 'b')` → one read of 2 partitions
 * @module
 */
import type { IndexDescription, KeySchema, TableDescription } from "../../../catalog/description.ts";
import type { Condition, QueryPart, QueryRead, Scalar } from "../../../dynamodb/access.ts";
import { isNever } from "../../resolve/conditions.ts";
import { identified } from "../access_kinds/query.ts";
import {
  doubtfulItems,
  indexHeap,
  partitionItems,
  projectedAttributes,
  rangeShare,
  selectivity,
  tableHeap,
  unitsFor,
} from "../estimate.ts";
import { exactKeys } from "../exact.ts";
import { withForeign } from "../foreign.ts";
import {
  absentFor,
  attributesOf,
  type Candidate,
  coversFilter,
  empty,
  filterFor,
  keyNames,
  keyValues,
  lsiFetches,
  missingIn,
  refusal,
  type Subject,
} from "../index_applicability.ts";
import { withValue } from "../key_values.ts";
import { rangesOf } from "../key_ranges.ts";
import { type KeyRange, keyRange, rangeOf } from "../sort_range.ts";
import type { AccessPath } from "./access_path.ts";
import { defined } from "../../../lib/defined.ts";

/** Parts of one read at most, each a request or more. */
export const PARTS_MAX = 100;

/** Some partitions, and a range in each. */
interface Slice {
  readonly hashes: readonly Scalar[];
  readonly ranged: KeyRange | null;
  /** The condition as it is left for the items in them. */
  readonly condition: Condition;
}

/** Of the table and of every index whose hash key the condition lists. */
export const query: AccessPath = {
  name: "query",
  candidates: (subject) => [null, ...subject.table.indexes].flatMap((index) => queries(subject, index)),
};

/** One covering range, and where the condition has several ranges those; the empty read where it allows none. */
export function queries(subject: Subject, index: IndexDescription | null): readonly Candidate[] {
  const { table, condition } = subject;
  const key = index?.key ?? table.key;
  const hashes = keyValues(condition, key.hash, "hash");
  if (hashes === null) return [];
  const slices = slicesOf(condition, key, hashes);
  if (hashes.length === 0 || slices?.length === 0) return [empty(subject)];
  const bounds = key.sort === undefined ? null : rangeOf(condition, key.sort.name);
  const ranged = bounds === null ? null : keyRange(bounds);
  if (ranged === "empty") return [empty(subject)];
  const covering: Slice = { hashes, ranged, condition };
  const projected = index === null ? null : projectedAttributes(table, index);
  const exact = coversFilter(condition, keyNames(key), projected) &&
    exactKeys(condition, key, hashes, ranged);
  const [only, ...others] = slices ?? [];
  const same = others.length === 0 && JSON.stringify(only?.ranged) === JSON.stringify(ranged);
  const split = slices === null || same ? null : queryOf(subject, index, slices, false);
  // There can be many items between the ranges, so several ranges come before the one range around them.
  const whole = queryOf(subject, index, [covering], exact, split === null ? 0 : 3 * shareOf(slices ?? []));
  return split === null ? [whole] : [split, whole];
}

/** The condition's ranges in each of the partitions, with equal ones together; null = there are too many. */
function slicesOf(condition: Condition, key: KeySchema, hashes: readonly Scalar[]): readonly Slice[] | null {
  if (hashes.length > PARTS_MAX) return null;
  const groups = new Map<
    string,
    { hashes: Scalar[]; ranges: readonly (KeyRange | null)[]; condition: Condition }
  >();
  for (const value of hashes) {
    const known = withValue(condition, key.hash.name, value);
    if (isNever(known)) continue;
    const ranges = key.sort === undefined ? null : rangesOf(known, key.sort);
    const ranged = (ranges ?? [{}]).flatMap((range) => {
      const found = keyRange(range);
      return found === "empty" ? [] : [found];
    });
    if (ranged.length === 0) continue;
    const text = JSON.stringify([ranged, known]);
    const group = groups.get(text) ?? { hashes: [], ranges: ranged, condition: known };
    group.hashes.push(value);
    groups.set(text, group);
  }
  const slices = [...groups.values()].flatMap(({ ranges, ...group }) =>
    ranges.map((ranged): Slice => ({ ...group, ranged }))
  );
  return slices.length > PARTS_MAX ? null : slices;
}

/** The share of a partition that all slices take together. */
function shareOf(slices: readonly Slice[]): number {
  return slices.reduce((sum, { ranged }) => sum + rangeShare(ranged?.range), 0);
}

function queryOf(
  subject: Subject,
  index: IndexDescription | null,
  slices: readonly Slice[],
  exact: boolean,
  leastShare = 0,
): Candidate {
  const { table, relation, options } = subject;
  const key = index?.key ?? table.key;
  const names = keyNames(key);
  const projected = index === null ? null : projectedAttributes(table, index);
  const consistent = options.consistentRead && index?.type !== "GSI";
  const heap = index === null ? tableHeap(table) : indexHeap(table, index);
  const fetches = index?.type === "GSI" && missingIn(relation, table, index).length > 0;
  const parts = slices.map(({ hashes: values, ranged, condition }): QueryPart =>
    defined({
      index: index?.name,
      hash: { attribute: key.hash.name, values },
      sort: key.sort && ranged ? { attribute: key.sort.name, range: ranged.range } : undefined,
      filter: withForeign(filterFor(condition, names, projected), relation, projected),
      fetchBack: fetches ? [...keyNames(table.key)] : undefined,
    })
  );
  const [first, ...more] = parts;
  if (first === undefined) return empty(subject);
  const unique = index === null && key.sort === undefined;
  const partition = partitionItems(table, heap, key.hash.name, unique);
  let [items, units, fetchedUnits, partitions] = [0, 0, 0, 0];
  const itemUnits = unitsFor(tableHeap(table).itemBytes, consistent);
  const itself = lsiFetches(subject, index);
  // For a local index DynamoDB fetches every item that it reads; for a global one we fetch only those that pass.
  const fetched = itself
    ? 1
    : fetches
    ? selectivity(filterFor(subject.condition, names, projected), table)
    : 0;
  for (const { hashes, ranged } of slices) {
    const share = Math.min(1, Math.max(leastShare, rangeShare(ranged?.range)));
    const each = Math.max(1, partition * share);
    items += each * hashes.length;
    partitions += hashes.length;
    units += unitsFor(each * heap.itemBytes, consistent) * hashes.length;
    if (itself) fetchedUnits += each * hashes.length * itemUnits;
    if (fetches) {
      fetchedUnits += Math.max(1, doubtfulItems(table, heap, key.hash.name, partition) * share * fetched) *
        hashes.length * itemUnits;
    }
  }
  const leastReadUnits = unitsFor(0, consistent) * partitions;
  if (partitions > 1) {
    // Partitions have no item in common: together they hold no more than the table does.
    items = Math.min(items, Math.max(heap.items, partitions));
    units = Math.min(units, Math.max(leastReadUnits, unitsFor(heap.items * heap.itemBytes, consistent)));
  }
  const refused = index === null ? undefined : refusal(subject, index);
  const absent = index === null ? undefined : absentFor(subject, index);
  const access: QueryRead = {
    kind: "query",
    table: table.physicalName,
    attributes: attributesOf(subject, fetches ? null : projected),
    consistent,
    ...first,
    reverse: false,
    countOnly: relation.countOnly,
    ...defined({ more: more.length === 0 ? undefined : more }),
  };
  return {
    access: partitions > 1 ? identified(access, table) : access,
    estimatedItems: Math.ceil(items),
    estimatedReadUnits: units + fetchedUnits,
    leastReadUnits,
    exact,
    orderedBy: partitions === 1 ? key.sort?.name ?? null : null,
    filter: first.filter,
    itemBytes: heap.itemBytes,
    fetchUnits: fetched * itemUnits,
    rest: filterFor(subject.condition, names, null),
    ...defined({ refused, absent }),
  };
}

/** Several Queries as one read, each on its own key; they must have no item in common. */
export function joined(
  subject: { readonly table: TableDescription },
  reads: readonly Candidate[],
): Candidate {
  const parts: QueryPart[] = [];
  let [items, units, least] = [0, 0, 0];
  const [first] = reads;
  for (const { access, estimatedItems, estimatedReadUnits, leastReadUnits } of reads) {
    items += estimatedItems;
    units += estimatedReadUnits;
    least += leastReadUnits;
    if (access.kind !== "query") continue;
    const { index, hash, sort, filter, fetchBack, more = [] } = access;
    parts.push(defined({ index, hash, sort, filter, fetchBack }), ...more);
  }
  const [part, ...more] = parts;
  if (first === undefined || part === undefined || first.access.kind !== "query") return empty(subject);
  const { kind, table, attributes, consistent, reverse, countOnly } = first.access;
  return {
    ...first,
    access: identified(
      { kind, table, attributes, consistent, reverse, countOnly, ...part, more },
      subject.table,
    ),
    estimatedItems: items,
    estimatedReadUnits: units,
    leastReadUnits: least,
    exact: false,
    orderedBy: null,
    fetchUnits: Math.max(...reads.map((read) => read.fetchUnits)),
  };
}
