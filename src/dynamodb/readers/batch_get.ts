/**
 * One BatchGetItem of at most 100 keys, repeated until DynamoDB has answered for every key.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { Item, ItemKey } from "../access.ts";
import type { DynamoClient } from "../client/client.ts";
import type { StreamPage } from "./page_streams.ts";
import { readUnitsOf } from "../wire.ts";

/** After so many calls in a row without an answer for any key we give up: about 6 s of waiting. */
const fruitlessMax = 7;

/**
 * The items of these keys, as one page. Keys left over because the answer was full (16 MB) are asked for again at
 * once; keys left over because the table throttles, after a growing, jittered wait. Fails with `throttled`.
 */
export async function batchGet(
  client: DynamoClient,
  table: string,
  keys: readonly ItemKey[],
  parameters: Readonly<Record<string, unknown>>,
  attributes: readonly string[] | null,
  signal: AbortSignal,
): Promise<StreamPage> {
  const items: Item[] = [];
  const spent = { readUnits: 0, bytes: 0, requests: 0 };
  let left = keys;
  let fruitless = 0;
  const waiting = { subject: `table ${table}` };
  while (left.length > 0) {
    const answer = await client.send(
      "BatchGetItem",
      {
        RequestItems: { [table]: { Keys: left, ...parameters } },
        ReturnConsumedCapacity: "TOTAL",
      },
      signal,
      attributes,
    );
    spent.readUnits += readUnitsOf(answer.body);
    spent.bytes += answer.bytes;
    spent.requests += answer.requests;
    for (const item of answer.body.Responses?.[table] ?? []) items.push(item);
    const unprocessed = answer.body.UnprocessedKeys?.[table]?.Keys ?? [];
    if (unprocessed.length < left.length) fruitless = 0;
    else if (++fruitless >= fruitlessMax) {
      throw new DynamoSqlError(
        "throttled",
        `DynamoDB throttled reads of table ${table}, also after retries.`,
      );
    }
    left = unprocessed;
    if (fruitless === 0) continue;
    client.throttled.add(waiting);
    await pause(Math.random() * 100 * 2 ** fruitless, signal);
    client.throttled.delete(waiting);
  }
  return { items, count: items.length, scanned: items.length, ...spent, cursor: null };
}

/** Waits; ends early if the signal aborts, which the next request then reports. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
