/**
 * This pass shares reads by key: what the read of one relation gives is not read again for a stricter one.
 *
 * `SELECT … FROM (SELECT * FROM orders WHERE customer = 'c1') a, (SELECT * FROM orders WHERE customer = 'c1' AND
 * note > 'a') b …` → the Query of the first subquery serves the second, too
 * @module
 */
import { isSameTable } from "../../../catalog/description.ts";
import type { RelationPlan } from "../../query.ts";
import { kindOf, withAttributes } from "../access_kinds.ts";
import { conjunctsOf } from "../residual.ts";
import { isAlone, type Pass } from "./pass.ts";
import { attributesFor } from "./shared_scan.ts";

/** Runs after `shared_scan`, as a relation that a Scan serves needs no other read. */
export const containedReads: Pass = {
  name: "contained_reads",
  run: (planned) =>
    isAlone(planned.resolved) ? planned : { ...planned, relations: shareContained(planned.relations) },
};

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
  const isWhole = parts.length > 0 &&
    parts.every(({ index, top }) => index === undefined && top === undefined);
  return isWhole ? new Set(conjunctsOf(condition).map((part) => JSON.stringify(part))) : null;
}
