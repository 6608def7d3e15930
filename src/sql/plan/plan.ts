/**
 * Decides how each relation of a statement is read: the cheapest correct read, with the others and why not.
 * @module
 */
import type { TableDescription } from "../../catalog/description.ts";
import type { Enough, Plan, Relation, RelationPlan, Resolved, Streamable } from "../query.ts";
import { ALWAYS } from "../resolve/conditions.ts";
import { isKey } from "../resolve/draft.ts";
import { adviceFor } from "./advice.ts";
import { type Candidate, candidatesFor, empty, scan } from "./candidates.ts";
import { cheapest, directed, planOf, sequential, withWindow } from "./choose.ts";
import { cutIntoBatches } from "./passes/limit_join.ts";
import { distinctReads, shareContained, shareScans } from "./passes/shared_scan.ts";
import { extremeOf, isOnePartition } from "./passes/min_max_from_index.ts";
import { driveByKeys } from "./passes/lookup_join.ts";
import type { PlanOptions } from "./options.ts";

/** Plans the reads of a resolved statement. Reads nothing. */
export function plan(resolved: Resolved, options: PlanOptions): Plan {
  const { resolved: form, relations, batches } = decide(resolved, options);
  const reads = distinctReads(relations);
  return {
    resolved: form,
    relations,
    estimatedReadUnits: sum(reads.map((read) => read.estimatedReadUnits)),
    leastReadUnits: sum(reads.map((read) => read.leastReadUnits)),
    ...(batches === undefined ? {} : { batches }),
    advice: options.pushDown === false ? [] : [...new Set(relations.flatMap(adviceFor))],
  };
}

function decide(resolved: Resolved, options: PlanOptions): Pick<Plan, "resolved" | "relations" | "batches"> {
  const [only, ...others] = resolved.relations;
  const pushDown = options.pushDown !== false;
  if (pushDown && only !== undefined && others.length === 0 && only.enough === undefined) {
    return planAlone(resolved, only, options);
  }
  const plans = worthStopping(resolved.relations.map((relation) => planAmong(relation, options)), options);
  const whole = pushDown
    ? shareContained(shareScans(driveByKeys(plans, resolved.edges, options)))
    : shareScans(plans);
  return (pushDown ? cutIntoBatches(resolved, { plans, whole }, options) : null) ??
    { resolved, relations: whole };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** What `min` and `max` need of items in their order. */
const FIRST_ITEM: Streamable = { limit: 1, offset: 0 };

/** A relation of a statement that has several, or that is read whole for a test. */
function planAmong(relation: Relation, options: PlanOptions): RelationPlan {
  const { enough } = relation;
  if (options.pushDown === false) {
    const whole = scan({ relation, table: relation.table, condition: ALWAYS, options }, null);
    return planOf(relation, whole, [whole], null);
  }
  if (enough?.items === 0) return planOf(relation, empty(relation), [], null);
  const candidates = candidatesFor(relation, options).map((candidate) => {
    const few = enough !== undefined && candidate.exact &&
      (enough.ordering === null || candidate.orderedBy === enough.ordering.attribute);
    return few ? firstItems(candidate, relation.table, enough) : candidate;
  });
  const chosen = cheapest(candidates);
  return planOf(relation, chosen, candidates, "few" in chosen && enough !== undefined ? enough.items : null);
}

/** Several reads of one table that each stop early may come to more than one of all of it. */
function worthStopping(plans: readonly RelationPlan[], options: PlanOptions): readonly RelationPlan[] {
  const groups = Map.groupBy(
    plans.filter((plan) => plan.enoughItems !== null && plan.chosen.access.kind === "scan"),
    ({ relation: { table } }) => JSON.stringify([table.schemaName, table.physicalName]),
  );
  const whole = new Map<RelationPlan, RelationPlan>();
  for (const group of groups.values()) {
    const reads = distinctReads(group);
    const all = group.map((plan) => {
      const { enough: _, ...relation } = plan.relation;
      return [plan, planAmong(relation, options)] as const;
    });
    const most = Math.max(...all.map(([, plan]) => plan.chosen.estimatedReadUnits));
    if (reads.length < 2 || sum(reads.map((read) => read.estimatedReadUnits)) <= most) continue;
    for (const [plan, other] of all) whole.set(plan, other);
  }
  return plans.map((plan) => whole.get(plan) ?? plan);
}

/** The read of the first items only, nothing ahead. */
function firstItems(
  candidate: Candidate,
  table: TableDescription,
  { items, ordering }: Enough,
): Candidate & { readonly few: true } {
  const stopped = withWindow(candidate, { limit: items, offset: 0 }, table, true);
  const turned = ordering === null ? stopped : directed(stopped, ordering.descending);
  return { ...sequential(turned), few: true };
}

/** The statement's only relation: LIMIT, order and counting can make reads cheaper. */
function planAlone(
  resolved: Resolved,
  relation: Relation,
  options: PlanOptions,
): Pick<Plan, "resolved" | "relations"> {
  const usual = chooseAlone(resolved, relation, options);
  const { counted } = resolved;
  // A value of a type that nobody knew of must be looked at before it counts.
  if (counted === null || (relation.assumed ?? []).length > 0 || hasProbes(relation)) return usual;
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

/** Names may mean other attributes than is known: but for those of keys, which narrow the read. */
function hasProbes({ table, probes = [] }: Relation): boolean {
  return probes.some(({ instead }) => !isKey(table.key, instead.attribute));
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
      candidate: withWindow(
        candidate,
        window,
        relation.table,
        first || resolved.oneRowEach && relation.conditionExact,
      ),
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
