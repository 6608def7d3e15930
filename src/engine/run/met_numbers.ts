/**
 * Text constants that say a number become numbers where they are compared with columns of numbers.
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import type { FactsIn } from "../../sql/advice/facts.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import type { Node } from "../../sql/tree.ts";
import { type KindsOf, suspectsIn, withNumbers } from "../../sql/typed/unlike.ts";
import type { Looked } from "./looked.ts";

/** The statement in which texts that are compared with columns of numbers are the numbers that they say. */
export function withMetNumbers(query: Node, loads: readonly Looked[], facts: FactsIn): Node {
  const suspects = suspectsIn(query, kindsIn(loads));
  return suspects.length === 0 ? query : withNumbers(query, suspects, facts(query));
}

/** The kinds of the columns of each name, in all that is loaded. */
export function kindsIn(loads: readonly Looked[]): KindsOf {
  const kinds = new Map<string, Set<SqlType["kind"]>>();
  for (const { table } of loads) {
    for (const { name, type } of table.columns) {
      const own = kinds.get(foldName(name));
      if (own === undefined) kinds.set(foldName(name), new Set([type.kind]));
      else own.add(type.kind);
    }
  }
  return (name) => kinds.get(foldName(name)) ?? new Set();
}
