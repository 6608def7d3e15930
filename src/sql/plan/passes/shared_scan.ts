/**
 * These passes share reads: what one read of a table can serve is read once, however many relations of the statement
 * are of it.
 *
 * `SELECT … FROM orders a JOIN orders b ON b.total = a.total WHERE a.note = 'x' AND b.note = 'y'` → one Scan with the
 * filter `note = 'x' OR note = 'y'`; of two subqueries with `customer = 'c1'` and `customer = 'c1' AND note > 'a'` →
 * the first one's Query serves the second, too
 * @module
 */
import { isSameTable, tableKey } from "../../../catalog/description.ts";
import type { Condition } from "../../../dynamodb/access.ts";
import type { CandidateRead, RelationPlan } from "../../query.ts";
import { anyOf, isAlways } from "../../resolve/conditions.ts";
import { kindOf, tableScan, withAttributes } from "../access_kinds.ts";
import { withForeign } from "../foreign.ts";
import { attributesWanted } from "../index_applicability.ts";
import { conjunctsOf } from "../residual.ts";
import { isAlone, type Pass } from "./pass.ts";

/** Runs after `lookup_join`, as a relation that is looked up needs no Scan. */
export const sharedScan: Pass = {
  name: "shared_scan",
  run: (planned) =>
    isAlone(planned.resolved) ? planned : { ...planned, relations: shareScans(planned.relations) },
};

/** Runs after `shared_scan`, as a relation that a Scan serves needs no other read. */
export const containedReads: Pass = {
  name: "contained_reads",
  run: (planned) =>
    isAlone(planned.resolved) ? planned : { ...planned, relations: shareContained(planned.relations) },
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

/**
 * A read that gives all items of its relation's condition gives those of a stricter one too: it serves a relation of
 * the same table whose items are among them. But not one that gives keys to lookups, as there would be more keys.
 */
function shareContained(plans: readonly RelationPlan[]): readonly RelationPlan[] {
  const sources = new Set(plans.flatMap(({ lookup }) => [lookup?.from, lookup?.also?.from]));
  const known = plans.map((plan) => ({ plan, conjuncts: conjunctTexts(plan) }));
  return known.map(({ plan, conjuncts }) => {
    if (conjuncts === null || sources.has(plan.relation.id)) return plan;
    const [widest] = known.filter((other) =>
      other.conjuncts !== null && other.conjuncts.size < conjuncts.size &&
      isSameTable(other.plan.relation.table, plan.relation.table) && other.conjuncts.isSubsetOf(conjuncts)
    ).sort((a, b) => (a.conjuncts?.size ?? 0) - (b.conjuncts?.size ?? 0));
    if (widest === undefined) return plan;
    const { chosen } = widest.plan;
    return { ...plan, chosen: { ...chosen, access: withAttributes(chosen.access, attributesFor(plan)) } };
  });
}

/**
 * The conjuncts of a relation's condition, if its read gives all such items whole; null = it gives only some of them,
 * or parts.
 */
function conjunctTexts({ relation, chosen: { access }, lookup, goalItems }: RelationPlan) {
  const { condition, countOnly } = relation;
  if (condition === null || countOnly || lookup !== undefined || goalItems !== null) return null;
  const parts = kindOf(access).isExhaustive ? [] : kindOf(access).parts(access);
  const isWhole = parts.length > 0 && parts.every((part) => part.index === undefined);
  return isWhole ? new Set(conjunctsOf(condition).map((part) => JSON.stringify(part))) : null;
}

function attributesFor({ relation }: RelationPlan): readonly string[] | null {
  if (relation.allColumns) return null;
  return relation.columns.length === 0 ? [relation.table.key.hash.name] : attributesWanted(relation, true);
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

/** The reads of a plan, each once, however many relations it serves. Reads that differ in attributes only are one. */
export function distinctReads(plans: readonly RelationPlan[]): readonly CandidateRead[] {
  const reads = new Map<string, CandidateRead>();
  for (const { relation, chosen, lookup, goalItems } of plans) {
    const { access } = chosen;
    const same = withAttributes(access, null);
    reads.set(
      JSON.stringify([relation.table.schemaName, same, lookup?.from, lookup?.parts, lookup?.also, goalItems]),
      chosen,
    );
  }
  return [...reads.values()];
}
