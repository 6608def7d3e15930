/**
 * This pass makes lookup joins: it orders the reads of a statement, so that keys found in one relation look up
 * another.
 *
 * `SELECT c.email, s.v FROM small s JOIN customers c ON c.id = s.ref` → a Scan of `small`, then BatchGetItem of the
 * `customers` whose `id` is one of the values of `s.ref`
 *
 * Why that is sound: an edge says that on any data, items of one relation matter only if they match an item of
 * another. Taking away items that do not matter changes no answer, so the claim holds again for what is left. Each
 * relation is cut down by what was read before it and is never cut down again afterwards.
 * @module
 */
import { isSameTable } from "../../../catalog/description.ts";
import type { CandidateRead, JoinEdge, KeyLookup, Relation, RelationPlan } from "../../query.ts";
import { indexOf, kindOf } from "../access_kinds.ts";
import { distinctValues, selectivity, unitsText } from "../estimate.ts";
import { LOOKUP_KEYS_MAX, lookupsAcross, lookupsBetween, type LookupWay, partsOf } from "../lookup_keys.ts";
import type { PlanOptions } from "../options.ts";
import { distinctReads } from "../read_groups.ts";
import { shareScans } from "./shared_scan.ts";
import { costOf, lookupCostOf } from "../cost.ts";
import { isAlone, type Pass } from "./pass.ts";

/** Runs after `choose_reads`, as lookups must be cheaper than a relation's own read. */
export const lookupJoin: Pass = {
  name: "lookup_join",
  run: (planned, options) =>
    isAlone(planned.resolved)
      ? planned
      : { ...planned, relations: lookUpByKeys(planned.alone, planned.resolved.edges, options) },
};

/** Textbook estimates of rows can be too high by this factor. */
const DOUBT = 10;
/** A lookup counts this much less than estimated when whole plans are compared. */
const HOPE = 3;
/** With more edges, chains of them are not followed. */
const EDGES_MAX = 400;
/** With more relations, only one first relation is tried. */
const STARTS_MAX = 10;

/** One way to read a relation, given what is read before it. */
interface Offer {
  readonly plan: RelationPlan;
  readonly cost: number;
}

/**
 * The plans, with lookups for the relations whose keys come from another.
 * @param first read before all others, by its own plan; its table is read for it alone
 */
export function lookUpByKeys(
  plans: readonly RelationPlan[],
  edges: readonly JoinEdge[],
  options: PlanOptions,
  first: RelationPlan | null = null,
): readonly RelationPlan[] {
  if (edges.length === 0) return plans;
  const reach = chained(edges);
  const ways = waysBetween(plans.map((plan) => plan.relation), reach, options);
  // Each step takes the cheapest next read, so much depends on the first one. Several are tried, and the cheapest
  // whole plan is taken.
  const starts = first !== null || plans.length > STARTS_MAX ? [first] : [null, ...plans];
  let best: readonly RelationPlan[] | null = null;
  for (const start of starts) {
    const found = settle(plans, ways, { start, apart: first });
    if (best === null || total(found) < total(best)) best = found;
  }
  return best ?? plans;
}

/**
 * The read units of a whole plan, in which a table is scanned once. A lookup is decided again when its keys are
 * counted: it takes at most the read without keys, and often far less than estimated.
 */
function total(plans: readonly RelationPlan[]): number {
  const shared = shareScans(plans);
  const lookups = shared.filter((plan) => plan.lookup !== undefined).map((plan) => plan.chosen);
  const others = shared.filter((plan) => plan.lookup === undefined);
  const sum = (reads: readonly CandidateRead[]) =>
    reads.reduce((units, { estimatedReadUnits }) => units + estimatedReadUnits, 0);
  return sum(distinctReads(others)) + sum(lookups) / HOPE;
}

/**
 * The order of reads by always taking the cheapest next one.
 * @param start read first
 * @param apart its table is read for it alone
 */
function settle(
  plans: readonly RelationPlan[],
  ways: ReadonlyMap<number, readonly LookupWay[]>,
  { start, apart }: { readonly start: RelationPlan | null; readonly apart: RelationPlan | null },
): readonly RelationPlan[] {
  const settled = new Map<number, RelationPlan>();
  const open = new Map(plans.map((plan) => [plan.relation.id, plan]));
  const shared = () => [...settled.values()].filter((plan) => plan !== apart);
  if (start !== null) {
    settled.set(start.relation.id, start);
    open.delete(start.relation.id);
  }
  while (open.size > 0) {
    let best: Offer | null = null;
    for (const plan of open.values()) {
      const offer = bestOffer(plan, { settled, shared: shared() }, ways);
      if (best === null || offer.cost < best.cost) best = offer;
    }
    if (best === null) break;
    settled.set(best.plan.relation.id, best.plan);
    open.delete(best.plan.relation.id);
  }
  const planned = plans.map((plan) => settled.get(plan.relation.id) ?? plan);
  return withoutVainLookups(planned, plans, apart);
}

/** Adds the edges that follow from two edges in a row: `a.x = b.y` and `b.y = c.z` carry keys from `a` to `c`. */
function chained(edges: readonly JoinEdge[]): readonly JoinEdge[] {
  const all = new Map(edges.map((edge) => [JSON.stringify(edge), edge]));
  for (const first of all.values()) {
    for (const second of edges) {
      if (all.size >= EDGES_MAX) return [...all.values()];
      if (first.to.relation !== second.from.relation || first.to.attribute !== second.from.attribute) {
        continue;
      }
      if (first.from.relation === second.to.relation) continue;
      const edge: JoinEdge = { ...first, to: second.to };
      all.set(JSON.stringify(edge), edge);
    }
  }
  return [...all.values()];
}

/** All possible lookups, by the relation that they read. */
function waysBetween(
  relations: readonly Relation[],
  edges: readonly JoinEdge[],
  options: PlanOptions,
): ReadonlyMap<number, readonly LookupWay[]> {
  return new Map(relations.map((to) => {
    const towards = Map.groupBy(
      edges.filter((edge) => edge.to.relation === to.id),
      (edge) => edge.from.relation,
    );
    const sources = [...towards].flatMap(([id, between]) => {
      const from = relations.find((relation) => relation.id === id);
      return from === undefined ? [] : [[from, between] as const];
    });
    const lookups = sources.flatMap(([from, between]) => lookupsBetween(from, to, between, options));
    return [to.id, [...lookups, ...lookupsAcross(sources, to, options)]];
  }));
}

function bestOffer(
  plan: RelationPlan,
  { settled, shared }: {
    readonly settled: ReadonlyMap<number, RelationPlan>;
    readonly shared: readonly RelationPlan[];
  },
  ways: ReadonlyMap<number, readonly LookupWay[]>,
): Offer {
  const scanned = shared.some((other) =>
    isTableScan(other) && isSameTable(other.relation.table, plan.relation.table)
  );
  // One Scan serves all relations of its table.
  if (scanned || kindOf(plan.chosen.access).isNothing) return { plan, cost: 0 };
  let best: Offer = { plan, cost: costOf(plan.chosen) };
  for (const way of ways.get(plan.relation.id) ?? []) {
    const from = settled.get(way.from);
    const also = way.also === undefined ? null : settled.get(way.also.from);
    const offer = from === undefined || also === undefined ? null : offerOf(plan, from, also, way);
    // A lookup that turns out dearer is given up when its keys are counted.
    if (offer !== null && (best.plan.lookup === undefined || offer.cost < best.cost)) best = offer;
  }
  return best;
}

/** A lookup, if it may be cheaper than the read without keys. */
function offerOf(
  plan: RelationPlan,
  from: RelationPlan,
  second: RelationPlan | null,
  way: LookupWay,
): Offer | null {
  const { also, each } = way;
  const others = second === null || also === undefined ? 1 : Math.max(1, expectedKeys(second, also.parts));
  const expectedHere = Math.max(1, expectedKeys(from, way.parts));
  if (expectedHere * others > LOOKUP_KEYS_MAX && second !== null) return null;
  const keys = Math.min(expectedHere * others, LOOKUP_KEYS_MAX);
  const expected = keys * lookupCostOf(each);
  const most = costOf(plan.chosen);
  const hopeful = kindOf(plan.chosen.access).isExhaustive ? expected / DOUBT : expected;
  if (hopeful > most || (hopeful === most && keys > 1)) return null;
  const otherwise = plan.chosen;
  const lookup: KeyLookup = { ...way, estimatedKeys: keys, otherwise };
  const chosen: CandidateRead = {
    access: kindOf(each.access).withKeys(each.access, partsOf(way), []),
    estimatedItems: Math.min(Math.ceil(keys * each.estimatedItems), Math.max(1, otherwise.estimatedItems)),
    estimatedReadUnits: Math.min(keys * each.estimatedReadUnits, otherwise.estimatedReadUnits),
    leastReadUnits: 0,
  };
  const { estimatedReadUnits } = otherwise;
  const rejected = [{ ...otherwise, rejected: `about ${unitsText(estimatedReadUnits)}` }, ...plan.rejected];
  return { plan: { ...plan, chosen, rejected, lookup, goalItems: null }, cost: Math.min(expected, most) };
}

/** Estimates the different keys among the items of a relation. */
function expectedKeys(from: RelationPlan, parts: LookupWay["parts"]): number {
  const { table } = from.relation;
  const values = parts.map((part) => distinctValues(table, part.from));
  const most = values.reduce<number>((product, each) => product * (each ?? Infinity), 1);
  return Math.ceil(Math.min(expectedItems(from), most));
}

/** Estimates the items of a relation that give keys. */
function expectedItems({ relation, chosen }: RelationPlan): number {
  const { access } = chosen;
  const { isExhaustive, parts } = kindOf(access);
  const left = isExhaustive ? relation.condition : parts(access)[0]?.filter ?? null;
  return Math.ceil(chosen.estimatedItems * selectivity(left, relation.table));
}

/** Takes out lookups of a table that is scanned anyway, and those that cost more together than its Scan. */
function withoutVainLookups(
  planned: readonly RelationPlan[],
  plain: readonly RelationPlan[],
  first: RelationPlan | null,
): readonly RelationPlan[] {
  const vain = (plan: RelationPlan) => {
    const same = planned.filter((other) =>
      other !== first && isSameTable(other.relation.table, plan.relation.table)
    );
    if (same.some(isTableScan)) return true;
    const lookups = same.filter((other) => other.lookup !== undefined);
    const cost = lookups.reduce(
      (sum, { lookup }) =>
        sum + (lookup === undefined ? 0 : lookup.estimatedKeys * lookup.each.estimatedReadUnits),
      0,
    );
    const scan = Math.max(
      0,
      ...lookups.map(({ lookup }) => lookup === undefined ? 0 : costOf(lookup.otherwise)),
    );
    return lookups.length > 1 && cost / HOPE > scan;
  };
  return planned.map((plan, at) => plan.lookup !== undefined && vain(plan) ? plain[at] ?? plan : plan);
}

function isTableScan({ chosen: { access } }: RelationPlan): boolean {
  return kindOf(access).isExhaustive && indexOf(access) === undefined;
}
