/**
 * A completeness check looks at every item that is read of a table for one that an index declared complete leaves out.
 *
 * `SELECT * FROM orders`, with an index by (customer, placed) that was declared complete, gives an item without `placed`
 * → the declaration is contradicted, and no plan rests on it any more
 * @module
 */
import { missingKey } from "../../catalog/complete_indexes.ts";
import type { Contradiction, IndexDescription, TableDescription } from "../../catalog/description.ts";
import type { Access, Item } from "../../dynamodb/access.ts";
import { attributesAsked, countsOnly, kindOf } from "../../sql/plan/access_kinds.ts";
import { projectedAttributes } from "../../sql/plan/estimate.ts";
import type { Plan } from "../../sql/query.ts";

/** Takes what an item of a table contradicts. Fails where the statement that runs rests on it. */
export type Contradict = (table: TableDescription, contradiction: Contradiction) => void;

/** Looks at items of one read; undefined where they tell nothing of a complete index. */
export function completeCheck(
  table: TableDescription,
  access: Access,
  contradict: Contradict,
): ((items: readonly Item[]) => void) | undefined {
  const watched = new Map(
    table.indexes.filter(({ complete }) => complete === true)
      .map((index) => [index, shownOf(access, table, index)] as const)
      .filter(([, shown]) => shown.size > 0),
  );
  if (watched.size === 0) return undefined;
  return (items) => {
    for (const [index, shown] of watched) {
      for (const item of items) {
        const missing = missingKey(item, index, shown);
        if (missing === undefined) continue;
        watched.delete(index);
        contradict(table, { index: index.name, attribute: missing.name });
        break;
      }
    }
  };
}

/** The keys of an index that a read's items show where they have them. */
function shownOf(
  access: Access,
  table: TableDescription,
  { key: { hash, sort } }: IndexDescription,
): ReadonlySet<string> {
  if (countsOnly(access) || kindOf(access).isNothing) return new Set();
  const names = sort === undefined ? [hash.name] : [hash.name, sort.name];
  const asked = attributesAsked(access);
  if (asked !== null) return new Set(names.filter((name) => asked.includes(name)));
  // An index gives what it holds, unless its items are fetched from the table.
  const held = kindOf(access).parts(access).map(({ index: name, fetchBack }) => {
    const index = table.indexes.find((each) => each.name === name);
    return index === undefined || fetchBack !== undefined ? null : projectedAttributes(table, index);
  });
  return new Set(names.filter((name) => held.every((each) => each === null || each.has(name))));
}

/** Whether a plan may read that index of that table. Where keys are looked up, the read is decided when they are known. */
export function restsOn({ relations }: Plan, table: TableDescription, index: string): boolean {
  return relations.some(({ relation, chosen, otherwise, lookup }) =>
    relation.table.physicalName === table.physicalName && relation.table.schemaName === table.schemaName &&
    (lookup !== undefined ||
      [chosen, otherwise].some((read) => read !== undefined && reads(read.access, index)))
  );
}

function reads(access: Access, index: string): boolean {
  return kindOf(access).parts(access).some((part) => part.index === index);
}

/** The indexes that a read goes through and that are declared complete: a later page of it rests on them, too. */
export function completeIn(access: Access, { indexes }: TableDescription): readonly string[] {
  return indexes.filter(({ name, complete }) => complete === true && reads(access, name)).map(({ name }) =>
    name
  );
}
