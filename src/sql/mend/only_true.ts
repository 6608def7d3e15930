/**
 * Tells where only true counts, so that false and NULL are the same: in WHERE and ON, and in AND and OR there.
 * @module
 */
import { type Node, str } from "../tree.ts";

/**
 * Whether only true counts at a child.
 * @param here whether it is so at its parent
 */
export function onlyTrueIn(of: Node, here: boolean): (child: Node) => boolean {
  const type = str(of, "type");
  const where = type === "SELECT_NODE" ? of["where_clause"] : type === "JOIN" ? of["condition"] : null;
  const within = here && str(of, "class") === "CONJUNCTION";
  return (child) => within || child === where;
}
