/**
 * DynamoDB's reading calls over items in memory, on a loopback port: quick enough for tens of thousands of trials, in an
 * order of the test's choosing, and it remembers what it handed out.
 * @module
 */
import type { AttributeValue, Item } from "../../../src/dynamodb/access.ts";
import type { KeyText, TestIndex } from "../../fixtures/tables.ts";
import { readCondition } from "./conditions.ts";
import { project, readPath } from "./paths.ts";
import { compareValues, identity } from "./values.ts";

/** A table in memory. Items may be added between statements. */
export interface MemoryTable {
  readonly name: string;
  /** Of this making of the table; absent = of its only one. */
  readonly tableId?: string;
  readonly hash: KeyText;
  readonly sort?: KeyText;
  readonly gsis?: readonly TestIndex[];
  /** In the order of a Scan. */
  items: readonly Item[];
  /** As DescribeTable says it; absent = as it is. */
  itemCount?: number;
  /** Bytes of an item, as it is counted and charged; absent = 200. */
  itemBytes?: number;
  /** Items of a page at most. */
  pageItems?: number;
  /** What was handed out, as it was. */
  readonly served: Item[];
  /** Read units that queries and scans took; counted where it is there. */
  units?: number;
}

const ITEM_BYTES = 200;

/** The server. */
export interface MemoryDynamodb {
  readonly endpoint: string;
  readonly tables: Map<string, MemoryTable>;
  close(): Promise<void>;
}

/** Starts it. */
export function openMemoryDynamodb(): MemoryDynamodb {
  const tables = new Map<string, MemoryTable>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (call) => {
    const operation = call.headers.get("x-amz-target")?.split(".")[1] ?? "";
    const request: Request = await call.json();
    try {
      return reply(200, answer(tables, operation, request));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const type = error instanceof UnknownTable
        ? "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"
        : "com.amazon.coral.validate#ValidationException";
      return reply(400, { __type: type, message });
    }
  });
  return {
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    tables,
    close: () => server.shutdown(),
  };
}

class UnknownTable extends Error {}

function reply(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "memory" },
  });
}

interface Selecting {
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>;
}

/** What requests hold that is looked at here. */
interface Request extends Selecting {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly Key?: Item;
  readonly RequestItems?: Readonly<Record<string, Selecting & { readonly Keys: readonly Item[] }>>;
  readonly Limit?: number;
  readonly Segment?: number;
  readonly TotalSegments?: number;
  readonly ExclusiveStartKey?: Item;
  readonly ScanIndexForward?: boolean;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly Select?: string;
}

function answer(tables: ReadonlyMap<string, MemoryTable>, operation: string, request: Request): unknown {
  const tableOf = (name: string) => {
    const table = tables.get(name);
    if (table === undefined) throw new UnknownTable("Requested resource not found");
    return table;
  };
  switch (operation) {
    case "ListTables":
      return { TableNames: [...tables.keys()].sort() };
    case "DescribeTable":
      return { Table: describe(tableOf(request.TableName)) };
    case "Scan":
    case "Query":
      return many(tableOf(request.TableName), operation, request);
    case "GetItem": {
      const [item] = find(tableOf(request.TableName), [request.Key ?? {}], request);
      return { ...(item && { Item: item }), ConsumedCapacity: consumed(request.TableName, 0.5) };
    }
    case "BatchGetItem": {
      const given = Object.entries(request.RequestItems ?? {});
      return {
        Responses: Object.fromEntries(
          given.map(([name, part]) => [name, find(tableOf(name), part.Keys, part)]),
        ),
        UnprocessedKeys: {},
        ConsumedCapacity: given.map(([name, part]) => consumed(name, part.Keys.length * 0.5)),
      };
    }
    default:
      throw new Error(`No such operation: ${operation}`);
  }
}

function blocksOf(items: number, { itemBytes = ITEM_BYTES }: MemoryTable): number {
  return Math.ceil(items * itemBytes / 4096);
}

function consumed(TableName: string, CapacityUnits: number) {
  return { TableName, CapacityUnits };
}

interface Keyed {
  readonly hash: KeyText;
  readonly sort?: KeyText;
}

function keysOf({ hash, sort }: Keyed): readonly { readonly name: string; readonly type: string }[] {
  return [hash, ...(sort === undefined ? [] : [sort])].map((text) => {
    const [, name = text, type = "S"] = /^(.*):([SNB])$/s.exec(text) ?? [];
    return { name, type };
  });
}

function describe(table: MemoryTable): unknown {
  const schema = (keys: Keyed) =>
    keysOf(keys).map(({ name }, at) => ({ AttributeName: name, KeyType: at === 0 ? "HASH" : "RANGE" }));
  const { name, tableId = `id-${name}`, gsis = [], items, itemCount = items.length, itemBytes = ITEM_BYTES } =
    table;
  const types = new Map([table, ...gsis].flatMap(keysOf).map((key) => [key.name, key.type]));
  const indexes = gsis.map((index) => ({
    IndexName: index.name,
    KeySchema: schema(index),
    Projection: { ProjectionType: "ALL" },
    IndexStatus: "ACTIVE",
    ItemCount: itemCount,
    IndexSizeBytes: itemCount * itemBytes,
  }));
  return {
    TableName: name,
    TableStatus: "ACTIVE",
    TableId: tableId,
    CreationDateTime: 1_700_000_000,
    KeySchema: schema(table),
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    ItemCount: itemCount,
    TableSizeBytes: itemCount * itemBytes,
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
  };
}

function placeholdersOf({ ExpressionAttributeNames, ExpressionAttributeValues }: Selecting) {
  return { names: ExpressionAttributeNames ?? {}, values: ExpressionAttributeValues ?? {} };
}

function keyText(item: Item, names: readonly string[]): string {
  return names.map((name) => identity(item[name])).join();
}

function give(table: MemoryTable, items: readonly Item[], request: Selecting): readonly Item[] {
  const { names } = placeholdersOf(request);
  const paths = request.ProjectionExpression?.split(",").map((text) => readPath(text.trim(), names));
  const given = paths === undefined ? items : items.map((item) => project(item, paths));
  table.served.push(...given);
  return given;
}

function find(table: MemoryTable, keys: readonly Item[], request: Selecting): readonly Item[] {
  const names = keysOf(table).map(({ name }) => name);
  if (keys.some((key) => Object.keys(key).sort().join() !== names.toSorted().join())) {
    throw new Error("The provided key element does not match the schema");
  }
  const wanted = new Set(keys.map((key) => keyText(key, names)));
  return give(table, table.items.filter((item) => wanted.has(keyText(item, names))), request);
}

function many(table: MemoryTable, operation: string, request: Request): unknown {
  const index = table.gsis?.find(({ name }) => name === request.IndexName);
  const keys = keysOf(index ?? table);
  const placeholders = placeholdersOf(request);
  const passing = (items: readonly Item[], text: string | undefined) =>
    text === undefined ? items : items.filter(readCondition(text, placeholders));
  let items = index === undefined
    ? table.items
    : table.items.filter((item) => keys.every(({ name, type }) => type in (item[name] ?? {})));
  if (operation === "Query") {
    const sort = keys[1]?.name ?? "";
    const direction = request.ScanIndexForward === false ? -1 : 1;
    items = passing(items, request.KeyConditionExpression).toSorted((a, b) => {
      const [x, y] = [a[sort], b[sort]];
      return x === undefined || y === undefined ? 0 : direction * (compareValues(x, y) ?? 0);
    });
  } else if (request.TotalSegments !== undefined && request.Segment !== undefined) {
    const { Segment, TotalSegments } = request;
    const edge = (segment: number) => Math.floor(items.length * segment / TotalSegments);
    items = items.slice(edge(Segment), edge(Segment + 1));
  }
  const names = [...new Set([...keysOf(table), ...keys].map(({ name }) => name))];
  const { ExclusiveStartKey } = request;
  const after = ExclusiveStartKey === undefined ? null : keyText(ExclusiveStartKey, names);
  const from = after === null ? 0 : items.findIndex((item) => keyText(item, names) === after) + 1;
  const most = Math.min(request.Limit ?? Infinity, table.pageItems ?? Infinity);
  const read = items.slice(from, from + most);
  const last = read.at(-1);
  const matched = passing(read, request.FilterExpression);
  const units = Math.max(0.5, blocksOf(read.length, table) * 0.5);
  if (table.units !== undefined) table.units += units;
  return {
    ...(request.Select === "COUNT" ? {} : { Items: give(table, matched, request) }),
    Count: matched.length,
    ScannedCount: read.length,
    ...(last !== undefined && read.length === most
      ? { LastEvaluatedKey: Object.fromEntries(names.map((name) => [name, last[name]])) }
      : {}),
    ConsumedCapacity: consumed(table.name, units),
  };
}
