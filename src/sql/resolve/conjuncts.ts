/**
 * Conjuncts are what a predicate is made of at AND.
 *
 * `WHERE a = 1 AND (b = 2 AND c = 3)` → `a = 1`, `b = 2` and `c = 3`
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";

/** The conjuncts of a predicate: all must be true for it to be. */
export function conjunctsOf(predicate: Node): readonly Node[] {
  if (str(predicate, "type") !== "CONJUNCTION_AND") return [predicate];
  return nodes(predicate, "children").flatMap(conjunctsOf);
}
