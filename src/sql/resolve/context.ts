/**
 * Rewrites and errors of the walk over a statement: the tree with all rewrites done, and errors about names, at their
 * place in the text.
 *
 * `SELECT doc.price FROM orders` → `SELECT dynamosql_place_1 AS price FROM loaded_0 AS orders`;
 * `SELECT totl FROM orders` → an error that ends with `(line 1, column 8)`
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { charOffset, lineAndColumn, positionAt } from "../position.ts";
import { location, mapChildren, type Node } from "../tree.ts";
import type { Context } from "./model.ts";

/** The tree with all rewrites done. */
export function applyRewrites(root: Node, rewrites: Context["rewrites"]): Node {
  const mapped = mapChildren(root, (child) => applyRewrites(child, rewrites));
  return rewrites.get(root)?.(mapped) ?? mapped;
}

/**
 * An error about a name, at its place in the caller's text.
 * @param what one sentence without its full stop; the place follows it
 * @param advice whole sentences
 */
export function nameError(
  context: Context,
  code: "column_not_found" | "table_not_found" | "ambiguous_name" | "type_mismatch",
  what: string,
  at: Node,
  ...advice: readonly string[]
): DynamoSqlError {
  const bytes = location(at);
  const { source, text } = context.statement;
  const said = (where: string) => [`${what}${where}.`, ...advice].join(" ");
  if (bytes === null) return new DynamoSqlError(code, said(""));
  const position = positionAt(source, charOffset(text, bytes));
  return new DynamoSqlError(code, said(lineAndColumn(position)), { position });
}
