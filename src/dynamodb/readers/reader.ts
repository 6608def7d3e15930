/**
 * Carries out the reads that the planner decided on, over one connection.
 * @module
 */
import type { Access, Connection, ReadOptions, ReadPage, TableReader, Throttled } from "../access.ts";
import { type ClientOptions, dynamoClient } from "../client/client.ts";
import { distinctItems } from "./distinct_items.ts";
import { getStreams } from "./get.ts";
import { readStreams } from "./page_streams.ts";
import { queryPartsStreams } from "./query_parts.ts";
import { scanStreams } from "./scan.ts";

/**
 * A reader of the tables that a connection reaches. Cheap to make: clients, credentials and connections are kept
 * per connection and shared, and the SDK loads at the first read.
 * @param throttled holds the reader's requests while they are throttled
 */
export function createReader(
  connection: Connection,
  throttled?: Throttled,
  options: ClientOptions = {},
): TableReader {
  const client = dynamoClient(connection, options, throttled);
  // A read that is paused and goes on is the same read, by the same access.
  const given = new Map<string, Set<string>>();
  return {
    read(access: Access, how: ReadOptions): AsyncIterable<ReadPage> {
      switch (access.kind) {
        case "get":
          return readStreams(getStreams(client, access), how);
        case "query": {
          const pages = readStreams(queryPartsStreams(client, access), how);
          if (access.distinctBy === undefined || access.countOnly) return pages;
          const same = JSON.stringify(access);
          const before = (how.from === undefined ? undefined : given.get(same)) ?? new Set();
          given.set(same, before);
          return distinctItems(pages, access.distinctBy, before);
        }
        case "scan":
          return readStreams(scanStreams(client, access), how);
        case "empty":
          return readStreams(noStreams, how);
      }
    },
  };
}

const noStreams = {
  count: 0,
  ordered: true,
  readAhead: 0,
  fetch: () => Promise.reject(new Error("Nothing to read.")),
};
