/**
 * Predicates taken apart at AND.
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";

/** The conjuncts of a predicate: all must be true for it to be. */
export function conjunctsOf(predicate: Node): readonly Node[] {
  if (str(predicate, "type") !== "CONJUNCTION_AND") return [predicate];
  return nodes(predicate, "children").flatMap(conjunctsOf);
}
