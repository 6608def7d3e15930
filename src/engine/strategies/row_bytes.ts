/**
 * Row bytes are how wide a row of the answer will probably be, by what is known of the items: as many rows fill a page, so
 * that no more items are read for it.
 *
 * `SELECT id, body FROM docs`, sampled items with 60 KB in `body` → 60 KB a row, and two or three items fill a page of 128 KB;
 * `SELECT length(body) FROM docs` → a few bytes, and as many items as the page has rows
 * @module
 */
import { tableHeap } from "../../sql/plan/estimate.ts";
import type { Relation, RelationColumn } from "../../sql/query.ts";
import { evidenceAt } from "../../catalog/path.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import { type Node, nodes, str, strs } from "../../sql/tree.ts";

/** Bytes of a NULL in a row, and of its comma. */
const NULL_BYTES = 5;

/**
 * Bytes of a row of a SELECT over one relation: of the columns that it shows as they are. What it calculates may be small.
 * @param select with internal names
 */
export function rowBytes(select: Node, relation: Relation): number {
  const { columns, table, allColumns } = relation;
  const items = nodes(select, "select_list");
  // A row has at least `null,` for each column.
  if (allColumns) return Math.max(columns.length * NULL_BYTES, tableHeap(table).itemBytes);
  const shown = items.filter((item) => str(item, "class") === "COLUMN_REF").flatMap((item) => {
    const name = foldName(strs(item, "column_names").at(-1) ?? "");
    return columns.find(({ column }) => foldName(column) === name) ?? [];
  });
  return shown.reduce((sum, column) => sum + bytesOf(column, relation), Math.max(1, items.length));
}

/** Average bytes of a column in an item of the sample. */
function bytesOf({ attribute, path }: RelationColumn, { table }: Relation): number {
  const { sample, attributes } = table;
  return (evidenceAt(attributes[attribute], path)?.bytes ?? 0) / Math.max(1, sample.items);
}
