/**
 * Request sizes for a row goal: how many items to ask DynamoDB for, when only so many are wanted.
 *
 * `SELECT * FROM orders LIMIT 5` → requests of 5 items, none ahead of need; `… WHERE note = 'x' LIMIT 5` → a first
 * request that looks at as many items as will probably hold 5 such, then at twice as many each time
 * @module
 */
import type { TableDescription } from "../../catalog/description.ts";
import type { Access, QueryRead, ReadOptions, ScanRead } from "../../dynamodb/access.ts";
import { indexHeap, PAGE_BYTES, selectivity, tableHeap, UNIT_BYTES } from "../../sql/plan/estimate.ts";

/**
 * Blocks that the first request looks at, at most, unless as many rows are wanted: what passes a filter may come earlier
 * than is thought, and where it does not, three more requests make a page.
 */
const BLOCKS_FIRST = PAGE_BYTES / UNIT_BYTES / 8;

/** Times as many items as are wanted that the first request looks at, at most, where that is more. */
const TIMES_FIRST = 10;

/**
 * The options of a read of which so many items are enough. DynamoDB counts `Limit` before its filter: a filtered read
 * looks at as many items as will probably do, and at twice as many each time they do not.
 * @param items null = all
 */
export function limited(
  access: Access,
  items: number | null,
  table: TableDescription,
): Pick<ReadOptions, "limitHint" | "lookAt" | "readAhead"> {
  if (items === null) return {};
  if (access.kind === "get" || access.kind === "empty") return { readAhead: 0 };
  const wanted = Math.max(1, items);
  const plain = { limitHint: wanted, readAhead: 0 };
  return isFiltered(access) ? { ...plain, lookAt: lookAt(access, wanted, table) } : plain;
}

function isFiltered(access: QueryRead | ScanRead): boolean {
  return access.filter !== null ||
    (access.kind === "query" && access.more?.some(({ filter }) => filter !== null) === true);
}

function lookAt(
  { index, filter }: QueryRead | ScanRead,
  wanted: number,
  table: TableDescription,
): NonNullable<ReadOptions["lookAt"]> {
  const read = table.indexes.find(({ name }) => name === index);
  const { itemBytes } = read === undefined ? tableHeap(table) : indexHeap(table, read);
  const perBlock = UNIT_BYTES / itemBytes;
  const most = Math.max(BLOCKS_FIRST * perBlock, wanted * TIMES_FIRST);
  const first = Math.min(most, wanted / selectivity(filter, table));
  return { first: Math.max(1, Math.ceil(first)), perBlock };
}
