/**
 * A table's description as clients see it: `describe_table` and `dynamosql://{schema}/{table}` share it.
 * @module
 */
import type { DescribedTable } from "../catalog/catalog.ts";
import type { IndexDescription, KeySchema, TableDescription } from "../catalog/description.ts";
import { isoTime } from "./time.ts";
import type { DescribeTableResult } from "./tools/describe_table.ts";

const PRESENCE_DIGITS = 4;

/** Maps the catalogue's description to the exact shape of SPEC section 5. */
export function describeResult(described: DescribedTable): DescribeTableResult {
  const { description } = described;
  return {
    schema_name: description.schemaName,
    table_name: description.name,
    qualified_name: described.qualifiedName,
    physical_table_name: description.physicalName,
    item_count: description.itemCount,
    refreshed: described.refreshed,
    refreshed_at: isoTime(description.refreshedAt),
    stale_after_seconds: described.staleAfterSeconds,
    columns: columns(description),
    indexes: [
      { name: "PRIMARY", type: "PRIMARY", ...keyOf(description.key) },
      ...description.indexes.map(indexOf),
    ],
    attribute_types: Object.fromEntries(
      Object.entries(description.attributes).map(([name, { types }]) => [name, { ...types }]),
    ),
    sample: { items: description.sample.items, complete: description.sample.complete },
  };
}

/** Key attributes first, in key order, then the others by name: what a reader looks for first comes first. */
function columns(description: TableDescription): DescribeTableResult["columns"] {
  const { key, attributes, sample } = description;
  const keys = [key.hash.name, ...(key.sort === undefined ? [] : [key.sort.name])];
  const others = Object.keys(attributes).filter((name) => !keys.includes(name)).sort();
  return [...keys, ...others].map((name) => {
    const isKey = keys.includes(name);
    const types = attributes[name]?.types ?? {};
    const seen = Object.values(types).reduce((sum, count) => sum + count, 0);
    const presence = isKey ? 1 : Math.min(1, seen / Math.max(1, sample.items));
    return {
      name,
      type: Object.keys(types).join("|"),
      nullable: !isKey,
      presence: Number(presence.toFixed(PRESENCE_DIGITS)),
    };
  });
}

function indexOf(index: IndexDescription): DescribeTableResult["indexes"][number] {
  return { name: index.name, type: index.type, ...keyOf(index.key), projection: index.projection };
}

function keyOf(key: KeySchema) {
  return {
    hashKey: key.hash.name,
    hashKeyType: key.hash.type,
    ...(key.sort === undefined ? {} : { sortKey: key.sort.name, sortKeyType: key.sort.type }),
  };
}
