/**
 * This pass shares Scans: a table that is scanned anyway is scanned once, however many relations of the statement are
 * of it.
 *
 * `SELECT … FROM orders a JOIN orders b ON b.total = a.total WHERE a.note = 'x' AND b.note = 'y'` → one Scan with the
 * filter `note = 'x' OR note = 'y'`
 * @module
 */
import { tableKey } from "../../../catalog/description.ts";
import type { Condition } from "../../../dynamodb/access.ts";
import type { CandidateRead, RelationPlan } from "../../query.ts";
import { anyOf, isAlways } from "../../resolve/conditions.ts";
import { kindOf, tableScan } from "../access_kinds.ts";
import { withForeign } from "../foreign.ts";
import { attributesWanted, watchedFor } from "../index_applicability.ts";
import { isAlone, type Pass } from "./pass.ts";

/** Runs after `lookup_join`, as a relation that is looked up needs no Scan. */
export const sharedScan: Pass = {
  name: "shared_scan",
  run: (planned) =>
    isAlone(planned.resolved) ? planned : { ...planned, relations: shareScans(planned.relations) },
};

/**
 * Where a table is scanned for one relation anyway, that Scan serves its other relations too: it filters for what any
 * of them wants. (A Scan costs the same whatever it filters.)
 */
export function shareScans(plans: readonly RelationPlan[]): readonly RelationPlan[] {
  const groups = Map.groupBy(plans, ({ relation }) => tableKey(relation.table));
  return plans.map((plan) => {
    const group = (groups.get(tableKey(plan.relation.table)) ?? []).filter(({ chosen }) =>
      !kindOf(chosen.access).isNothing
    );
    // A Scan that stops after a few items serves no other relation.
    const scans = group.filter((each) => each.goalItems === null).map((each) => tableScan(each.chosen.access))
      .filter((scan) => scan !== null);
    const [scan] = scans;
    if (scan === undefined || group.length < 2 || kindOf(plan.chosen.access).isNothing) return plan;
    // All reads of a statement are consistent, or none is.
    const filter = anyFilter(group);
    const dearest = group.map((each) => each.chosen).filter(({ access }) => tableScan(access) !== null)
      .reduce((most, each) => each.estimatedReadUnits > most.estimatedReadUnits ? each : most);
    const chosen: CandidateRead = {
      ...dearest,
      access: { ...scan, attributes: attributesFor(plan), filter },
    };
    return JSON.stringify(chosen) === JSON.stringify(plan.chosen) && plan.goalItems === null
      ? plan
      : { ...plan, chosen, goalItems: null };
  });
}

/** The attributes that a relation wants of a read that serves others, too; null = all. */
export function attributesFor({ relation }: RelationPlan): readonly string[] | null {
  if (relation.allColumns) return null;
  const { table, columns } = relation;
  const wanted = columns.length === 0 ? [table.key.hash.name] : attributesWanted(relation, true);
  return [...new Set([...wanted, ...watchedFor(table)])];
}

/** A filter for the items that any of the relations needs; null = all items. */
function anyFilter(plans: readonly RelationPlan[]): Condition | null {
  const conditions: Condition[] = [];
  for (const { relation } of plans) {
    if (relation.condition === null) return null;
    const condition = withForeign(relation.condition, relation);
    if (condition === null) return null;
    conditions.push(condition);
  }
  const any = anyOf(conditions);
  return isAlways(any) ? null : any;
}
