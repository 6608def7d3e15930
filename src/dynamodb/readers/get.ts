/**
 * GetItem for one key, BatchGetItem for more.
 * @module
 */
import type { AttributeValue, GetRead, Item, ItemKey } from "../access.ts";
import { batchGet } from "./batch_get.ts";
import type { DynamoClient } from "../client/client.ts";
import { placeholders, projectionExpression } from "../expressions.ts";
import type { PageStreams } from "./page_streams.ts";
import { canBeKey, keyIdentity, toScalar } from "../scalar.ts";
import { readUnitsOf } from "../wire.ts";

/** Keys of one BatchGetItem call at most (API reference). */
const batchMax = 100;

/** Batches in flight: each waits for DynamoDB far longer than its items take here. */
const READ_AHEAD = 4;

/** The pages of a Get: one for each hundred keys. A key given twice, or that no item can have, is not read. */
export function getStreams(client: DynamoClient, read: GetRead): PageStreams {
  const distinct = new Map<string, ItemKey>();
  for (const key of read.keys) if (canExist(key)) distinct.set(keyIdentity(key), key);
  const keys = [...distinct.values()];
  const [only] = keys;
  return {
    count: Math.ceil(keys.length / batchMax),
    ordered: false,
    readAhead: READ_AHEAD,
    async fetch(stream, cursor, most, signal) {
      if (keys.length === 1 && only !== undefined) return await getOne(client, read, only, signal);
      const batch = keys.slice(stream * batchMax, (stream + 1) * batchMax);
      // A batch goes on at the key that it stopped before.
      const from = cursor === null ? 0 : batch.findIndex((key) => keyIdentity(key) === keyIdentity(cursor));
      const to = from + (most ?? batchMax);
      const wanted = batch.slice(from, to);
      const parameters = getParameters(read, wanted[0] ?? {});
      const page = await batchGet(client, read.table, wanted, parameters, read.attributes, signal);
      return { ...page, cursor: batch[to] ?? null };
    },
  };
}

async function getOne(client: DynamoClient, read: GetRead, key: ItemKey, signal: AbortSignal) {
  const { body, bytes, requests } = await client.send("GetItem", {
    TableName: read.table,
    Key: key,
    ...getParameters(read, key),
    ReturnConsumedCapacity: "TOTAL",
  }, signal);
  const items: readonly Item[] = body.Item === undefined ? [] : [body.Item];
  const count = items.length;
  return { items, count, scanned: count, readUnits: readUnitsOf(body), bytes, requests, cursor: null };
}

/** If no attribute is wanted, the key is asked for, which every item has. */
function getParameters(read: GetRead, key: ItemKey): Record<string, unknown> {
  const consistent = read.consistent ? { ConsistentRead: true } : {};
  if (read.attributes === null) return consistent;
  const markers = placeholders();
  const attributes = read.attributes.length === 0 ? Object.keys(key) : read.attributes;
  const text = projectionExpression(attributes, markers);
  return text === null
    ? consistent
    : { ...consistent, ProjectionExpression: text, ...markers.parameters(text) };
}

/** Whether each part of the key is one that DynamoDB takes; a sort key is shorter, so a longer part is a hash. */
function canExist(key: ItemKey): boolean {
  return Object.values(key).every((value: AttributeValue) => {
    const scalar = toScalar(value);
    return scalar !== null && canBeKey(scalar, "hash");
  });
}
