/**
 * A Scan is shared while reading: where keys were too many for lookups, the Scan in their place serves the other
 * relations of its table whose keys are not known yet.
 *
 * `… FROM small s JOIN customers a ON a.id = s.ref JOIN customers b ON b.id = s.other`, too many values of `s.ref` →
 * one Scan of `customers` fills the tables of `a` and `b`
 * @module
 */
import { isSameTable } from "../../catalog/description.ts";
import type { ScanRead } from "../../dynamodb/access.ts";
import { attributesAsked, tableScan } from "../../sql/plan/access_kinds.ts";
import { anyOf, isAlways } from "../../sql/resolve/conditions.ts";
import type { Load } from "../load/load.ts";

/**
 * The loads that a Scan of the table can fill beside its own.
 * @param waiting loads whose reads are not decided yet
 */
export function served(load: Load, waiting: Iterable<Load>, loads: readonly Load[]): readonly Load[] {
  return [...waiting].filter((other) =>
    other !== load && scanOf(other) !== null && isSameTable(other.description, load.description) &&
    !givesKeys(other, loads)
  );
}

/** Whether a load gives keys to lookups. With items that it does not need, there would be more keys. */
export function givesKeys({ relations }: Load, loads: readonly Load[]): boolean {
  return loads.some(({ lookupPlan }) =>
    relations.some(({ id }) => id === lookupPlan?.lookup.from || id === lookupPlan?.lookup.also?.from)
  );
}

/** The Scan of the whole table that a load falls back to; null where it falls back to another read. */
export function scanOf({ lookupPlan, goalItems }: Load): ScanRead | null {
  return lookupPlan === null || goalItems !== null ? null : tableScan(lookupPlan.lookup.otherwise.access);
}

/** One Scan for all: a Scan costs the same whatever it filters. */
export function scanForAll(scan: ScanRead, others: readonly Load[]): ScanRead {
  let { attributes, filter } = scan;
  for (const other of others) {
    const theirs = attributesAsked(other.access);
    attributes = attributes === null || theirs === null ? null : [...new Set([...attributes, ...theirs])];
    const also = scanOf(other)?.filter ?? null;
    filter = filter === null || also === null ? null : anyOf([filter, also]);
  }
  return { ...scan, attributes, filter: filter === null || isAlways(filter) ? null : filter };
}
