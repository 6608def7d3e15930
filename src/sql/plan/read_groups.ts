/**
 * The reads of a plan: relations whose access is the same, but for attributes and the filters of Scans, share one.
 *
 * `SELECT … FROM orders a JOIN orders b …`, both by a Scan → one Scan, whose items serve both
 * @module
 */
import type { CandidateRead, LookupPlan, Plan, ReadGroup, RelationPlan } from "../query.ts";
import { defined } from "../../lib/defined.ts";
import { accessKey, kindOf, withAttributes } from "./access_kinds.ts";

/** The reads of planned relations, in the order of the first relation of each. */
export function readGroups(plans: readonly RelationPlan[]): readonly ReadGroup[] {
  return alike(plans, shareKey).flatMap(([first, ...others]) =>
    first === undefined ? [] : [groupOf(first, others)]
  );
}

/** Plans with equal keys. A key is the text of a whole access, and not needed where a relation is alone. */
function alike(
  plans: readonly RelationPlan[],
  keyOf: (plan: RelationPlan) => string,
): readonly (readonly RelationPlan[])[] {
  return plans.length < 2 ? [plans] : [...Map.groupBy(plans, keyOf).values()];
}

/** The plan with other relations, or with relations that are read otherwise. */
export function withRelations(plan: Plan, relations: readonly RelationPlan[]): Plan {
  return { ...plan, relations, reads: readGroups(relations) };
}

function groupOf(first: RelationPlan, others: readonly RelationPlan[]): ReadGroup {
  const { access } = first.chosen;
  const all = [first, ...others];
  return {
    access: kindOf(access).merged(access, others.map(({ chosen }) => chosen.access)),
    relations: all.map(({ relation }) => relation),
    goalItems: first.goalItems,
    ...defined({ unless: unlessOf(first) }),
    lookupPlan: isLookup(first) ? first : null,
    leastReadUnits: Math.max(...all.map(({ chosen }) => chosen.leastReadUnits)),
  };
}

function unlessOf({ chosen: { enough }, otherwise }: RelationPlan): ReadGroup["unless"] {
  return enough === undefined || otherwise === undefined ? undefined : { fewerThan: enough, otherwise };
}

function isLookup(plan: RelationPlan): plan is LookupPlan {
  return plan.lookup !== undefined;
}

/**
 * Relations with the same key share a read: only the attributes may differ, and the filters of Scans. A Scan costs
 * the same whatever it filters, so one Scan for all is the cheaper one; that each relation then holds items of the
 * others is what the superset rule allows.
 */
function shareKey({ relation, chosen, lookup, goalItems, otherwise }: RelationPlan): string {
  // Keys from the same place give the same read, if nothing else is known of the relation.
  const keys = lookup === undefined ? [] : [lookup.from, lookup.parts, lookup.also, relation.condition];
  return JSON.stringify([
    relation.table.schemaName,
    goalItems,
    accessKey(chosen.access),
    chosen.enough,
    otherwise,
    ...keys,
  ]);
}

/** The reads of a plan, each once, however many relations it serves. Reads that differ in attributes only are one. */
export function distinctReads(plans: readonly RelationPlan[]): readonly CandidateRead[] {
  return alike(plans, readKey).flatMap((group) => group.at(-1)?.chosen ?? []);
}

function readKey({ relation, chosen, lookup, goalItems }: RelationPlan): string {
  const same = withAttributes(chosen.access, null);
  return JSON.stringify([
    relation.table.schemaName,
    same,
    lookup?.from,
    lookup?.parts,
    lookup?.also,
    goalItems,
  ]);
}
