/**
 * Keys found in a loaded table → the read of another: decided here, when their number is known.
 * @module
 */
import type { Scalar } from "../../dynamodb/access.ts";
import type { CandidateRead } from "../../sql/query.ts";
import { comparesAs, drivenRead, DRIVING_KEYS_MAX, keyScalar } from "../../sql/plan/join_keys.ts";
import type { Session } from "../duckdb/session.ts";
import { quoted } from "../values/column_type.ts";
import type { LoadColumn } from "./column.ts";
import type { DrivenPlan, Load } from "./loads.ts";

/** The load whose keys drive another. */
export function sourceOf(plan: DrivenPlan, loads: readonly Load[]): Load | null {
  return loads.find((load) => load.relations.some((relation) => relation.id === plan.drive.from)) ?? null;
}

/**
 * Decides a read by the keys in the loaded table.
 * @param source loaded and flushed
 */
export async function decideRead(
  session: Session,
  plan: DrivenPlan,
  load: Load,
  source: Load,
): Promise<CandidateRead> {
  const found = await keysIn(session, plan, load, source);
  return found === null ? plan.drive.otherwise : drivenRead(plan, found);
}

/**
 * The distinct keys in the loaded table, in the order of the drive's parts; null = too many, or none that DynamoDB
 * would compare as SQL does.
 * @param source loaded and flushed
 */
export async function keysIn(
  session: Session,
  plan: DrivenPlan,
  load: Load,
  source: Load,
): Promise<readonly (readonly Scalar[])[] | null> {
  const { parts } = plan.drive;
  const columns = parts.flatMap((part) => {
    const column = columnOf(source, part.from);
    const target = columnOf(load, part.to);
    // A column may have become wider than its key's type while it was loaded.
    const fits = column !== null && target !== null && comparesAs(column.type, target.type) === part.type;
    return fits ? [{ type: part.type, name: quoted(column.name) }] : [];
  });
  if (columns.length < parts.length) return null;
  const texts = columns.map(({ type, name }) => type === "B" ? `to_base64(${name})` : `${name}::VARCHAR`);
  const rows = await session.rows(
    `SELECT DISTINCT ${texts.join(", ")} FROM ${quoted(source.table.name)} WHERE ${
      columns.map(({ name }) => `${name} IS NOT NULL`).join(" AND ")
    } LIMIT ${DRIVING_KEYS_MAX + 1}`,
  );
  if (rows.length > DRIVING_KEYS_MAX) return null;
  return rows.map((row) =>
    row.flatMap((text, at): Scalar[] => {
      const column = columns[at];
      return column === undefined ? [] : [keyScalar(column.type, String(text))];
    })
  );
}

function columnOf({ table }: Load, attribute: string): LoadColumn | null {
  return table.columns.find((column) => column.attribute === attribute) ?? null;
}
