/**
 * A table's description as clients see it: `describe_table` and `dynamosql://{schema}/{table}` share it.
 * @module
 */
import type { DescribedTable } from "../catalog/catalog.ts";
import type { IndexDescription, KeySchema, TableDescription } from "../catalog/description.ts";
import { utf8Length } from "../catalog/size.ts";
import { shownColumns } from "./shown_columns.ts";
import { isoTime } from "./time.ts";
import type { DescribeTableResult } from "./describe_table_result.ts";
import { defined } from "../lib/defined.ts";

/** Bytes of a description's JSON at most: clients read all of it, and it travels twice. */
const bytesMax = 32_000;
/** Bytes of them that indexes may take. */
const indexBytesMax = 24_000;

/** Maps the catalogue's description to the shape that clients know (docs/reference/mcp_tools.md#describe_table). */
export function describeResult(described: DescribedTable): DescribeTableResult {
  const { description } = described;
  const indexes = shownIndexes(description);
  const rest = {
    schema_name: description.schemaName,
    table_name: description.name,
    qualified_name: described.qualifiedName,
    physical_table_name: description.physicalName,
    item_count: description.itemCount,
    refreshed: described.refreshed,
    refreshed_at: isoTime(description.refreshedAt),
    stale_after_seconds: described.staleAfterSeconds,
    columns: [],
    indexes,
    attribute_types: {},
    sample: { items: description.sample.items, complete: description.sample.complete },
    more_columns: moreColumns(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  };
  const room = bytesMax - utf8Length(JSON.stringify(rest));
  const { columns, attribute_types, hidden } = shownColumns(description, room);
  const { more_columns: _, ...shown } = rest;
  const hiddenIndexes = description.indexes.length + 1 - indexes.length;
  return {
    ...shown,
    columns,
    attribute_types,
    ...defined({
      more_columns: hidden + hiddenIndexes === 0 ? undefined : moreColumns(hidden, hiddenIndexes),
    }),
  };
}

/** What is not shown, and how to come by it. */
function moreColumns(hidden: number, indexes: number): DescribeTableResult["more_columns"] {
  const columns =
    `${hidden} more attributes, which fewer items have, are columns too: name one in double quotes ` +
    "to read it, whether it is known or not; SELECT * gives all.";
  return {
    count: hidden,
    note: indexes === 0 ? columns : `${columns} ${indexes} more indexes have names too long to show.`,
  };
}

/** The table's key and its indexes, as far as there is room for their names. */
function shownIndexes(description: TableDescription): DescribeTableResult["indexes"] {
  let left = indexBytesMax;
  return [
    { name: "PRIMARY", type: "PRIMARY" as const, ...keyOf(description.key) },
    ...description.indexes.map(indexOf),
  ].filter((index, at) => (left -= utf8Length(JSON.stringify(index)) + 1) >= 0 || at === 0);
}

function indexOf(index: IndexDescription): DescribeTableResult["indexes"][number] {
  const { name, type, key, projection, include } = index;
  return {
    name,
    type,
    ...keyOf(key),
    projection,
    ...defined({ included: projection === "INCLUDE" ? [...include] : undefined }),
  };
}

function keyOf(key: KeySchema) {
  return {
    hashKey: key.hash.name,
    hashKeyType: key.hash.type,
    ...defined({
      sortKey: key.sort?.name,
      sortKeyType: key.sort?.type,
    }),
  };
}
