/**
 * The keys of a lookup join, found in a loaded table, decide the read of the other one, as their number is known now.
 *
 * `SELECT c.email, s.v FROM small s JOIN customers c ON c.id = s.ref` →
 * `SELECT DISTINCT ref … FROM loaded_0 WHERE ref IS NOT NULL`, then BatchGetItem of those `customers`, or their Scan
 * where that is cheaper
 * @module
 */
import type { Item, Scalar } from "../../dynamodb/access.ts";
import { toScalar } from "../../dynamodb/scalar.ts";
import { type CandidateRead, isWhole, type KeyLookup, type LookupPlan } from "../../sql/query.ts";
import { comparesAs, keyScalar, LOOKUP_KEYS_MAX, lookupRead } from "../../sql/plan/lookup_keys.ts";
import type { Session } from "../duckdb/session.ts";
import { type BindKeys, computedKeys } from "./computed_keys.ts";
import { quoted } from "../values/column_type.ts";
import type { LoadColumn } from "../load/column.ts";
import type { Load } from "../load/load.ts";

/** The load whose keys look up another. */
export function sourceOf(plan: LookupPlan, loads: readonly Load[]): Load | null {
  return loads.find((load) => load.relations.some((relation) => relation.id === plan.lookup.from)) ?? null;
}

/** The loads that must be read before a lookup is decided: one, or two if each gives a part of the key. */
export function sourcesOf({ lookupPlan }: Load, loads: readonly Load[]): readonly Load[] {
  if (lookupPlan === null) return [];
  return [lookupPlan, ...secondOf(lookupPlan)].flatMap((plan) => sourceOf(plan, loads) ?? []);
}

/** The plan from the side of the second source of its keys. */
function secondOf(plan: LookupPlan): readonly LookupPlan[] {
  const { also, ...lookup } = plan.lookup;
  return also === undefined ? [] : [{ ...plan, lookup: { ...lookup, ...also } }];
}

/** A key's values, in the order of the lookup's parts. */
export type FoundKey = readonly Scalar[];

/**
 * Decides a read by the keys in the loaded tables.
 * @param sources as {@link sourcesOf} gives them, loaded and flushed
 * @param bindKeys binds the query of computed keys; absent = they are not looked up
 */
export async function decideRead(
  session: Session,
  plan: LookupPlan,
  load: Load,
  sources: readonly Load[],
  bindKeys?: BindKeys,
): Promise<CandidateRead> {
  const [part] = plan.lookup.parts;
  if (part?.computed !== undefined) {
    const computed = bindKeys === undefined ? null : await computedKeys(session, part, load, bindKeys);
    return computed === null ? plan.lookup.otherwise : lookupRead(plan, computed);
  }
  let keys: readonly FoundKey[] = [[]];
  for (const [at, each] of [plan, ...secondOf(plan)].entries()) {
    const source = sources[at];
    const found = source === undefined ? null : await keysIn(session, each, load, source);
    if (found === null || keys.length * found.length > LOOKUP_KEYS_MAX) return plan.lookup.otherwise;
    keys = keys.flatMap((key) => found.map((rest) => [...key, ...rest]));
  }
  return lookupRead(plan, keys);
}

/**
 * The distinct keys in the loaded table; null = there are too many, or DynamoDB would not compare them as SQL does.
 * @param source loaded and flushed
 */
export async function keysIn(
  session: Session,
  plan: LookupPlan,
  load: Load,
  source: Load,
): Promise<readonly FoundKey[] | null> {
  const parts = partsIn(plan, load, source);
  if (parts === null) return null;
  const texts = parts.map(({ type, column: { name } }) =>
    type === "B" ? `to_base64(${quoted(name)})` : `${quoted(name)}::VARCHAR`
  );
  const rows = await session.rows(
    `SELECT DISTINCT ${texts.join(", ")} FROM ${quoted(source.table.name)} WHERE ${
      parts.map(({ column: { name } }) => `${quoted(name)} IS NOT NULL`).join(" AND ")
    } LIMIT ${LOOKUP_KEYS_MAX + 1}`,
  );
  if (rows.length > LOOKUP_KEYS_MAX) return null;
  return rows.map((row) =>
    row.flatMap((text, at): Scalar[] => {
      const part = parts[at];
      return part === undefined ? [] : [keyScalar(part.type, String(text))];
    })
  );
}

/** The keys in items of the source, as they will be in its table. A key may be there twice. */
export function keysAmong(items: readonly Item[], parts: readonly LookupPart[]): readonly FoundKey[] {
  const keys: FoundKey[] = [];
  for (const item of items) {
    const key: Scalar[] = [];
    for (const { type, column } of parts) {
      const value = column.valueIn(item);
      const scalar = value === undefined ? null : toScalar(value);
      // A value of another type contradicts the column: it is NULL in the table, and equals nothing.
      if (scalar?.type === type) key.push(keyScalar(scalar.type, scalar.value));
    }
    if (key.length === parts.length) keys.push(key);
  }
  return keys;
}

/** A part of a lookup's key, and the column that has its values. */
export interface LookupPart {
  readonly type: KeyLookup["parts"][number]["type"];
  readonly column: LoadColumn;
}

/**
 * The parts of a lookup's key; null where a column's type has become wider than the key's, so that it no longer
 * compares as in DynamoDB.
 */
export function partsIn({ lookup }: LookupPlan, load: Load, source: Load): readonly LookupPart[] | null {
  const found = lookup.parts.flatMap(({ from, to, type }): LookupPart[] => {
    const column = columnOf(source, from);
    const target = columnOf(load, to);
    const fits = column !== null && target !== null && comparesAs(column.type, target.type) === type;
    return fits ? [{ type, column }] : [];
  });
  return found.length < lookup.parts.length ? null : found;
}

function columnOf({ table }: Load, attribute: string): LoadColumn | null {
  return table.columns.find((column) => column.attribute === attribute && isWhole(column)) ?? null;
}
