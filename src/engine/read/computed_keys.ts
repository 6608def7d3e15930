/**
 * Computed keys of a lookup join: DuckDB computes them of a loaded table, by the statement's own rules.
 *
 * `… FROM orders o JOIN app i ON i.pk = 'ORDER#' || o.id` → `SELECT DISTINCT … FROM (SELECT 'ORDER#' || o.id FROM
 * loaded_0 AS o)`, then a Query of each of these partitions of `app`
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Scalar } from "../../dynamodb/access.ts";
import { comparesAs, keyScalar, LOOKUP_KEYS_MAX } from "../../sql/plan/lookup_keys.ts";
import { isWhole, type KeyPart } from "../../sql/query.ts";
import type { Node } from "../../sql/tree.ts";
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/load.ts";

/** Binds a query over loaded tables as the statement itself is bound. */
export type BindKeys = (query: Node) => Promise<{ readonly sql: string; readonly type: string }>;

/**
 * The distinct values; null = there are too many, they are of another type than the key, or computing them fails. Then
 * the statement itself may fail for the same reason, or leaves out the items for which it does.
 * @param load what is looked up
 */
export async function computedKeys(
  session: Session,
  { computed, to, type }: KeyPart,
  load: Load,
  bindKeys: BindKeys,
): Promise<readonly (readonly Scalar[])[] | null> {
  const target = load.table.columns.find((column) => column.attribute === to && isWhole(column));
  if (computed === undefined || target === undefined) return null;
  try {
    const bound = await bindKeys(computed.query);
    const given = typeNamed(bound.type);
    if (given === null || comparesAs(given, target.type) !== type) return null;
    const rows = await session.rows(
      `SELECT DISTINCT v::VARCHAR FROM (${bound.sql}) AS t(v) WHERE v IS NOT NULL LIMIT ${
        LOOKUP_KEYS_MAX + 1
      }`,
    );
    return rows.length > LOOKUP_KEYS_MAX ? null : rows.map(([text]) => [keyScalar(type, String(text))]);
  } catch {
    return null;
  }
}

/** The type of exact numbers and texts by its name; null for others. */
function typeNamed(name: string): SqlType | null {
  if (name === "VARCHAR") return { kind: "VARCHAR" };
  if (/^U?(TINY|SMALL)INT$|^U?INTEGER$|^BIGINT$/.test(name)) return { kind: "BIGINT" };
  if (/^(UBIGINT|HUGEINT)$/.test(name)) return { kind: "DECIMAL", width: 38, scale: 0 };
  const [, width, scale] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(name) ?? [];
  return width === undefined
    ? null
    : { kind: "DECIMAL", width: Number(width) > 18 ? 38 : 18, scale: Number(scale) };
}
