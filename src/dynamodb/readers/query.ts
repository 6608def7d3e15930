/**
 * Query on a table or an index: one partition after the other, in the order given.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { Condition, QueryRead, Scalar, SortRange } from "../access.ts";
import type { DynamoClient } from "../client/client.ts";
import { attributesOf, rangeCondition } from "../evaluate.ts";
import { keyExpression, placeholders } from "../expressions.ts";
import type { PageStreams } from "./page_streams.ts";
import { pageOf, selection } from "./page.ts";
import { partitionTops } from "./partition_tops.ts";
import { canBeKey, compareScalars, scalarIdentity } from "../scalar.ts";
import { defined } from "../../lib/defined.ts";

/** The pages of a Query. A partition value given twice is read once; one that no item can have is not read. */
export function queryStreams(client: DynamoClient, read: QueryRead): PageStreams {
  refuseKeyFilter(read);
  const sort = read.sort === undefined ? null : sortBounds(read.sort.attribute, read.sort.range);
  const partitions = sort === "nothing" ? [] : distinctKeys(read.hash.values);
  const bounds = sort === "nothing" ? null : sort;
  const probe = selection(read, placeholders());
  const tops = read.top === undefined ? null : partitionTops(read.top, read.filter !== null);
  return {
    count: probe.nothing ? 0 : partitions.length,
    ordered: true,
    readAhead: 1,
    async fetch(stream, cursor, most, signal) {
      const value = partitions[stream];
      if (value === undefined) throw new Error("No such partition.");
      const markers = placeholders();
      const key = keyExpression({ attribute: read.hash.attribute, value }, bounds?.there ?? null, markers);
      const select = selection(read, markers, bounds?.here ?? null);
      const { FilterExpression, ProjectionExpression } = select.parameters;
      const answer = await client.send(
        "Query",
        {
          TableName: read.table,
          ...defined({ IndexName: read.index }),
          KeyConditionExpression: key,
          ...select.parameters,
          ...markers.parameters(key, FilterExpression, ProjectionExpression),
          ...defined({
            ConsistentRead: read.consistent || undefined,
            ScanIndexForward: read.top?.reverse ?? read.reverse ? false : undefined,
            Limit: tops === null ? most : tops.limit(stream, most),
            ExclusiveStartKey: cursor ?? undefined,
          }),
          ReturnConsumedCapacity: "TOTAL",
        },
        signal,
        select.attributes,
      );
      const page = pageOf(answer, select);
      return tops === null ? page : tops.stopped(stream, page);
    },
  };
}

/** DynamoDB refuses a filter on the key attributes that a Query runs on; only a planner's mistake brings one. */
function refuseKeyFilter(read: QueryRead): void {
  if (read.filter === null) return;
  const named = attributesOf(read.filter);
  for (const attribute of [read.hash.attribute, read.sort?.attribute]) {
    if (attribute !== undefined && named.has(attribute)) {
      throw new DynamoSqlError("internal", `The plan filters a Query of ${read.table} on its own key.`);
    }
  }
}

function distinctKeys(values: readonly Scalar[]): Scalar[] {
  const distinct = new Map<string, Scalar>();
  for (const value of values) {
    if (canBeKey(value, "hash") && !distinct.has(scalarIdentity(value))) {
      distinct.set(scalarIdentity(value), value);
    }
  }
  return [...distinct.values()];
}

/** A sort range, as far as DynamoDB takes it (`there`) and what is left to check on the items (`here`). */
interface SortBounds {
  readonly there: { readonly attribute: string; readonly range: SortRange } | null;
  readonly here: Condition | null;
}

/**
 * DynamoDB refuses bounds that no key can have (empty, too long, too many digits) and a BETWEEN the wrong way round.
 * If such bounds let nothing through, no request is made; else the whole partition is read and checked here.
 */
function sortBounds(attribute: string, range: SortRange): SortBounds | "nothing" {
  if (range.op === "between") {
    const order = compareScalars(range.low, range.high);
    if (order === null || order > 0) return "nothing";
  }
  const bounds = range.op === "between" ? [range.low, range.high] : [range.value];
  if (bounds.every((bound) => canBeKey(bound, "sort"))) return { there: { attribute, range }, here: null };
  if (range.op === "=") return "nothing";
  return { there: null, here: rangeCondition(attribute, range) };
}
