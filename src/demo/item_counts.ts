/**
 * What dynalite answers otherwise than DynamoDB: the counts of DescribeTable, and the price of consistent Scans.
 *
 * dynalite leaves `ItemCount` and `TableSizeBytes` at 0 for ever; DynamoDB fills them in. Cost estimates and
 * listings live on them, so the demo's DescribeTable answers are completed on their way out.
 * @module
 */
import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Item } from "../dynamodb/access.ts";
import type { DataSet } from "./data.ts";

/** A request listener to run before the emulator's own: completes what DescribeTable answers. */
export function completeDescriptions(
  data: DataSet,
): (request: IncomingMessage, answer: ServerResponse) => void {
  return (request, answer) => {
    const target = request.headers["x-amz-target"];
    if (target === "DynamoDB_20120810.Scan") return priceConsistentScan(request, answer);
    if (target !== "DynamoDB_20120810.DescribeTable") return;
    const end = answer.end.bind(answer);
    // Only the form that the emulator calls, `end(body)`, is replaced, hence the cast.
    answer.end = ((body: unknown) => {
      const text = complete(String(body), data);
      answer.setHeader("content-length", new TextEncoder().encode(text).length);
      answer.removeHeader("x-amz-crc32");
      return end(text);
    }) as ServerResponse["end"];
  };
}

/** A consistent Scan costs twice as much (Developer Guide, "Read consistency"); dynalite does so of other reads alone. */
function priceConsistentScan(request: IncomingMessage, answer: ServerResponse): void {
  const asked: Uint8Array[] = [];
  request.on("data", (chunk: Uint8Array) => asked.push(chunk));
  const end = answer.end.bind(answer);
  // As above.
  answer.end = ((body: unknown) => {
    const text = doubled(String(body), new TextDecoder().decode(Buffer.concat(asked)));
    answer.setHeader("content-length", new TextEncoder().encode(text).length);
    answer.removeHeader("x-amz-crc32");
    return end(text);
  }) as ServerResponse["end"];
}

function doubled(text: string, asked: string): string {
  // Both are the emulator's protocol, in the documented shapes.
  const { ConsistentRead } = JSON.parse(asked) as { readonly ConsistentRead?: boolean };
  const answer = JSON.parse(text) as { readonly ConsumedCapacity?: { readonly CapacityUnits: number } };
  if (ConsistentRead !== true || answer.ConsumedCapacity === undefined) return text;
  const { ConsumedCapacity } = answer;
  return JSON.stringify({
    ...answer,
    ConsumedCapacity: { ...ConsumedCapacity, CapacityUnits: ConsumedCapacity.CapacityUnits * 2 },
  });
}

/** The emulator's own answer: DescribeTable's, or an error without `Table`. */
interface Description {
  readonly Table?: {
    readonly TableName: string;
    readonly GlobalSecondaryIndexes?: readonly { readonly KeySchema: readonly { AttributeName: string }[] }[];
  };
}

function complete(text: string, data: DataSet): string {
  // The emulator's own JSON, in the documented shape.
  const { Table: table } = JSON.parse(text) as Description;
  const items = table && data[table.TableName];
  if (!table || !items) return text;
  const indexes = table.GlobalSecondaryIndexes?.map((index) => {
    // An item without the index's keys is not in the index.
    const inIndex = items.filter((item) => index.KeySchema.every((key) => item[key.AttributeName]));
    return { ...index, ItemCount: inIndex.length, IndexSizeBytes: bytes(inIndex) };
  });
  return JSON.stringify({
    Table: {
      ...table,
      ItemCount: items.length,
      TableSizeBytes: bytes(items),
      ...(indexes ? { GlobalSecondaryIndexes: indexes } : {}),
    },
  });
}

/** About the stored size: the JSON's length comes near it. */
const bytes = (items: readonly Item[]) => items.reduce((sum, item) => sum + JSON.stringify(item).length, 0);
