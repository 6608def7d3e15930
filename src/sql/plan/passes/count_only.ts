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

/** Behind the choice: it is compared with the read of whole items. */
export const countOnly: Pass = {
  name: "count_only",
  run(planned, options) {
    const { counted, relations: [relation] } = planned.resolved;
    // A value of a type that nobody knew of must be looked at before it counts.
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

/** Names may mean other attributes than is known: but for those of keys, which narrow the read. */
function hasProbes({ table, probes = [] }: Relation): boolean {
  return probes.some(({ instead }) => !isKey(table.key, instead.attribute));
}
