/**
 * A look at a table's items: all of a small table, else some from several places.
 * @module
 */
import type { Item, ItemKey } from "../dynamodb/access.ts";
import type { DynamoClient } from "../dynamodb/client/client.ts";
import { readUnitsOf } from "../dynamodb/wire.ts";
import { defined } from "../lib/defined.ts";
import { createDistinctCounter } from "./distinct.ts";
import { type Attributes, createObserver } from "./evidence.ts";

/** What was seen, and what it cost. */
export interface Sample {
  readonly items: number;
  /** True: the whole table was read. */
  readonly complete: boolean;
  readonly attributes: Attributes;
  readonly readUnits: number;
}

/** Places that a sample is taken from at most. */
const placesMax = 8;
/** The share of a sample that is first read of a table of which DynamoDB tells neither count nor size. */
const firstShare = 1 / 8;
/** Read units of a look, as far as sizes are known: what a page has at most. Wide items are sampled less. */
const lookUnits = 128;
/** Read units that one page takes at most: it is 1 MB. */
const pageUnits = 128;
/** What a unit reads, eventually consistent. */
const unitBytes = 8192;

/** A table as DynamoDB counts it. */
export interface CountedTable {
  readonly name: string;
  readonly itemCount: number;
  readonly sizeBytes: number;
}

/** How large a look may be. */
export interface SampleBounds {
  /** Items, at most. */
  readonly wanted: number;
  /** Read units that may be spent on it; absent = as many as a look takes at most. One item is read in any case. */
  readonly left?: number | undefined;
  /** Is told of the read units of each request. */
  readonly spent?: (readUnits: number) => void;
}

/**
 * Reads up to `wanted` items, and fewer where they are wide. A table that DynamoDB counts as small is read from its
 * beginning, whole if it is; of a larger one items come from eight segments: alike, as far as they have any. Of one that
 * it counts as empty (its count is hours old) the beginning is read first, which is often all. Fails with an AWS code.
 */
export async function sampleTable(
  client: DynamoClient,
  { name, itemCount, sizeBytes }: CountedTable,
  { wanted, left = Infinity, spent }: SampleBounds,
  signal: AbortSignal,
): Promise<Sample> {
  const all = openSeen();
  const unitsMax = Math.min(lookUnits, left);
  let readUnits = 0;
  const scan = async (
    parameters: Readonly<Record<string, unknown>>,
    take: (items: readonly Item[]) => void,
  ): Promise<ItemKey | undefined> => {
    const request = { TableName: name, ReturnConsumedCapacity: "TOTAL", ...parameters };
    const { body } = await client.send("Scan", request, signal);
    const units = readUnitsOf(body);
    readUnits += units;
    spent?.(units);
    take(body.Items ?? []);
    return body.LastEvaluatedKey;
  };
  const result = (complete: boolean, seen = all): Sample => ({ ...seen.evidence(), complete, readUnits });

  /** Whether the table ends within so many items. */
  async function fromBeginning(most: number): Promise<boolean> {
    let ExclusiveStartKey: ItemKey | undefined;
    do {
      // With one more it is known whether anything comes after them.
      const Limit = Math.min(most + 1 - all.items, payableNow());
      if (Limit <= 0) return false;
      const parameters = { Limit, ...defined({ ExclusiveStartKey }) };
      ExclusiveStartKey = await scan(parameters, (items) => all.add(items.slice(0, most - all.items)));
    } while (ExclusiveStartKey !== undefined && all.items < most && readUnits < unitsMax);
    return ExclusiveStartKey === undefined;
  }

  /** Items that can still be paid for, by the mean of those counted and of those met; the first one always. */
  function payableNow(): number {
    if (left >= lookUnits) return Infinity;
    const met = all.items === 0 ? 0 : readUnits / all.items;
    const counted = itemCount === 0 ? 0 : sizeBytes / itemCount / unitBytes;
    const items = Math.floor((unitsMax - readUnits) / Math.max(met, counted));
    return all.items > 0 ? items : Number.isFinite(items) ? Math.max(1, items) : 1;
  }

  /**
   * Reads items from several places, and says whether that was the whole table.
   * @param payable so many at most, even if more are wanted
   */
  async function fromPlaces(payable: number, take: (items: readonly Item[]) => void): Promise<boolean> {
    const most = Math.min(wanted, payable);
    // What is left of a budget pays for the pages of so many, however the items are distributed.
    const affordable = left >= lookUnits ? placesMax : Math.max(1, Math.floor(left / pageUnits));
    const TotalSegments = Math.min(placesMax, payable, affordable);
    const before = all.items;
    let open: readonly SegmentStart[] = Array.from({ length: TotalSegments }, (_, Segment) => ({ Segment }));
    // Few partition keys leave most segments empty: what those lack comes from the others.
    while (open.length > 0 && readUnits < unitsMax) {
      const missing = Math.min(most - (all.items - before), payableNow());
      if (missing <= 0) break;
      const [each, over] = [Math.floor(missing / open.length), missing % open.length];
      const ends = await Promise.all(
        open.map(async (place, at): Promise<SegmentStart | null> => {
          const Limit = Math.max(1, at < over ? each + 1 : each);
          const ExclusiveStartKey = await scan({ ...place, TotalSegments, Limit }, take);
          return ExclusiveStartKey === undefined ? null : { Segment: place.Segment, ExclusiveStartKey };
        }),
      );
      open = ends.filter((end) => end !== null);
    }
    return open.length === 0;
  }

  if (itemCount === 0) {
    if (await fromBeginning(Math.ceil(wanted * firstShare))) return result(true);
    const payable = Math.floor((unitsMax - readUnits) / (readUnits / all.items));
    if (payable <= 0) return result(false);
    // What was read at the beginning comes again; but of wide items little else can be paid for.
    const apart = openSeen();
    const begun = all.items;
    const whole = await fromPlaces(payable, (items) => [all, apart].forEach((seen) => seen.add(items)));
    return result(whole, whole || apart.items > begun ? apart : all);
  }
  const payable = Math.max(1, Math.floor(unitsMax * unitBytes / (sizeBytes / itemCount)));
  if (itemCount <= Math.min(wanted, payable)) return result(await fromBeginning(wanted));
  return result(await fromPlaces(payable, all.add));
}

/** Items seen. */
function openSeen() {
  const observer = createObserver();
  const counter = createDistinctCounter();
  return {
    get items() {
      return observer.items;
    },
    add(items: readonly Item[]) {
      for (const item of items) {
        observer.add(item);
        counter.add(item);
      }
    },
    evidence: () => ({ items: observer.items, attributes: counter.withCounts(observer.attributes()) }),
  };
}

/** Where a segment's look begins. */
interface SegmentStart {
  readonly Segment: number;
  readonly ExclusiveStartKey?: ItemKey;
}
