/**
 * This pass lets DynamoDB count (`Select: COUNT`) where the statement needs no item, if that costs no more.
 *
 * `SELECT count(*) FROM orders WHERE state = 'open'` → the same Query, which gives the number of items alone
 * @module
 */
import { isKey } from "../../resolve/draft.ts";
import type { Relation, RelationPlan, Resolved } from "../../query.ts";
import { chooseAlone } from "./choose_reads.ts";
import { isAlone, type Pass } from "./pass.ts";

/** Runs after `choose_reads`, whose read of whole items it is compared with. */
export const countOnly: Pass = {
  name: "count_only",
  run(planned, options) {
    const { counted, relations: [relation] } = planned.resolved;
    // A value of an unexpected type must be looked at before it counts.
    if (
      relation === undefined || !isAlone(planned.resolved) || counted === null ||
      (relation.assumed ?? []).length > 0 || hasProbes(relation)
    ) return planned;
    const counting: Relation = { ...relation, columns: [], allColumns: false, countOnly: true };
    const variant: Resolved = {
      ...planned.resolved,
      relations: [counting],
      rewritten: counted.rewritten,
      streamable: counted.streamable,
      ordered: null,
    };
    const other = chooseAlone(variant, counting, options, (candidate) => candidate.exact);
    return cost(other.relations) <= cost(planned.relations) ? { ...other, alone: other.relations } : planned;
  },
};

function cost(relations: readonly RelationPlan[]): number {
  return relations.reduce((total, { chosen }) => total + chosen.estimatedReadUnits, 0);
}

/** Whether names may mean other attributes than those known. Names of keys do not count, as these narrow the read. */
function hasProbes({ table, probes = [] }: Relation): boolean {
  return probes.some(({ instead }) => !isKey(table.key, instead.attribute));
}
