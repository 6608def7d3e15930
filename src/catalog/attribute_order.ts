/**
 * The order in which a table's attributes are shown: by `describe_table` and by `SELECT *` alike.
 * @module
 */
import type { KeySchema } from "./description.ts";

/** Key attributes first, in key order, then the others by name (code units): each once. The keys are there always. */
export function inOrder(names: Iterable<string>, { hash, sort }: KeySchema): readonly string[] {
  const keys = sort === undefined ? [hash.name] : [hash.name, sort.name];
  const others = new Set(names).difference(new Set(keys));
  return [...keys, ...[...others].sort()];
}
