/**
 * Mends null-safe equality written as `a = b OR (a IS NULL AND b IS NULL)`. If one side is missing, that is NULL, but
 * DuckDB makes IS NOT DISTINCT FROM of it, which is false. In WHERE and ON, where only true counts, that is the same
 * and quicker, so it stays. Elsewhere (under NOT, in CASE, FILTER, IS NULL, in the select list) the tests are written
 * in a form that DuckDB's rule does not match. Switching the whole rule off would cost much more: it also takes
 * common conditions out of an OR, without which a join is a product.
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";

/** Writes the tests of two missing values so that DuckDB does not make IS NOT DISTINCT FROM of them. */
export function bothMissing(of: Node, filters: boolean): Node {
  if (filters || str(of, "type") !== "CONJUNCTION_OR") return of;
  const parts = nodes(of, "children");
  if (!parts.some(holdsEquality)) return of;
  const children = parts.map((part) => nullTests(part) >= 2 ? disguised(part) : part);
  return children.some((child, at) => child !== parts[at]) ? { ...of, children } : of;
}

function holdsEquality(of: Node): boolean {
  if (str(of, "class") === "CONJUNCTION") return nodes(of, "children").some(holdsEquality);
  return str(of, "type") === "COMPARE_EQUAL";
}

function nullTests(of: Node): number {
  if (str(of, "type") !== "CONJUNCTION_AND") return str(of, "type") === "OPERATOR_IS_NULL" ? 1 : 0;
  return nodes(of, "children").reduce((sum, child) => sum + nullTests(child), 0);
}

function disguised(of: Node): Node {
  if (str(of, "type") === "CONJUNCTION_AND") return { ...of, children: nodes(of, "children").map(disguised) };
  if (str(of, "type") !== "OPERATOR_IS_NULL") return of;
  return { ...of, type: "OPERATOR_NOT", children: [{ ...of, alias: "", type: "OPERATOR_IS_NOT_NULL" }] };
}
