/**
 * Keys found in a loaded table → the read of another: decided here, when their number is known.
 * @module
 */
import type { Item, Scalar } from "../../dynamodb/access.ts";
import { toScalar } from "../../dynamodb/scalar.ts";
import { type CandidateRead, isWhole, type KeyDrive } from "../../sql/query.ts";
import { comparesAs, drivenRead, DRIVING_KEYS_MAX, keyScalar } from "../../sql/plan/passes/lookup_keys.ts";
import type { Session } from "../duckdb/session.ts";
import { quoted } from "../values/column_type.ts";
import type { LoadColumn } from "../load/column.ts";
import type { DrivenPlan, Load } from "../load/load.ts";

/** The load whose keys drive another. */
export function sourceOf(plan: DrivenPlan, loads: readonly Load[]): Load | null {
  return loads.find((load) => load.relations.some((relation) => relation.id === plan.drive.from)) ?? null;
}

/** The loads that must be there before a read is decided: one or, for the parts of a key, two. */
export function sourcesOf({ driven }: Load, loads: readonly Load[]): readonly Load[] {
  if (driven === null) return [];
  return [driven, ...secondOf(driven)].flatMap((plan) => sourceOf(plan, loads) ?? []);
}

/** The plan as the second source of its keys sees it. */
function secondOf(plan: DrivenPlan): readonly DrivenPlan[] {
  const { also, ...drive } = plan.drive;
  return also === undefined ? [] : [{ ...plan, drive: { ...drive, ...also } }];
}

/** A key: its values in the order of the drive's parts. */
export type FoundKey = readonly Scalar[];

/**
 * Decides a read by the keys in the loaded tables.
 * @param sources as {@link sourcesOf} gives them, loaded and flushed
 */
export async function decideRead(
  session: Session,
  plan: DrivenPlan,
  load: Load,
  sources: readonly Load[],
): Promise<CandidateRead> {
  let keys: readonly FoundKey[] = [[]];
  for (const [at, each] of [plan, ...secondOf(plan)].entries()) {
    const source = sources[at];
    const found = source === undefined ? null : await keysIn(session, each, load, source);
    if (found === null || keys.length * found.length > DRIVING_KEYS_MAX) return plan.drive.otherwise;
    keys = keys.flatMap((key) => found.map((rest) => [...key, ...rest]));
  }
  return drivenRead(plan, keys);
}

/**
 * The distinct keys in the loaded table; null = too many, or none that DynamoDB would compare as SQL does.
 * @param source loaded and flushed
 */
export async function keysIn(
  session: Session,
  plan: DrivenPlan,
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
    } LIMIT ${DRIVING_KEYS_MAX + 1}`,
  );
  if (rows.length > DRIVING_KEYS_MAX) return null;
  return rows.map((row) =>
    row.flatMap((text, at): Scalar[] => {
      const part = parts[at];
      return part === undefined ? [] : [keyScalar(part.type, String(text))];
    })
  );
}

/** The keys in items of the source, as they will be in its table. A key may be there twice. */
export function keysAmong(items: readonly Item[], parts: readonly DrivingPart[]): readonly FoundKey[] {
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

/** A part of a drive, and where its values are found. */
export interface DrivingPart {
  readonly type: KeyDrive["parts"][number]["type"];
  readonly column: LoadColumn;
}

/** The drive's parts; null where a column has become wider than its key's type, and compares no more as DynamoDB does. */
export function partsIn({ drive }: DrivenPlan, load: Load, source: Load): readonly DrivingPart[] | null {
  const found = drive.parts.flatMap(({ from, to, type }): DrivingPart[] => {
    const column = columnOf(source, from);
    const target = columnOf(load, to);
    const fits = column !== null && target !== null && comparesAs(column.type, target.type) === type;
    return fits ? [{ type, column }] : [];
  });
  return found.length < drive.parts.length ? null : found;
}

function columnOf({ table }: Load, attribute: string): LoadColumn | null {
  return table.columns.find((column) => column.attribute === attribute && isWhole(column)) ?? null;
}
