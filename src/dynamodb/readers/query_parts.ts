/**
 * A Query that has several parts: ranges, partitions and indexes one after the other.
 * @module
 */
import type { QueryPart, QueryRead } from "../access.ts";
import type { DynamoClient } from "../client/client.ts";
import { fetchBackStreams } from "./fetch_back.ts";
import type { PageStreams } from "./page_streams.ts";
import { queryStreams } from "./query.ts";
import { defined } from "../../lib/defined.ts";

/** The pages of a Query, those of its further parts after its own. */
export function queryPartsStreams(client: DynamoClient, read: QueryRead): PageStreams {
  const { kind, table, attributes, consistent, reverse, countOnly, more = [] } = read;
  const shared = { kind, table, attributes, consistent, reverse, countOnly };
  const parts = [read, ...more].map((part: QueryPart) => {
    const { index, hash, sort, filter, fetchBack, top } = part;
    const alone: QueryRead = { ...shared, ...defined({ index, hash, sort, filter, top }) };
    const pages = fetchBack === undefined
      ? queryStreams(client, alone)
      : fetchBackStreams(client, alone, fetchBack);
    return pages;
  });
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const streams = parts.flatMap((pages) =>
    Array.from({ length: pages.count }, (_, stream) => ({ pages, stream }))
  );
  return {
    count: streams.length,
    ordered: true,
    readAhead: 1,
    fetch(at, cursor, limit, signal) {
      const found = streams[at];
      if (found === undefined) throw new Error("No such part.");
      return found.pages.fetch(found.stream, cursor, limit, signal);
    },
  };
}
