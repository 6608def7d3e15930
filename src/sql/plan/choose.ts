/**
 * The choice among candidate reads takes the cheapest one that is possible, after LIMIT has made reads cheaper that
 * can stop early.
 *
 * `SELECT * FROM orders WHERE customer = 'c1' ORDER BY placed DESC LIMIT 4` → a Query backwards of 4 items, 0.5 read
 * units
 * @module
 */
import type { TableDescription } from "../../catalog/description.ts";
import type { CandidateRead, Relation, RelationPlan, Streamable } from "../query.ts";
import { kindOf } from "./access_kinds.ts";
import type { Candidate } from "./index_applicability.ts";
import { PAGE_BYTES, selectivity, unitsFor, unitsText } from "./estimate.ts";
import { costOf } from "./cost.ts";
import { defined } from "../../lib/defined.ts";

/** A read in the order that is asked for. */
export function directed(candidate: Candidate, reverse: boolean): Candidate {
  const { access } = candidate;
  return { ...candidate, access: kindOf(access).directed(access, reverse) };
}

/** A read that may pause has one segment, so that nothing is read ahead. */
export function sequential(candidate: Candidate): Candidate {
  const { access } = candidate;
  return { ...candidate, access: kindOf(access).sequential(access) };
}

/**
 * The estimate for a read that stops once LIMIT is served. Without a filter a request reads no more than asked.
 * @param rowForItem each item that the condition selects is one row of the answer
 */
export function withWindow(
  candidate: Candidate,
  window: Streamable | null,
  table: TableDescription,
  rowForItem: boolean,
): Candidate {
  if (window === null || window.limit === null) return candidate;
  return stopping(candidate, window.limit + window.offset, {
    passing: rowForItem ? Math.max(1e-6, selectivity(candidate.rest, table)) : 0.1,
    hinted: candidate.filter === null && rowForItem,
    looking: candidate.exact && rowForItem,
  });
}

/** A filtered read looks at so many times as many items at most as needed: each request at twice as many as the last. */
const LOOK_DOUBT = 2;

/** Items that are fetched one by one are expected so many times as often, as one value may be far rarer than others. */
const FETCH_DOUBT = 3;

/**
 * The estimate for a read that stops once it gave so many rows.
 * @param passing rows of an item read, on average
 * @param hinted requests ask for no more items than are wanted; else a page is read at least
 * @param looking it filters, and requests look at as many items as will probably do
 */
export function stopping(
  candidate: Candidate,
  wanted: number,
  { passing, hinted, looking = false }: {
    readonly passing: number;
    readonly hinted: boolean;
    readonly looking?: boolean;
  },
): Candidate {
  const { access, estimatedItems, itemBytes, fetchUnits } = candidate;
  if (!("consistent" in access) || !kindOf(access).canStop) return candidate;
  const doubt = fetchUnits > 0 && passing < 1 ? FETCH_DOUBT : 1;
  const enough = wanted * doubt / passing;
  const atLeast = hinted ? 0 : looking ? enough * LOOK_DOUBT : PAGE_BYTES / Math.max(1, itemBytes);
  const needed = Math.max(enough, atLeast);
  const items = Math.min(estimatedItems, Math.ceil(needed));
  const units = unitsFor(items * itemBytes, access.consistent) + items * fetchUnits;
  return {
    ...candidate,
    estimatedItems: items,
    estimatedReadUnits: Math.min(candidate.estimatedReadUnits, units),
    leastReadUnits: Math.min(candidate.leastReadUnits, unitsFor(0, access.consistent)),
  };
}

/** The cheapest candidate that can be taken; of equals the first. */
export function cheapest(candidates: readonly Candidate[]): Candidate {
  const usable = candidates.filter((candidate) => candidate.refused === undefined);
  const [first, ...others] = usable;
  if (first === undefined) throw new Error("a Scan is always among the candidates");
  return others.reduce((best, each) => costOf(each) < costOf(best) ? each : best, first);
}

/** A relation's plan: the chosen read, the others with why not. */
export function planOf(
  relation: Relation,
  chosen: Candidate,
  candidates: readonly Candidate[],
  goalItems: number | null,
): RelationPlan {
  const rejected = candidates.filter((candidate) => candidate !== chosen).map((candidate) =>
    plain(candidate, candidate.refused ?? `about ${unitsText(candidate.estimatedReadUnits)}`)
  );
  const otherwise = chosen.enough === undefined
    ? undefined
    : plain(cheapest(candidates.filter(({ enough }) => enough === undefined)));
  return { relation, chosen: plain(chosen), rejected, goalItems, ...defined({ otherwise }) };
}

function plain(candidate: Candidate, rejected?: string): CandidateRead {
  const { access, estimatedItems, estimatedReadUnits, leastReadUnits, enough, absent } = candidate;
  return {
    access,
    estimatedItems,
    estimatedReadUnits,
    leastReadUnits,
    ...defined({ rejected, enough, absent }),
  };
}
