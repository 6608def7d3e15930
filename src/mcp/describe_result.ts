/**
 * A table's description as clients see it: `describe_table` and `dynamosql://{schema}/{table}` share it.
 * @module
 */
import type { DescribedTable } from "../catalog/catalog.ts";
import { columnType, typeName } from "../catalog/column_type.ts";
import type { Evidence, IndexDescription, KeySchema, TableDescription } from "../catalog/description.ts";
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
  const keys = key.sort === undefined ? [key.hash] : [key.hash, key.sort];
  const keyColumns = keys.map((attribute) => ({
    name: attribute.name,
    type: typeName(columnType(attributes[attribute.name], attribute)),
    nullable: false,
    presence: 1,
  }));
  const isKey = new Set(keys.map(({ name }) => name));
  const others = Object.entries(attributes).filter(([name]) => !isKey.has(name))
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, evidence]) => ({
      name,
      type: typeName(columnType(evidence)),
      // Only the key is there by DynamoDB's own rule: of anything else the next item may lack it.
      nullable: true,
      presence: presenceOf(evidence, sample.items),
    }));
  return [...keyColumns, ...others];
}

/** The share of sampled items that have the attribute with a value, 0 to 1. */
function presenceOf({ types }: Evidence, sampled: number): number {
  const { NULL: nulls = 0 } = types;
  const seen = Object.values(types).reduce((sum, count) => sum + count, 0) - nulls;
  return Number(Math.min(1, seen / Math.max(1, sampled)).toFixed(PRESENCE_DIGITS));
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
