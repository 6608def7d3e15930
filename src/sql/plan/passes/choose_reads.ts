/**
 * This pass chooses the cheapest correct read of each relation by itself.
 *
 * `SELECT * FROM orders WHERE customer = 'c1'` → a Query of one partition
 *
 * LIMIT and an order that a read already has make reads cheaper, so they are looked at here.
 * @module
 */
import type { TableDescription } from "../../../catalog/description.ts";
import type { Plan, Relation, RelationPlan, Resolved, RowGoal } from "../../query.ts";
import { indexOf, kindOf } from "../access_kinds.ts";
import { candidatesFor } from "../access_paths.ts";
import { cheapest, directed, planOf, sequential, withWindow } from "../choose.ts";
import { type Candidate, empty } from "../index_applicability.ts";
import type { PlanOptions } from "../options.ts";
import { isAlone, type Pass } from "./pass.ts";

/** Runs first, as all other passes look at what it chose. */
export const chooseReads: Pass = {
  name: "choose_reads",
  run({ resolved }, options) {
    const [only] = resolved.relations;
    const chosen = only !== undefined && isAlone(resolved)
      ? chooseAlone(resolved, only, options)
      : { resolved, relations: resolved.relations.map((relation) => chooseAmong(relation, options)) };
    return { ...chosen, alone: chosen.relations };
  },
};

/** The read of one relation among several. */
export function chooseAmong(relation: Relation, options: PlanOptions): RelationPlan {
  const { rowGoal } = relation;
  if (rowGoal?.items === 0) return planOf(relation, empty(relation), [], null);
  const candidates = candidatesFor(relation, options).map((candidate) => {
    const few = rowGoal !== undefined && candidate.exact &&
      (rowGoal.ordering === null || candidate.orderedBy === rowGoal.ordering.attribute);
    return few ? firstItems(candidate, relation.table, rowGoal) : candidate;
  });
  const chosen = cheapest(candidates);
  return planOf(
    relation,
    chosen,
    candidates,
    "few" in chosen && rowGoal !== undefined ? rowGoal.items : null,
  );
}

/** The read of the first items alone, with nothing read ahead. */
function firstItems(
  candidate: Candidate,
  table: TableDescription,
  { items, ordering }: RowGoal,
): Candidate & { readonly few: true } {
  const stopped = withWindow(candidate, { limit: items, offset: 0 }, table, true);
  const turned = ordering === null ? stopped : directed(stopped, ordering.descending);
  return { ...sequential(turned), few: true };
}

/** The read of a statement's only relation. */
export function chooseAlone(
  resolved: Resolved,
  relation: Relation,
  options: PlanOptions,
  usable: (candidate: Candidate) => boolean = () => true,
): Pick<Plan, "resolved" | "relations"> {
  const { ordered, streamable } = resolved;
  if ((streamable ?? ordered?.streamable)?.limit === 0) {
    return { resolved, relations: [planOf(relation, empty(relation), [], null)] };
  }
  const candidates = candidatesFor(relation, options).filter(usable);
  const isOrdered = ({ orderedBy }: Candidate) =>
    ordered !== null && orderedBy === ordered.ordering.attribute;
  // In its order the answer comes page by page, and needs no more of one partition.
  const paged = new Set(
    candidates.filter((each) => isOrdered(each) && each.refused === undefined).map(({ access }) =>
      indexOf(access)
    ),
  );
  const limited = candidates
    .filter(({ access }) => kindOf(access).topCount(access) !== 1 || !paged.has(indexOf(access)))
    .map((candidate) => {
      const inOrder = isOrdered(candidate);
      const window = inOrder && ordered !== null ? ordered.streamable : streamable;
      const rowForItem = resolved.oneRowEach && relation.conditionExact;
      return { candidate: withWindow(candidate, window, relation.table, rowForItem), inOrder };
    });
  const chosen = cheapest(limited.map(({ candidate }) => candidate));
  const choice = limited.find(({ candidate }) => candidate === chosen);
  const inOrder = choice?.inOrder === true ? ordered : null;
  const final: Resolved = inOrder === null
    ? resolved
    : { ...resolved, rewritten: inOrder.rewritten, streamable: inOrder.streamable };
  const turned = inOrder === null ? chosen : directed(chosen, inOrder.ordering.descending);
  const window = final.streamable;
  const goalItems =
    window?.limit !== null && window !== null && resolved.oneRowEach && relation.conditionExact &&
      chosen.exact
      ? window.limit + window.offset
      : null;
  const single = final.streamable === null ? turned : sequential(turned);
  const plans = planOf(
    relation,
    single,
    limited.map(({ candidate }) => candidate === chosen ? single : candidate),
    goalItems,
  );
  return { resolved: final, relations: [plans] };
}
