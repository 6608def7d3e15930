/**
 * Estimates of cardinality and cost: items, bytes and read units of a read, from what the catalogue knows. Counts and
 * sizes are DynamoDB's own, hours old.
 *
 * `WHERE total > 5` → 40 % of the items pass, as textbooks guess; `WHERE state = 'open'`, 8 different states counted
 * in a table that was sampled whole → an eighth of those that have a state
 * @module
 */
import type { Evidence, IndexDescription, TableDescription } from "../../catalog/description.ts";
import type { Condition, SortRange } from "../../dynamodb/access.ts";

/** One read unit covers so much, strongly consistent; twice that, eventually (Developer Guide, "Read consumption"). */
export const UNIT_BYTES = 4096;
/** A Query or Scan page ends after so many bytes read. */
export const PAGE_BYTES = 2 ** 20;
/** The item size of a table that was never measured. */
const UNKNOWN_ITEM_BYTES = 256;

/** A table or index as a heap of items. */
export interface Heap {
  readonly items: number;
  readonly itemBytes: number;
}

/** The table's items. */
export function tableHeap(table: TableDescription): Heap {
  const { itemCount, sizeBytes, sample } = table;
  const items = sample.complete ? sample.items : Math.max(itemCount, sample.items);
  const sampled = sample.items === 0 ? 0 : sampledBytes(table, null);
  const measured = itemCount > 0 && sizeBytes > 0 ? sizeBytes / itemCount : 0;
  return { items, itemBytes: Math.max(1, measured || sampled || UNKNOWN_ITEM_BYTES) };
}

/** The index's items: fewer than the table's where its keys are sparse, smaller where it projects less. */
export function indexHeap(table: TableDescription, index: IndexDescription): Heap {
  const whole = tableHeap(table);
  const present = [index.key.hash, index.key.sort].map((key) =>
    key === undefined ? 1 : presence(table, key.name)
  );
  const items = index.itemCount > 0
    ? Math.min(index.itemCount, Math.max(whole.items, 1))
    : Math.ceil(whole.items * Math.min(...present));
  const projected = projectedAttributes(table, index);
  const itemBytes = projected === null || table.sample.items === 0
    ? whole.itemBytes
    : Math.min(whole.itemBytes, Math.max(1, sampledBytes(table, projected)));
  return { items, itemBytes };
}

/** The attributes an index holds; null = all. */
export function projectedAttributes(
  table: TableDescription,
  index: IndexDescription,
): ReadonlySet<string> | null {
  if (index.projection === "ALL") return null;
  const keys = [table.key, index.key].flatMap(({ hash, sort }) => [hash.name, ...(sort ? [sort.name] : [])]);
  return new Set([...keys, ...(index.projection === "INCLUDE" ? index.include : [])]);
}

/** Average bytes of these attributes in a sampled item, names included. */
function sampledBytes(table: TableDescription, attributes: ReadonlySet<string> | null): number {
  let bytes = 0;
  for (const [name, evidence] of Object.entries(table.attributes)) {
    if (attributes !== null && !attributes.has(name)) continue;
    bytes += evidence.bytes + name.length * seen(evidence);
  }
  return bytes / Math.max(1, table.sample.items);
}

function seen(evidence: Evidence | undefined): number {
  return Object.values(evidence?.types ?? {}).reduce((sum, count) => sum + count, 0);
}

/** The share of items that have the attribute. */
export function presence(table: TableDescription, attribute: string): number {
  if (table.sample.items === 0) return 1;
  return Math.min(1, seen(table.attributes[attribute]) / table.sample.items);
}

/** Read units for so many bytes in one request. Even an empty answer costs one block. */
export function unitsFor(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / UNIT_BYTES)) * (consistent ? 1 : 0.5);
}

/** Read units for people: halves below ten, whole ones above. */
export function unitsText(count: number): string {
  const shown = count < 10 ? Math.ceil(count * 2) / 2 : Math.ceil(count);
  return `${shown} read unit${shown === 1 ? "" : "s"}`;
}

/** How many items one partition of this hash key holds, on average. */
export function partitionItems(table: TableDescription, heap: Heap, hash: string, unique: boolean): number {
  if (unique) return 1;
  const values = distinctValues(table, hash);
  return Math.max(1, Math.min(heap.items, values === null ? Math.sqrt(heap.items) : heap.items / values));
}

/**
 * Items of a partition where each item costs a read of its own, so that a wrong guess is dear. The partition that a
 * random item is in is larger than the average one; where values were not counted, a partition counts as a twentieth
 * of the index at least.
 */
export function doubtfulItems(
  table: TableDescription,
  heap: Heap,
  hash: string,
  partition: number,
): number {
  const counted = table.attributes[hash]?.distinct;
  if (counted === undefined || counted.items < 2) return Math.max(partition, heap.items / 20);
  const alike = counted.pairs / (counted.items * (counted.items - 1));
  return Math.max(partition, 1 + alike * (heap.items - 1));
}

/**
 * How many different values an attribute has in the table; null = not counted. The guaranteed-error estimator (Charikar
 * et al. 2000): values seen once stand for the square root of the items they were drawn from, others for themselves.
 */
export function distinctValues(table: TableDescription, attribute: string): number | null {
  const counted = table.attributes[attribute]?.distinct;
  if (counted === undefined || counted.items === 0) return null;
  const { items, values, once, pairs } = counted;
  const all = Math.max(items, tableHeap(table).items * presence(table, attribute));
  if (table.sample.complete || all === items) return values;
  // A Scan, and so the sample, gives all items of a partition together. So the sample's share of the items is its
  // share of the partitions.
  if (attribute === table.key.hash.name) return Math.min(all, values * all / items);
  // No two values are equal. The birthday paradox then says how many there are at least.
  if (pairs === 0) return Math.min(all, Math.max(values, items * items / 2));
  return Math.min(all, Math.sqrt(all / items) * once + values - once);
}

/** The share of a partition that a sort range takes, by the textbook. */
export function rangeShare(range: SortRange | undefined): number {
  switch (range?.op) {
    case undefined:
      return 1;
    case "=":
      return 0.05;
    case "between":
    case "begins_with":
      return 0.2;
    default:
      return 0.4;
  }
}

/** The share of items that pass a condition: by the values counted, else by the textbook. */
export function selectivity(condition: Condition | null, table?: TableDescription): number {
  if (condition === null) return 1;
  switch (condition.op) {
    case "and":
      return condition.args.reduce((share, arg) => share * selectivity(arg, table), 1);
    case "or":
      return Math.min(1, condition.args.reduce((share, arg) => share + selectivity(arg, table), 0));
    case "=":
      return oneValue(condition.attribute, table);
    case "in":
      return Math.min(0.9, oneValue(condition.attribute, table) * condition.values.length);
    case "between":
    case "begins_with":
      return 0.2;
    case "<":
    case "<=":
    case ">":
    case ">=":
      return 0.4;
    case "contains":
      return 0.2;
    case "exists":
      return table === undefined ? 0.9 : presence(table, condition.attribute);
    case "not_exists":
      return table === undefined ? 0.9 : 1 - presence(table, condition.attribute);
    case "foreign":
      return 0;
    default:
      return 0.9;
  }
}

/** The share of items that have one value of the attribute. */
function oneValue(attribute: string, table: TableDescription | undefined): number {
  const values = table === undefined ? null : distinctValues(table, attribute);
  return table === undefined || values === null ? 0.1 : presence(table, attribute) / Math.max(1, values);
}
