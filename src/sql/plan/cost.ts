/**
 * The cost of a read is what reads are compared by: its estimated read units, raised where they rest on the table's
 * size.
 *
 * `SELECT * FROM orders`, a Scan of about 100 read units → cost 151; a GetItem of 0.5 read units → cost 0.5
 * @module
 */
import type { CandidateRead } from "../query.ts";

/**
 * A Scan's estimate is raised by this, as the table may have grown since it was measured; the read of a key has not.
 */
const SCAN_DOUBT = { factor: 1.5, units: 1 } as const;

/** The cost of a read: its read units, raised if they rest on the table's size alone. */
export function costOf({ access, estimatedReadUnits }: CandidateRead): number {
  return access.kind === "scan"
    ? estimatedReadUnits * SCAN_DOUBT.factor + SCAN_DOUBT.units
    : estimatedReadUnits;
}

/**
 * The cost of a lookup. The size of a partition rests on the table's size, too; of items got one by one, at least the
 * number is known.
 */
export function lookupCostOf({ access, estimatedReadUnits }: CandidateRead): number {
  return access.kind === "query" ? estimatedReadUnits * SCAN_DOUBT.factor : estimatedReadUnits;
}
