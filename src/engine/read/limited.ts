/**
 * Request sizes: how many items to ask DynamoDB for, when only so many are wanted, or can be paid for.
 *
 * `SELECT * FROM orders LIMIT 5` → requests of 5 items, none ahead of need; `… WHERE note = 'x' LIMIT 5` → a first
 * request that looks at as many items as will probably hold 5 such, then at twice as many each time
 * @module
 */
import type { TableDescription } from "../../catalog/description.ts";
import type { Access, ReadOptions } from "../../dynamodb/access.ts";
import { filtersOf, kindOf } from "../../sql/plan/access_kinds.ts";
import type { ReadPart } from "../../sql/plan/access_kinds/access_kind.ts";
import {
  indexHeap,
  PAGE_BYTES,
  selectivity,
  tableHeap,
  UNIT_BYTES,
  unitsFor,
} from "../../sql/plan/estimate.ts";
import type { Meter } from "./meter.ts";

/**
 * The first request looks at so many blocks at most, unless more rows are wanted. Items that pass the filter may come
 * earlier than estimated; if they do not, three more requests make up a page.
 */
const BLOCKS_FIRST = PAGE_BYTES / UNIT_BYTES / 8;

/** The first request looks at so many times the wanted items at most, where that is more than the blocks. */
const TIMES_FIRST = 10;

/**
 * The options of a read with a row goal. DynamoDB counts `Limit` before its filter. So a filtered read first looks at
 * as many items as will probably suffice, and at twice as many each time that was too few.
 * @param items null = all
 */
export function limited(
  access: Access,
  items: number | null,
  table: TableDescription,
): Pick<ReadOptions, "limitHint" | "lookAt" | "readAhead"> {
  if (items === null) return {};
  const { canStop, parts } = kindOf(access);
  if (!canStop) return { readAhead: 0 };
  const wanted = Math.max(1, items);
  const plain = { limitHint: wanted, readAhead: 0 };
  return filtersOf(access).length > 0
    ? { ...plain, lookAt: lookAt(parts(access)[0] ?? { filter: null }, wanted, table) }
    : plain;
}

/** What a read may spend. Reads by whole key are not split: their items are counted before they are read. */
export function allowanceOf(
  access: Access,
  table: TableDescription,
  meter: Pick<Meter, "left">,
): Pick<ReadOptions, "allowance"> {
  const { canStop, parts } = kindOf(access);
  const [part] = parts(access);
  if (!canStop || part === undefined || !("consistent" in access)) return {};
  const { consistent } = access;
  const blockUnits = unitsFor(0, consistent);
  const fetched = part.fetchBack === undefined ? 0 : unitsFor(tableHeap(table).itemBytes, consistent);
  return {
    allowance: {
      left: () => meter.left,
      itemUnits: itemBytes(part, table) / UNIT_BYTES * blockUnits + fetched,
      pageUnits: fetched > 0 ? Infinity : PAGE_BYTES / UNIT_BYTES * blockUnits,
    },
  };
}

function itemBytes({ index }: Pick<ReadPart, "index">, table: TableDescription): number {
  const read = table.indexes.find(({ name }) => name === index);
  return (read === undefined ? tableHeap(table) : indexHeap(table, read)).itemBytes;
}

function lookAt(
  part: Pick<ReadPart, "index" | "filter">,
  wanted: number,
  table: TableDescription,
): NonNullable<ReadOptions["lookAt"]> {
  const { filter } = part;
  const perBlock = UNIT_BYTES / itemBytes(part, table);
  const most = Math.max(BLOCKS_FIRST * perBlock, wanted * TIMES_FIRST);
  const first = Math.min(most, wanted / selectivity(filter, table));
  return { first: Math.max(1, Math.ceil(first)), perBlock };
}
