/**
 * Sparse savings say what an index could have saved that was not read because items without its sort attribute are not
 * in it, and might have mattered.
 *
 * `SELECT * FROM sales WHERE status = 'paid'`, with the index by_status (status, sold_at) → after a Scan of 515 read
 * units: add `AND sold_at IS NOT NULL`, or declare the index complete
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import type { Scalar } from "../../dynamodb/access.ts";
import type { CandidateRead, Plan, RelationPlan } from "../query.ts";
import { ALWAYS } from "../resolve/conditions.ts";
import { indexOf, kindOf } from "./access_kinds.ts";
import { unitsText } from "./estimate.ts";
import { canHold } from "./key_values.ts";

/** Reads of fewer read units are not worth a word. */
export const DEAR_UNITS = 10;

/** The index must read less than this share of what was read. */
const SHARE = 1 / 4;

/** One sentence for each table that a statement read dearly for such items; none where nothing would be saved. */
export function sparseSavings({ relations }: Plan): readonly string[] {
  const found = relations.flatMap((planned) => {
    const saving = savingOf(planned);
    return saving === undefined || isReadAnyway(planned, relations)
      ? []
      : [savingText(planned, saving, relations)];
  });
  return [...new Set(found)];
}

/** A read that was refused for an attribute alone. */
type Sparse = CandidateRead & { readonly absent: string };

/** The cheapest read that the attribute's presence would have allowed; undefined = none that saves much. */
function savingOf({ relation, chosen, rejected, lookup }: RelationPlan): Sparse | undefined {
  if (lookup !== undefined || chosen.estimatedReadUnits <= DEAR_UNITS) return undefined;
  const [best] = rejected.filter((read): read is Sparse => read.absent !== undefined)
    .filter(({ estimatedReadUnits: units }) => units < chosen.estimatedReadUnits * SHARE)
    .filter(({ access, absent }) => {
      const key = relation.table.indexes.find(({ name }) => name === indexOf(access))?.key.sort;
      // Items without the attribute may be the very ones that are asked for.
      return key?.name === absent &&
        canHold(relation.condition ?? ALWAYS, new Map([[absent, SOME[key.type]]]));
    })
    .toSorted((a, b) => a.estimatedReadUnits - b.estimatedReadUnits);
  return best;
}

/** A value of each type that keys have. */
const SOME: Readonly<Record<"S" | "N" | "B", Scalar>> = {
  S: { type: "S", value: "0" },
  N: { type: "N", value: "0" },
  B: { type: "B", value: "MA==" },
};

/** Whether another relation has the table read whole, which an index does not spare. */
function isReadAnyway({ relation }: RelationPlan, relations: readonly RelationPlan[]): boolean {
  return relations.some((other) =>
    other.relation.table.physicalName === relation.table.physicalName &&
    other.relation.table.schemaName === relation.table.schemaName &&
    kindOf(other.chosen.access).isExhaustive && savingOf(other) === undefined
  );
}

function savingText(
  { relation: { table, alias }, chosen }: RelationPlan,
  { access, absent, estimatedReadUnits }: Sparse,
  relations: readonly RelationPlan[],
): string {
  const name = quoteName(absent);
  const qualified = relations.length > 1 ? `${quoteName(alias)}.${name}` : name;
  const index = indexOf(access) ?? "";
  return `${quoteName(table.name)} was read for about ${unitsText(chosen.estimatedReadUnits)}. Its index ` +
    `${quoteName(index)} would do for about ${
      unitsText(estimatedReadUnits)
    }, but lacks items without ${name}: if those ` +
    `do not matter, add AND ${qualified} IS NOT NULL. ${declaring(table, index)}`;
}

/** What an administrator can do where no item lacks the index's attributes. */
export function declaring({ name, schemaName }: RelationPlan["relation"]["table"], index: string): string {
  return "If there are none, an administrator can say so once: " +
    `dynamosql schema index-complete ${name} ${index} --schema ${schemaName}`;
}
