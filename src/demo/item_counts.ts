/**
 * dynalite leaves `ItemCount` and `TableSizeBytes` at 0 for ever; DynamoDB fills them in. Cost estimates and
 * listings live on them, so the demo's DescribeTable answers are completed on their way out.
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Item } from "../dynamodb/access.ts";
import type { DataSet } from "./data.ts";

/** A request listener to run before the emulator's own: completes what DescribeTable answers. */
export function completeDescriptions(
  data: DataSet,
): (request: IncomingMessage, answer: ServerResponse) => void {
  return (request, answer) => {
    if (request.headers["x-amz-target"] !== "DynamoDB_20120810.DescribeTable") return;
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
