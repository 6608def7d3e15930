/**
 * A look at a table's items: all of a small table, else some from several places.
 * @module
 */
import type { ItemKey } from "../dynamodb/access.ts";
import type { DynamoClient } from "../dynamodb/client.ts";
import { readUnitsOf } from "../dynamodb/wire.ts";
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
 * Pages a sample reads at most. A page is at most 1 MB, 128 read units: a table of few huge items must not cost
 * thousands.
 */
const pagesMax = 8;

/**
 * Reads up to `wanted` items. A table that DynamoDB counts as small, or as empty (its count is hours old), is read
 * from its beginning, whole if that is within bounds; where it goes on, and in larger tables, items come from eight
 * segments alike. Fails with an AWS code.
 */
export async function sampleTable(
  client: DynamoClient,
  table: { readonly name: string; readonly itemCount: number },
  wanted: number,
  signal: AbortSignal,
): Promise<Sample> {
  const observer = createObserver();
  let readUnits = 0;
  const scan = async (parameters: Readonly<Record<string, unknown>>): Promise<ItemKey | undefined> => {
    const request = { TableName: table.name, ReturnConsumedCapacity: "TOTAL", ...parameters };
    const { body } = await client.send("Scan", request, signal);
    readUnits += readUnitsOf(body);
    for (const item of body.Items ?? []) observer.add(item);
    return body.LastEvaluatedKey;
  };
  const result = (complete: boolean): Sample => ({
    items: observer.items,
    complete,
    attributes: observer.attributes(),
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
  const Limit = Math.ceil(wanted / pagesMax);
  const segments = Array.from({ length: pagesMax }, (_, Segment) => Segment);
  const ends = await Promise.all(
    segments.map((Segment) => scan({ Segment, TotalSegments: pagesMax, Limit })),
  );
  return result(table.itemCount > wanted && ends.every((end) => end === undefined));
}
