/**
 * The cost of a read is what reads are compared by: its estimated read units, raised where they rest on the table's
 * size.
 *
 * `SELECT * FROM orders`, a Scan of about 100 read units → cost 151; a GetItem of 0.5 read units → cost 0.5
 * @module
 */
import type { CandidateRead } from "../query.ts";
import { kindOf } from "./access_kinds.ts";

/** The cost of a read: its read units, raised if they rest on the table's size alone. */
export function costOf({ access, estimatedReadUnits }: CandidateRead): number {
  return kindOf(access).cost(estimatedReadUnits);
}

/** The cost of a lookup. */
export function lookupCostOf({ access, estimatedReadUnits }: CandidateRead): number {
  return kindOf(access).lookupCost(estimatedReadUnits);
}
