/**
 * What an expert would read by hand, as requests to DynamoDB: the optimum of a question is what these requests
 * consume, as DynamoDB itself says (`ReturnConsumedCapacity`). Nothing of the product takes part.
 * @module
 */
import { attribute, call, type LocalDatabase } from "../../fixtures/tables.ts";

/** The key attributes of a table or index: partition, then sort. */
export interface KeyNames {
  readonly table: string;
  readonly index?: string;
  readonly hash: string;
  readonly sort?: string;
}

/** A value of a key. */
export type KeyValue = string | number;

/** A range of the sort key. */
export type Range =
  | readonly ["=" | "<" | "<=" | ">" | ">=" | "begins", KeyValue]
  | readonly ["between", KeyValue, KeyValue];

/** One request. */
export type ExpertRead =
  | { readonly get: KeyNames; readonly keys: readonly (readonly KeyValue[])[] }
  | {
    readonly query: KeyNames;
    readonly hash: KeyValue;
    readonly range?: Range;
    readonly limit?: number;
    /** From the highest sort key down. */
    readonly back?: boolean;
  }
  | { readonly scan: KeyNames; readonly limit?: number };

/** Items by whole key. */
export const get = (names: KeyNames, ...keys: readonly (readonly KeyValue[])[]): ExpertRead => ({
  get: names,
  keys,
});

/** A partition, or a range of it. */
export const query = (
  names: KeyNames,
  hash: KeyValue,
  range?: Range,
  more: { readonly limit?: number; readonly back?: boolean } = {},
): ExpertRead => ({ query: names, hash, ...(range === undefined ? {} : { range }), ...more });

/** A whole table or index. */
export const scan = (names: KeyNames): ExpertRead => ({ scan: names });

/** Runs the requests, one after the other; gives the read units that DynamoDB counts. */
export async function consumed(database: LocalDatabase, reads: readonly ExpertRead[]): Promise<number> {
  let units = 0;
  for (const read of reads) units += await one(database, read);
  return units;
}

async function one(database: LocalDatabase, read: ExpertRead): Promise<number> {
  if ("get" in read) return await byKey(database, read.get, read.keys);
  const { table, index } = "query" in read ? read.query : read.scan;
  const body = {
    TableName: table,
    ...(index === undefined ? {} : { IndexName: index }),
    ...("query" in read ? condition(read) : {}),
    ...(read.limit === undefined ? {} : { Limit: read.limit }),
    ReturnConsumedCapacity: "TOTAL",
  };
  let units = 0;
  let start: unknown = undefined;
  do {
    const page = { ...body, ...(start === undefined ? {} : { ExclusiveStartKey: start }) };
    const answer = await call(database, "query" in read ? "Query" : "Scan", page);
    units += unitsOf(answer.ConsumedCapacity);
    start = read.limit === undefined ? answer.LastEvaluatedKey : undefined;
  } while (start !== undefined);
  return units;
}

async function byKey(
  database: LocalDatabase,
  { table, hash, sort }: KeyNames,
  keys: readonly (readonly KeyValue[])[],
): Promise<number> {
  let units = 0;
  for (const [first, second] of keys) {
    const answer = await call(database, "GetItem", {
      TableName: table,
      Key: { [hash]: attribute(first), ...(sort === undefined ? {} : { [sort]: attribute(second) }) },
      ReturnConsumedCapacity: "TOTAL",
    });
    units += unitsOf(answer.ConsumedCapacity);
  }
  return units;
}

function condition(read: Extract<ExpertRead, { query: KeyNames }>) {
  const { range } = read;
  const [, low, high] = range ?? [];
  const texts = {
    begins: "begins_with(#s, :a)",
    between: "#s BETWEEN :a AND :b",
  };
  const sort = range === undefined
    ? ""
    : ` AND ${range[0] === "begins" || range[0] === "between" ? texts[range[0]] : `#s ${range[0]} :a`}`;
  return {
    KeyConditionExpression: `#h = :h${sort}`,
    ExpressionAttributeNames: { "#h": read.query.hash, ...(sort === "" ? {} : { "#s": read.query.sort }) },
    ExpressionAttributeValues: {
      ":h": attribute(read.hash),
      ...(low === undefined ? {} : { ":a": attribute(low) }),
      ...(high === undefined ? {} : { ":b": attribute(high) }),
    },
    ...(read.back ? { ScanIndexForward: false } : {}),
  };
}

function unitsOf(capacity: unknown): number {
  if (typeof capacity === "object" && capacity !== null && "CapacityUnits" in capacity) {
    const { CapacityUnits: units } = capacity;
    if (typeof units === "number") return units;
  }
  throw new Error("DynamoDB did not say what the request consumed.");
}
