/**
 * This pass gives up row goals where several reads of one table that each stop early come to more than one read of
 * all of it.
 *
 * `SELECT EXISTS (SELECT 1 FROM small WHERE v = 1), EXISTS (SELECT 1 FROM small WHERE v = 2)`, `small` being one page
 * → one Scan of the page in place of two
 * @module
 */
import { tableKey } from "../../../catalog/description.ts";
import type { RelationPlan } from "../../query.ts";
import { kindOf } from "../access_kinds.ts";
import type { PlanOptions } from "../options.ts";
import { chooseAmong } from "./choose_reads.ts";
import { isAlone, type Pass } from "./pass.ts";
import { distinctReads } from "../read_groups.ts";

/** Runs before `lookup_join`, so that the items of a Scan that serves all relations are known to be loaded. */
export const rowGoals: Pass = {
  name: "row_goals",
  run(planned, options) {
    if (isAlone(planned.resolved)) return planned;
    const relations = worthStopping(planned.relations, options);
    return { ...planned, alone: relations, relations };
  },
};

/** Takes the whole read of a table, where its reads that each stop early cost more together. */
function worthStopping(plans: readonly RelationPlan[], options: PlanOptions): readonly RelationPlan[] {
  const groups = Map.groupBy(
    plans.filter((plan) => plan.goalItems !== null && kindOf(plan.chosen.access).isExhaustive),
    ({ relation: { table } }) => tableKey(table),
  );
  const whole = new Map<RelationPlan, RelationPlan>();
  for (const group of groups.values()) {
    const reads = distinctReads(group);
    const all = group.map((plan) => {
      const { rowGoal: _, ...relation } = plan.relation;
      return [plan, chooseAmong(relation, options)] as const;
    });
    const most = Math.max(...all.map(([, plan]) => plan.chosen.estimatedReadUnits));
    if (reads.length < 2 || sum(reads.map((read) => read.estimatedReadUnits)) <= most) continue;
    for (const [plan, other] of all) whole.set(plan, other);
  }
  return plans.map((plan) => whole.get(plan) ?? plan);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
