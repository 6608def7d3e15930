/**
 * A Scan of the table or of an index, in segments.
 *
 * `SELECT * FROM orders WHERE note = 'x'` → a Scan of the table with the filter `note = 'x'`
 * @module
 */
import type { Condition, ScanRead } from "../../../dynamodb/access.ts";
import { indexText } from "../print_condition.ts";
import { type AccessKind, attributesOfAll, SIZE_DOUBT } from "./access_kind.ts";
import { defined } from "../../../lib/defined.ts";

/** Everything there is. */
export const scan: AccessKind<ScanRead> = {
  isNothing: false,
  isExhaustive: true,
  canStop: true,
  isByItem: false,
  cost: (units) => units * SIZE_DOUBT.factor + SIZE_DOUBT.units,
  lookupCost: (units) => units,
  describe({ countOnly, index, segments }) {
    const parts = segments === 1 ? "" : ` in up to ${segments} segments`;
    return `${countOnly ? "Scan (count)" : "Scan"}${indexText(index)}${parts}`;
  },
  shownAs: () => "scan",
  keysText: () => null,
  parts: (access) => [access],
  keyCount: () => 0,
  takesKeys: () => false,
  forKeys: (access) => access,
  withKeys: (access) => access,
  common: (access) => ({
    ...access,
    attributes: null,
    ...defined({ filter: access.countOnly ? undefined : null }),
  }),
  // It costs the same whatever it filters.
  merged: (access, others) => ({
    ...access,
    attributes: attributesOfAll([access, ...others]),
    filter: anyFilter([access, ...others]),
  }),
  topCount: () => 0,
  isOnePartition: () => false,
  directed: (access) => access,
  sequential: (access) => ({ ...access, segments: 1 }),
};

/** A filter for items that any of the reads wants; null = all items. */
function anyFilter(reads: readonly ScanRead[]): Condition | null {
  const filters = new Map<string, Condition>();
  for (const { filter } of reads) {
    if (filter === null) return null;
    filters.set(JSON.stringify(filter), filter);
  }
  const [only, ...others] = filters.values();
  return only === undefined || others.length === 0 ? only ?? null : { op: "or", args: [only, ...others] };
}
