/**
 * A look at a table's items: all of a small table, else some from several places.
 * @module
 */
import type { ItemKey } from "../dynamodb/access.ts";
import type { DynamoClient } from "../dynamodb/client/client.ts";
import { readUnitsOf } from "../dynamodb/wire.ts";
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

/**
 * Segments of a sample, and pages of one look at most. A page is at most 1 MB, 128 read units: a table of few huge
 * items must not cost thousands.
 */
const pagesMax = 8;

/**
 * Reads up to `wanted` items. A table that DynamoDB counts as small, or as empty (its count is hours old), is read
 * from its beginning, whole if that is within bounds; where it goes on, and in larger tables, items come from eight
 * segments: alike, as far as they have any. Fails with an AWS code.
 */
export async function sampleTable(
  client: DynamoClient,
  table: { readonly name: string; readonly itemCount: number },
  wanted: number,
  signal: AbortSignal,
): Promise<Sample> {
  const observer = createObserver();
  const counter = createDistinctCounter();
  let readUnits = 0;
  const scan = async (parameters: Readonly<Record<string, unknown>>): Promise<ItemKey | undefined> => {
    const request = { TableName: table.name, ReturnConsumedCapacity: "TOTAL", ...parameters };
    const { body } = await client.send("Scan", request, signal);
    readUnits += readUnitsOf(body);
    for (const item of body.Items ?? []) {
      observer.add(item);
      counter.add(item);
    }
    return body.LastEvaluatedKey;
  };
  const result = (complete: boolean): Sample => ({
    items: observer.items,
    complete,
    attributes: counter.withCounts(observer.attributes()),
    readUnits,
  });
  if (table.itemCount <= wanted) {
    let start: ItemKey | undefined;
    for (let page = 0; page < pagesMax && observer.items < wanted; page++) {
      start = await scan({ Limit: wanted - observer.items, ...(start ? { ExclusiveStartKey: start } : {}) });
      if (start === undefined) return result(true);
    }
    // Exactly as many items as wanted leaves a key although nothing may come after it.
    if (await scan({ Limit: 1, ExclusiveStartKey: start }) === undefined) return result(true);
  }
  const more = table.itemCount > wanted;
  const before = observer.items;
  let open: readonly Place[] = Array.from({ length: pagesMax }, (_, Segment) => ({ Segment }));
  // Few partition keys leave most segments empty: what those lack comes from the others, in a second look.
  for (let look = 0; look < 2 && open.length > 0; look++) {
    const missing = wanted - (observer.items - before);
    if (missing <= 0) break;
    const Limit = Math.ceil(missing / open.length);
    const ends = await Promise.all(
      open.map(async (place): Promise<Place | null> => {
        const ExclusiveStartKey = await scan({ ...place, TotalSegments: pagesMax, Limit });
        return ExclusiveStartKey === undefined ? null : { Segment: place.Segment, ExclusiveStartKey };
      }),
    );
    open = ends.filter((end) => end !== null);
  }
  return result(more && open.length === 0);
}

/** Where a segment's look begins. */
interface Place {
  readonly Segment: number;
  readonly ExclusiveStartKey?: ItemKey;
}
