/**
 * A shape text tells whether a table is still the one that was planned for.
 * @module
 */
import type { TableDescription } from "./description.ts";

/** What reads of a table depend on, as one text: which table it is, its keys and its indexes. */
export function shapeText(table: TableDescription): string {
  const { schemaName, name, tableId, key, indexes } = table;
  const shapes = indexes.map((index) => [index.name, index.type, index.key, index.projection, index.include]);
  return JSON.stringify([schemaName, name, tableId, key, shapes]);
}
