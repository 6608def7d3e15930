/**
 * Scan of a table or an index, in parallel segments.
 * @module
 */
import type { ScanRead } from "../access.ts";
import type { DynamoClient } from "../client/client.ts";
import { placeholders } from "../expressions.ts";
import type { PageStreams } from "./page_streams.ts";
import { pageOf, selection } from "./page.ts";
import { defined } from "../../lib/defined.ts";

/** The pages of a Scan, as its segments give them. */
export function scanStreams(client: DynamoClient, read: ScanRead): PageStreams {
  const segments = Math.max(1, Math.trunc(read.segments));
  const markers = placeholders();
  const select = selection(read, markers);
  const { FilterExpression, ProjectionExpression } = select.parameters;
  const request = {
    TableName: read.table,
    ...defined({ IndexName: read.index }),
    ...select.parameters,
    ...markers.parameters(FilterExpression, ProjectionExpression),
    ...defined({ ConsistentRead: read.consistent || undefined }),
    ReturnConsumedCapacity: "TOTAL",
  };
  return {
    count: select.nothing ? 0 : segments,
    ordered: false,
    readAhead: segments,
    async fetch(segment, cursor, limit, signal) {
      const answer = await client.send(
        "Scan",
        {
          ...request,
          ...defined({
            Segment: segments === 1 ? undefined : segment,
            TotalSegments: segments === 1 ? undefined : segments,
            Limit: limit,
            ExclusiveStartKey: cursor ?? undefined,
          }),
        },
        signal,
        select.attributes,
        select.rest === null && !select.blank && !select.countOnly,
      );
      return pageOf(answer, select);
    },
  };
}
