/**
 * Tells where only true counts, so that false and NULL are the same: in WHERE, ON, HAVING and QUALIFY,
 * and in AND and OR there.
 * @module
 */
import { type Node, str } from "../tree.ts";

/**
 * Whether only true counts at a child.
 * @param here whether it is so at its parent
 */
export function onlyTrueIn(of: Node, here: boolean): (child: Node) => boolean {
  const type = str(of, "type");
  const clauses = type === "SELECT_NODE"
    ? FILTERS.map((name) => of[name])
    : type === "JOIN"
    ? [of["condition"]]
    : [];
  const within = here && str(of, "class") === "CONJUNCTION";
  return (child) => within || clauses.includes(child);
}

/** The clauses of a SELECT that leave out what is not true. */
const FILTERS = ["where_clause", "having", "qualify"];
