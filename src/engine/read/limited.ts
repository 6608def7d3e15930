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
import { defined } from "../../lib/defined.ts";
import type { Meter } from "./meter.ts";

/**
 * The first request looks at so many blocks at most, unless more rows are wanted. Items that pass the filter may come
 * earlier than estimated; if they do not, three more requests make up a page.
 */
const BLOCKS_FIRST = PAGE_BYTES / UNIT_BYTES / 8;

/** Keys of a request by key, or index entries whose items are fetched by their keys together, at most. */
const KEYS_AT_ONCE = 400;

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

/** Items that come by their keys: so many times as dear as the mean, together, is as much as may be. */
const WIDER_BY_KEY = 2;

/** What a read may spend. */
export function allowanceOf(
  access: Access,
  table: TableDescription,
  meter: Pick<Meter, "left" | "reservations" | "refuse">,
): Pick<ReadOptions, "allowance"> {
  const { isByItem, isExhaustive, parts } = kindOf(access);
  const [part] = parts(access);
  if (part === undefined || !("consistent" in access)) return {};
  const { consistent } = access;
  const blockUnits = unitsFor(0, consistent);
  const byKey = isByItem || part.fetchBack !== undefined
    ? unitsFor(tableHeap(table).itemBytes, consistent)
    : 0;
  const inPages = isByItem ? 0 : itemBytes(part, table) / UNIT_BYTES * blockUnits;
  const page = isByItem ? 0 : PAGE_BYTES / UNIT_BYTES * blockUnits;
  const whole = isExhaustive && part.fetchBack === undefined ? wholeOf(part, table, blockUnits) : undefined;
  return {
    allowance: {
      left: () => meter.left,
      reservations: meter.reservations,
      itemUnits: inPages + byKey,
      pageUnits: page + byKey * KEYS_AT_ONCE * WIDER_BY_KEY,
      blockUnits,
      ...defined({ whole }),
      refuse: (itemUnits) => meter.refuse(table.name, itemUnits),
    },
  };
}

/** All that a Scan reads, as DynamoDB counts it; undefined where it counts nothing. */
function wholeOf({ index }: Pick<ReadPart, "index">, table: TableDescription, blockUnits: number) {
  const counted = index === undefined ? table : table.indexes.find(({ name }) => name === index);
  if (counted === undefined || counted.itemCount === 0) return undefined;
  return { items: counted.itemCount, readUnits: counted.sizeBytes / UNIT_BYTES * blockUnits };
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
