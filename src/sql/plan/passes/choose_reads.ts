/**
 * This pass chooses the cheapest correct read of each relation by itself.
 *
 * `SELECT * FROM orders WHERE customer = 'c1'` → a Query of one partition
 *
 * LIMIT, an order that a read already has, and `min` or `max` by an index make reads cheaper, so they are looked at
 * here.
 * @module
 */
import type { TableDescription } from "../../../catalog/description.ts";
import type { Plan, Relation, RelationPlan, Resolved, RowGoal, Streamable } from "../../query.ts";
import { kindOf } from "../access_kinds.ts";
import { candidatesFor } from "../access_paths.ts";
import { cheapest, directed, planOf, sequential, withWindow } from "../choose.ts";
import { type Candidate, empty } from "../index_applicability.ts";
import type { PlanOptions } from "../options.ts";
import { extremeOf } from "../min_max_from_index.ts";
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

/** The window of `min` and `max` over items in their order. */
const FIRST_ITEM: Streamable = { limit: 1, offset: 0 };

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
  const extreme = extremeOf(resolved, relation);
  const limited = candidatesFor(relation, options).filter(usable).map((candidate) => {
    const inOrder = ordered !== null && candidate.orderedBy === ordered.ordering.attribute;
    const first = extreme !== null && candidate.exact && candidate.orderedBy === extreme.attribute &&
      kindOf(candidate.access).isOnePartition(candidate.access);
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
