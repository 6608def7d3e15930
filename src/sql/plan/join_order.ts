/**
 * The order in which a statement's relations are read, so that keys found early drive later reads.
 *
 * Why that is sound: an edge says that on any data, items of one relation matter only if they match an item of
 * another. Taking away items that do not matter changes no answer, so the claim holds again for what is left. Each
 * relation is cut down by what was read before it and is never cut down again afterwards.
 * @module
 */
import type { CandidateRead, JoinEdge, KeyDrive, Relation, RelationPlan } from "../query.ts";
import { selectivity } from "./estimate.ts";
import { type Drive, drivesBetween, DRIVING_KEYS_MAX, withoutKeys } from "./join_keys.ts";
import type { PlanOptions } from "./options.ts";
import { drivenWeight, weight } from "./weight.ts";

/** Estimates of rows by the textbook are this much too high, now and then. */
const DOUBT = 10;
/** Edges above which chains of them are not followed. */
const EDGES_MAX = 400;

/** One way to read a relation, given what is read before it. */
interface Offer {
  readonly plan: RelationPlan;
  readonly weight: number;
}

/**
 * The plans, those whose keys come from another relation with their drive.
 * @param first read before all others, by its own plan; its table is read for it alone
 */
export function driveByKeys(
  plans: readonly RelationPlan[],
  edges: readonly JoinEdge[],
  options: PlanOptions,
  first: RelationPlan | null = null,
): readonly RelationPlan[] {
  if (edges.length === 0) return plans;
  const reach = chained(edges);
  const ways = waysBetween(plans.map((plan) => plan.relation), reach, options);
  const settled = new Map<number, RelationPlan>();
  const open = new Map(plans.map((plan) => [plan.relation.id, plan]));
  const shared = () => [...settled.values()].filter((plan) => plan !== first);
  if (first !== null) {
    settled.set(first.relation.id, first);
    open.delete(first.relation.id);
  }
  while (open.size > 0) {
    let best: Offer | null = null;
    for (const plan of open.values()) {
      const offer = bestOffer(plan, { settled, shared: shared() }, ways);
      if (best === null || offer.weight < best.weight) best = offer;
    }
    if (best === null) break;
    settled.set(best.plan.relation.id, best.plan);
    open.delete(best.plan.relation.id);
  }
  const driven = plans.map((plan) => settled.get(plan.relation.id) ?? plan);
  return withoutVainDrives(driven, plans, first);
}

/** What follows from two edges in a row: `a.x = b.y` and `b.y = c.z` carry keys from `a` to `c`. */
function chained(edges: readonly JoinEdge[]): readonly JoinEdge[] {
  const all = new Map(edges.map((edge) => [JSON.stringify(edge), edge]));
  for (const first of all.values()) {
    for (const second of edges) {
      if (all.size >= EDGES_MAX) return [...all.values()];
      if (first.to.relation !== second.from.relation || first.to.attribute !== second.from.attribute) {
        continue;
      }
      if (first.from.relation === second.to.relation) continue;
      const edge: JoinEdge = { from: first.from, to: second.to };
      all.set(JSON.stringify(edge), edge);
    }
  }
  return [...all.values()];
}

/** All drives by the relation that they read. */
function waysBetween(
  relations: readonly Relation[],
  edges: readonly JoinEdge[],
  options: PlanOptions,
): ReadonlyMap<number, readonly Drive[]> {
  return new Map(relations.map((to) => {
    const towards = Map.groupBy(
      edges.filter((edge) => edge.to.relation === to.id),
      (edge) => edge.from.relation,
    );
    const drives = [...towards].flatMap(([id, between]) => {
      const from = relations.find((relation) => relation.id === id);
      return from === undefined ? [] : drivesBetween(from, to, between, options);
    });
    return [to.id, drives];
  }));
}

function bestOffer(
  plan: RelationPlan,
  { settled, shared }: {
    readonly settled: ReadonlyMap<number, RelationPlan>;
    readonly shared: readonly RelationPlan[];
  },
  ways: ReadonlyMap<number, readonly Drive[]>,
): Offer {
  const scanned = shared.some((other) => isTableScan(other) && sameTable(other, plan));
  // One Scan serves all relations of its table.
  if (scanned || plan.chosen.access.kind === "empty") return { plan, weight: 0 };
  let best: Offer = { plan, weight: weight(plan.chosen) };
  for (const way of ways.get(plan.relation.id) ?? []) {
    const from = settled.get(way.from);
    const offer = from === undefined ? null : offerOf(plan, from, way);
    // A drive that may prove dearer is decided again when its keys are counted.
    if (offer !== null && (best.plan.drive === undefined || offer.weight < best.weight)) best = offer;
  }
  return best;
}

/** A drive, if it may well be cheaper than the read without keys. */
function offerOf(plan: RelationPlan, from: RelationPlan, { parts, each, from: source }: Drive): Offer | null {
  const keys = Math.max(1, Math.min(expectedItems(from), DRIVING_KEYS_MAX));
  const expected = keys * drivenWeight(each);
  const most = weight(plan.chosen);
  const hopeful = plan.chosen.access.kind === "scan" ? expected / DOUBT : expected;
  if (hopeful > most || (hopeful === most && keys > 1)) return null;
  const otherwise = plan.chosen;
  const drive: KeyDrive = { from: source, parts, each, estimatedKeys: keys, otherwise };
  const chosen: CandidateRead = {
    access: withoutKeys(each.access),
    estimatedItems: Math.min(Math.ceil(keys * each.estimatedItems), Math.max(1, otherwise.estimatedItems)),
    estimatedReadUnits: Math.min(keys * each.estimatedReadUnits, otherwise.estimatedReadUnits),
    leastReadUnits: 0,
  };
  const { estimatedReadUnits } = otherwise;
  const rejected = [{ ...otherwise, rejected: `about ${estimatedReadUnits} read units` }, ...plan.rejected];
  return { plan: { ...plan, chosen, rejected, drive, enoughItems: null }, weight: Math.min(expected, most) };
}

/** Items of a relation whose keys are looked at. */
function expectedItems({ relation, chosen }: RelationPlan): number {
  const { access } = chosen;
  const share = access.kind === "scan"
    ? selectivity(relation.condition)
    : access.kind === "query"
    ? selectivity(access.filter)
    : 1;
  return Math.ceil(chosen.estimatedItems * share);
}

/** Drives of a table that is scanned anyway, or that all together cost more than its Scan, are none. */
function withoutVainDrives(
  driven: readonly RelationPlan[],
  plain: readonly RelationPlan[],
  first: RelationPlan | null,
): readonly RelationPlan[] {
  const vain = (plan: RelationPlan) => {
    const same = driven.filter((other) => other !== first && sameTable(other, plan));
    if (same.some(isTableScan)) return true;
    const drives = same.filter((other) => other.drive !== undefined);
    const cost = drives.reduce((sum, each) => sum + each.chosen.estimatedReadUnits, 0);
    const scan = Math.max(0, ...drives.map(({ drive }) => drive === undefined ? 0 : weight(drive.otherwise)));
    return drives.length > 1 && cost > scan;
  };
  return driven.map((plan, at) => plan.drive !== undefined && vain(plan) ? plain[at] ?? plan : plan);
}

function isTableScan({ chosen: { access } }: RelationPlan): boolean {
  return access.kind === "scan" && access.index === undefined;
}

function sameTable(
  { relation: { table: a } }: RelationPlan,
  { relation: { table: b } }: RelationPlan,
): boolean {
  return a.schemaName === b.schemaName && a.physicalName === b.physicalName;
}
