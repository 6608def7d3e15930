/**
 * Query of an index for keys, then BatchGetItem of the items themselves: for an index that lacks what is wanted.
 * @module
 */
import type { Item, ItemKey, QueryRead } from "../access.ts";
import type { DynamoClient } from "../client/client.ts";
import { getStreams } from "./get.ts";
import type { PageStreams, StreamPage } from "./page_streams.ts";
import { queryStreams } from "./query.ts";
import { keyIdentity } from "../scalar.ts";

/**
 * Index entries of one page at most: their items are all fetched before the consumer can say that it has enough, and
 * all are in memory at once. With a filter more, for few entries may pass it.
 */
const entriesMax = 100;
const filteredEntriesMax = 400;

/** The pages of a Query whose items come from the table. `keys` = the table's key attributes. */
export function fetchBackStreams(
  client: DynamoClient,
  read: QueryRead,
  keys: readonly string[],
): PageStreams {
  const entries = queryStreams(client, { ...read, attributes: keys, countOnly: false });
  const most = read.filter === null ? entriesMax : filteredEntriesMax;
  return {
    ...entries,
    async fetch(stream, cursor, limit, signal): Promise<StreamPage> {
      const page = await entries.fetch(stream, cursor, Math.min(limit ?? most, most), signal);
      const wanted = page.items.map((entry) => keyOf(entry, keys));
      const { attributes } = read;
      const found = getStreams(client, {
        kind: "get",
        table: read.table,
        attributes: attributes === null ? null : [...new Set([...attributes, ...keys])],
        consistent: read.consistent,
        keys: wanted,
      });
      let { readUnits, bytes, requests } = page;
      const fetchedItems = new Map<string, Item>();
      const batches = Array.from(
        { length: found.count },
        (_, batch) => found.fetch(batch, null, undefined, signal),
      );
      for (const fetched of await Promise.all(batches)) {
        readUnits += fetched.readUnits;
        bytes += fetched.bytes;
        requests += fetched.requests;
        for (const item of fetched.items) fetchedItems.set(keyIdentity(keyOf(item, keys)), item);
      }
      // BatchGetItem answers in any order; the index has one.
      const items = wanted.map((key) => fetchedItems.get(keyIdentity(key))).filter((item) =>
        item !== undefined
      );
      return { ...page, items, count: items.length, readUnits, bytes, requests };
    },
  };
}

function keyOf(entry: Item, keys: readonly string[]): ItemKey {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => keys.includes(name)));
}
