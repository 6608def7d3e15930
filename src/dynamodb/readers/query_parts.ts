/**
 * A Query that has several parts: ranges, partitions and indexes one after the other.
 * @module
 */
import type { QueryPart, QueryRead } from "../access.ts";
import type { DynamoClient } from "../client/client.ts";
import { fetchBackLanes } from "./fetch_back.ts";
import type { Lanes } from "./page_streams.ts";
import { queryLanes } from "./query.ts";

/** The pages of a Query, those of its further parts after its own. */
export function queryPartsLanes(client: DynamoClient, read: QueryRead): Lanes {
  const { kind, table, attributes, consistent, reverse, countOnly, more = [] } = read;
  const shared = { kind, table, attributes, consistent, reverse, countOnly };
  const parts = [read, ...more].map((part: QueryPart) => {
    const { index, hash, sort, filter, fetchBack } = part;
    const alone: QueryRead = {
      ...shared,
      ...(index === undefined ? {} : { index }),
      hash,
      ...(sort === undefined ? {} : { sort }),
      filter,
    };
    const pages = fetchBack === undefined
      ? queryLanes(client, alone)
      : fetchBackLanes(client, alone, fetchBack);
    return pages;
  });
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const lanes = parts.flatMap((pages) => Array.from({ length: pages.count }, (_, lane) => ({ pages, lane })));
  return {
    count: lanes.length,
    ordered: true,
    readAhead: 1,
    fetch(at, cursor, limit, signal) {
      const found = lanes[at];
      if (found === undefined) throw new Error("No such part.");
      return found.pages.fetch(found.lane, cursor, limit, signal);
    },
  };
}
