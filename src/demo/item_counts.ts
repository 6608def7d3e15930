/**
 * Corrects dynalite where it differs from DynamoDB: the counts of DescribeTable, the price of consistent Scans, and
 * requests that end early.
 *
 * dynalite leaves `ItemCount` and `TableSizeBytes` at 0 for ever; DynamoDB fills them in. Cost estimates and
 * listings live on them, so the demo's DescribeTable answers are completed on their way out.
 * @module
 */
import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { utf8Length } from "../catalog/size.ts";
import type { AttributeValue, Item } from "../dynamodb/access.ts";
import type { DataSet } from "./data.ts";
import { defined } from "../lib/defined.ts";

/** A request listener to run before the emulator's own: completes what DescribeTable answers. */
export function completeDescriptions(
  data: DataSet,
): (request: IncomingMessage, answer: ServerResponse) => void {
  return (request, answer) => {
    surviveAborts(request, answer);
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

/**
 * Lets a client go away in the middle of a request: a query that was stopped does. dynalite throws the error of such a request,
 * which would end the process, so it does not get to listen.
 */
function surviveAborts(request: IncomingMessage, answer: ServerResponse): void {
  request.on("error", () => answer.destroy());
  const on = request.on.bind(request);
  // Only the form that the emulator calls is replaced, hence the cast.
  request.on =
    ((event: string, listener: (...given: unknown[]) => void) =>
      event === "error" ? request : on(event, listener)) as IncomingMessage["on"];
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
      ...defined({ GlobalSecondaryIndexes: indexes || undefined }),
    },
  });
}

const bytes = (items: readonly Item[]) => sum(items.map(itemBytes));

/** What an item weighs (Developer Guide, "DynamoDB item sizes and formats"): names and values. */
const itemBytes = (item: Item): number =>
  sum(Object.entries(item).map(([name, value]) => utf8Length(name) + valueBytes(value)));

function valueBytes(value: AttributeValue): number {
  if ("S" in value) return utf8Length(value.S);
  if ("N" in value) return numberBytes(value.N);
  if ("B" in value) return binaryBytes(value.B);
  // A list or a map takes three bytes, and one for each of its entries.
  if ("M" in value) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  if ("L" in value) return 3 + sum(value.L.map((entry) => 1 + valueBytes(entry)));
  if ("SS" in value) return sum(value.SS.map(utf8Length));
  if ("NS" in value) return sum(value.NS.map(numberBytes));
  return "BS" in value ? sum(value.BS.map(binaryBytes)) : 1;
}

const sum = (sizes: readonly number[]) => sizes.reduce((all, size) => all + size, 0);

/** A byte for two digits, and one more. */
const numberBytes = (text: string) => Math.ceil(text.replace(/\D/g, "").length / 2) + 1;
const binaryBytes = (base64: string) => Math.floor(base64.replace(/=+$/, "").length * 3 / 4);
