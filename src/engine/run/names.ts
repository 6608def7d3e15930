/**
 * The caller's names in place of internal ones.
 * @module
 */
import type { Resolved } from "../../sql/query.ts";

/** Internal names of tables and columns → the caller's. */
export function callersNames(
  { relations, outputNames }: Pick<Resolved, "relations" | "outputNames">,
): ReadonlyMap<string, string> {
  return new Map([...relations.map(({ loadName, alias }) => [loadName, alias] as const), ...outputNames]);
}
