/**
 * The access path by whole primary keys reads with GetItem, or with BatchGetItem for several keys.
 *
 * `SELECT * FROM orders WHERE customer = 'c1' AND placed IN ('a', 'b')` → BatchGetItem of 2 keys
 * @module
 */
import type { ItemKey, Scalar } from "../../../dynamodb/access.ts";
import { toWire } from "../../../dynamodb/scalar.ts";
import { attributesIn } from "../../resolve/conditions.ts";
import { tableHeap, unitsFor } from "../estimate.ts";
import {
  attributesOf,
  type Candidate,
  empty,
  filterFor,
  keyNames,
  keyValues,
  type Subject,
} from "../index_applicability.ts";
import { canHold, VALUES_MAX } from "../key_values.ts";
import type { AccessPath } from "./access_path.ts";

/** By whole keys of the table. */
export const get: AccessPath = { name: "get", candidates: getOrEmpty };

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
      attributes: attributesOf(subject, null),
      consistent: options.consistentRead,
      keys,
    },
    estimatedItems: keys.length,
    estimatedReadUnits: units,
    // The read of a key without an item costs one block.
    leastReadUnits: unitsFor(0, options.consistentRead) * keys.length,
    exact: [...attributesIn(condition)].every((name) => keyNames(table.key).has(name)),
    orderedBy: null,
    filter: null,
    itemBytes: tableHeap(table).itemBytes,
    fetchUnits: 0,
    rest: filterFor(condition, keyNames(table.key), null),
  }];
}
