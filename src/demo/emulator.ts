/**
 * An in-process DynamoDB emulator on loopback that holds the demo data set. For trying out, never for judging
 * correctness: the tests use DynamoDB Local.
 * @module
 */
import type { Item } from "../dynamodb/access.ts";
import { type DataSet, demoData } from "./data.ts";
import { completeDescriptions } from "./item_counts.ts";
import { demoTables } from "./tables.ts";

/** A running emulator. */
export interface Emulator {
  /** For example `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** The part of `dynalite`'s server that is used; the package brings no types. */
interface EmulatorServer {
  prependListener(event: "request", listener: ReturnType<typeof completeDescriptions>): void;
  listen(port: number, host: string, done: () => void): void;
  address(): { port: number };
  once(event: "error", handler: (error: Error) => void): void;
  close(done: () => void): void;
  closeAllConnections?(): void;
}

/** Starts the emulator on a free loopback port and fills it. Takes about a second. */
export async function startEmulator(): Promise<Emulator> {
  const { default: dynalite } = await import("dynalite");
  // The package has no types; only the members of EmulatorServer are touched.
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }) as EmulatorServer;
  const data = demoData(Date.now());
  server.prependListener("request", completeDescriptions(data));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  await fill(endpoint, data);
  return {
    endpoint,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections?.();
      }),
  };
}

async function fill(endpoint: string, data: DataSet): Promise<void> {
  const tables = demoTables();
  for (const table of tables) await call(endpoint, "CreateTable", table);
  await Promise.all(tables.map(async ({ TableName }) => {
    if (TableName === undefined) return;
    await untilActive(endpoint, TableName);
    await load(endpoint, TableName, data[TableName] ?? []);
  }));
}

/** BatchWriteItem takes 25 items at most. */
async function load(endpoint: string, table: string, items: readonly Item[]): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const requests = items.slice(from, from + 25).map((item) => ({ PutRequest: { Item: item } }));
    await call(endpoint, "BatchWriteItem", { RequestItems: { [table]: requests } });
  }
}

async function untilActive(endpoint: string, table: string): Promise<void> {
  for (;;) {
    const answer = await call(endpoint, "DescribeTable", { TableName: table });
    if (answer.includes('"TableStatus":"ACTIVE"')) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** One call of DynamoDB's JSON protocol. The emulator wants a signature's form and checks nothing of it. */
async function call(endpoint: string, action: string, body: unknown): Promise<string> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${action}`,
      "x-amz-date": "20260101T000000Z",
      authorization: "AWS4-HMAC-SHA256 Credential=demo/20260101/eu-central-1/dynamodb/aws4_request, " +
        "SignedHeaders=host;x-amz-date, Signature=0",
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Demo data: ${action} failed: ${text}`);
  return text;
}
