/**
 * Reconciling makes several reads of one table agree on columns and types: what one of them met is known for all. Without it,
 * `*` would show other columns on one side of a UNION than on the other, and one attribute would have two types.
 *
 * `SELECT * FROM t WHERE p = 'a' UNION ALL SELECT * FROM t WHERE p = 'b'`, and only `b` has `color` → both show `color`
 * @module
 */
import { columnType } from "../../catalog/column_type.ts";
import { type Evidence, tableKey } from "../../catalog/description.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { widenEvidence } from "../../catalog/widen.ts";
import { isWhole } from "../../sql/query.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import { learnedOf, type LoadColumn, loadColumn } from "./column.ts";
import type { Load } from "./load.ts";
import { isMisfit } from "./table.ts";
import { wider } from "./wider.ts";

/** Gives all loads of a table the columns and types that they have together. Called when all is read. */
export async function reconcile(loads: readonly Load[]): Promise<void> {
  if (loads.length < 2) return;
  const groups = Map.groupBy(
    loads.filter(({ table }) => table.columns.length > 0),
    ({ description }) => tableKey(description),
  );
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    for (const load of group) await showAll(load, group);
    await unifyTypes(group);
  }
}

/** Adds the attributes that only other loads met to a load that shows all. */
async function showAll(load: Load, group: readonly Load[]): Promise<void> {
  if (!load.relations.some(({ allColumns }) => allColumns)) return;
  const own = new Set(load.table.columns.filter(isWhole).map(({ attribute }) => attribute));
  const taken = new Set(load.table.columns.map(({ name }) => foldName(name)));
  const missing = new Map<string, LoadColumn>();
  for (const { table } of group) {
    for (const column of table.columns) {
      const { attribute, name, type, seen } = column;
      const wasMet = type.kind !== "UNSEEN" || seen !== null;
      if (!isWhole(column) || !wasMet || own.has(attribute) || missing.has(attribute)) continue;
      let free = name;
      for (let number = 1; taken.has(foldName(free)); number++) free = `${name}#${number}`;
      taken.add(foldName(free));
      const added = loadColumn({ attribute, path: [], column: free, type }, load.description);
      added.seen = seen;
      missing.set(attribute, added);
    }
  }
  await load.table.add([...missing.values()]);
}

interface LoadedPlace {
  readonly load: Load;
  readonly column: LoadColumn;
}

/** Gives a place that has several types in the loads the one that their joined evidence gives. */
async function unifyTypes(group: readonly Load[]): Promise<void> {
  const places = Map.groupBy(
    group.flatMap((load) => load.table.columns.map((column): LoadedPlace => ({ load, column }))),
    ({ column: { attribute, path, form } }) => JSON.stringify([attribute, path, form]),
  );
  for (const alike of places.values()) {
    const types = new Set(alike.map(({ column }) => JSON.stringify(column.type)));
    // Rows that were deleted keep the type that they had.
    if (types.size < 2 || alike.some(({ column }) => column.forgotten !== null)) continue;
    for (const { load, column } of alike) await load.table.lookAside(column);
    let evidence = nothing;
    for (const { load, column } of alike) {
      const number = await load.table.numbersIn(column);
      const parts = [column.known, learnedOf(column), number === null ? null : { ...nothing, number }];
      for (const part of parts) if (part) evidence = widenEvidence(evidence, part);
    }
    const key = alike.find(({ column }) => column.key !== undefined)?.column.key;
    const type = columnType(evidence, key);
    await becomeFirst(alike, [type, wider(type), { kind: "JSON" }]);
  }
}

const nothing: Evidence = { types: {}, bytes: 0 };

/**
 * Gives all of them the first of these types that holds what each has loaded: little is known of numbers in lists and maps.
 */
async function becomeFirst(
  alike: readonly LoadedPlace[],
  [type, ...others]: readonly SqlType[],
): Promise<void> {
  if (type === undefined) return;
  try {
    for (const { load, column } of alike) {
      if (JSON.stringify(column.type) !== JSON.stringify(type)) await load.table.retype(column, type, true);
    }
  } catch (error) {
    if (others.length === 0 || !isMisfit(error)) throw error;
    await becomeFirst(alike, others);
  }
}
