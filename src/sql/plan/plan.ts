/**
 * Decides how each relation of a statement is read: the cheapest correct read, with the others and why not.
 * @module
 */
import type { CandidateRead, Plan, Relation, RelationPlan, Resolved, Streamable } from "../query.ts";
import { ALWAYS } from "../resolve/conditions.ts";
import { adviceFor } from "./advice.ts";
import { type Candidate, candidatesFor, empty, scan } from "./candidates.ts";
import { distinctReads, shareScans } from "./share.ts";
import { PAGE_BYTES, selectivity, unitsFor } from "./estimate.ts";
import { extremeOf, isOnePartition } from "./extreme.ts";
import { driveByKeys } from "./join_order.ts";
import type { PlanOptions } from "./options.ts";
import { weight } from "./weight.ts";

/** Plans the reads of a resolved statement. Reads nothing. */
export function plan(resolved: Resolved, options: PlanOptions): Plan {
  const [only, ...others] = resolved.relations;
  const decided = only !== undefined && others.length === 0 && options.pushDown !== false
    ? planAlone(resolved, only, options)
    : { resolved, relations: planSeveral(resolved, options) };
  const relations = shareScans(decided.relations);
  const reads = distinctReads(relations);
  return {
    resolved: decided.resolved,
    relations,
    estimatedReadUnits: sum(reads.map((read) => read.estimatedReadUnits)),
    leastReadUnits: sum(reads.map((read) => read.leastReadUnits)),
    advice: options.pushDown === false ? [] : [...new Set(relations.flatMap(adviceFor))],
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** The relations of a statement that has several: keys found in one may drive the read of another. */
function planSeveral({ relations, edges }: Resolved, options: PlanOptions): readonly RelationPlan[] {
  const plans = relations.map((relation) => planAmong(relation, options));
  return options.pushDown === false ? plans : driveByKeys(plans, edges, options);
}

/** What `min` and `max` need of items in their order. */
const FIRST_ITEM: Streamable = { limit: 1, offset: 0 };

/** A relation of a statement that has several, or that is read whole for a test. */
function planAmong(relation: Relation, options: PlanOptions): RelationPlan {
  const candidates = options.pushDown === false
    ? [scan({ relation, table: relation.table, condition: ALWAYS, options }, null)]
    : candidatesFor(relation, options);
  const chosen = cheapest(candidates);
  return planOf(relation, chosen, candidates, null);
}

/** The statement's only relation: LIMIT, order and counting can make reads cheaper. */
function planAlone(
  resolved: Resolved,
  relation: Relation,
  options: PlanOptions,
): Pick<Plan, "resolved" | "relations"> {
  const usual = chooseAlone(resolved, relation, options);
  const { counted } = resolved;
  if (counted === null) return usual;
  const counting: Relation = { ...relation, columns: [], allColumns: false, countOnly: true };
  const variant: Resolved = {
    ...resolved,
    relations: [counting],
    rewritten: counted.rewritten,
    streamable: counted.streamable,
    ordered: null,
  };
  const other = chooseAlone(variant, counting, options, (candidate) => candidate.exact);
  const cost = (of: typeof usual) => sum(of.relations.map(({ chosen }) => chosen.estimatedReadUnits));
  return cost(other) <= cost(usual) ? other : usual;
}

function chooseAlone(
  resolved: Resolved,
  relation: Relation,
  options: PlanOptions,
  usable: (candidate: Candidate) => boolean = () => true,
): Pick<Plan, "resolved" | "relations"> {
  const { ordered, streamable } = resolved;
  if ((streamable ?? ordered?.streamable)?.limit === 0) {
    return { resolved, relations: [planOf(relation, empty(relation), [], null)] };
  }
  const extreme = extremeOf(resolved, relation);
  const limited = candidatesFor(relation, options).filter(usable).map((candidate) => {
    const inOrder = ordered !== null && candidate.orderedBy === ordered.ordering.attribute;
    const first = extreme !== null && candidate.exact && candidate.orderedBy === extreme.attribute &&
      isOnePartition(candidate.access);
    const window = first ? FIRST_ITEM : inOrder ? ordered.streamable : streamable;
    return {
      candidate: withWindow(candidate, window, first || resolved.oneRowEach && relation.conditionExact),
      inOrder,
      first,
    };
  });
  const chosen = cheapest(limited.map(({ candidate }) => candidate));
  const choice = limited.find(({ candidate }) => candidate === chosen);
  if (choice?.first === true && extreme !== null) {
    const nearest = directed(chosen, extreme.descending);
    const all = limited.map(({ candidate }) => candidate === chosen ? nearest : candidate);
    return { resolved, relations: [planOf(relation, nearest, all, 1)] };
  }
  const inOrder = choice?.inOrder === true ? ordered : null;
  const final: Resolved = inOrder === null
    ? resolved
    : { ...resolved, rewritten: inOrder.rewritten, streamable: inOrder.streamable };
  const turned = inOrder === null ? chosen : directed(chosen, inOrder.ordering.descending);
  const window = final.streamable;
  const enough =
    window?.limit !== null && window !== null && resolved.oneRowEach && relation.conditionExact &&
      chosen.exact
      ? window.limit + window.offset
      : null;
  const single = final.streamable === null ? turned : sequential(turned);
  const plans = planOf(
    relation,
    single,
    limited.map(({ candidate }) => candidate === chosen ? single : candidate),
    enough,
  );
  return { resolved: final, relations: [plans] };
}

/** A Query in the order that is asked for. */
function directed(candidate: Candidate, reverse: boolean): Candidate {
  const { access } = candidate;
  return access.kind === "query" ? { ...candidate, access: { ...access, reverse } } : candidate;
}

/** A read that may pause reads nothing ahead: one segment. */
function sequential(candidate: Candidate): Candidate {
  if (candidate.access.kind !== "scan") return candidate;
  return { ...candidate, access: { ...candidate.access, segments: 1 } };
}

/**
 * The estimate for a read that stops once LIMIT is served. Without a filter a request reads no more than asked.
 * @param rowForItem each item that the condition selects is one row of the answer
 */
function withWindow(candidate: Candidate, window: Streamable | null, rowForItem: boolean): Candidate {
  const { access, estimatedItems, itemBytes } = candidate;
  if (window === null || window.limit === null || (access.kind !== "scan" && access.kind !== "query")) {
    return candidate;
  }
  const wanted = window.limit + window.offset;
  const certain = candidate.exact && rowForItem;
  const passing = certain ? selectivity(candidate.filter) : 0.1;
  const hinted = candidate.filter === null && certain;
  const needed = Math.max(wanted / passing, hinted ? 0 : PAGE_BYTES / Math.max(1, itemBytes));
  const items = Math.min(estimatedItems, Math.ceil(needed));
  const units = unitsFor(items * itemBytes, access.consistent);
  return {
    ...candidate,
    estimatedItems: items,
    estimatedReadUnits: Math.min(candidate.estimatedReadUnits, units),
    leastReadUnits: Math.min(candidate.leastReadUnits, unitsFor(0, access.consistent)),
  };
}

/** The cheapest candidate that can be taken; of equals the first. */
function cheapest(candidates: readonly Candidate[]): Candidate {
  const usable = candidates.filter((candidate) => candidate.refused === undefined);
  const [first, ...others] = usable;
  if (first === undefined) throw new Error("a Scan is always among the candidates");
  return others.reduce((best, each) => weight(each) < weight(best) ? each : best, first);
}

function planOf(
  relation: Relation,
  chosen: Candidate,
  candidates: readonly Candidate[],
  enoughItems: number | null,
): RelationPlan {
  const rejected = candidates.filter((candidate) => candidate !== chosen).map((candidate) =>
    plain(candidate, candidate.refused ?? `about ${candidate.estimatedReadUnits} read units`)
  );
  return { relation, chosen: plain(chosen), rejected, enoughItems };
}

function plain(candidate: Candidate, rejected?: string): CandidateRead {
  const { access, estimatedItems, estimatedReadUnits, leastReadUnits } = candidate;
  return {
    access,
    estimatedItems,
    estimatedReadUnits,
    leastReadUnits,
    ...(rejected === undefined ? {} : { rejected }),
  };
}
