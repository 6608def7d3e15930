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

/** A text about the statement in the caller's names. */
export function namedAs(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/[\p{L}_][\p{L}\p{N}_$#]*/gu, (word) => names.get(word) ?? word);
}
