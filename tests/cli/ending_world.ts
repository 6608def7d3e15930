/**
 * A server that is to be ended: over a DynamoDB that may never answer, with temporary files of its own.
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { cliJson, type Served, startServer } from "../fixtures/cli.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, putItems, uniqueRegion } from "../fixtures/tables.ts";
import { fetchToken } from "../e2e/session.ts";
import { openProxy, type Proxy } from "../fault/proxy.ts";

/** What servers stand on; several may follow each other. */
export interface EndingWorld extends AsyncDisposable {
  readonly proxy: Proxy;
  /** The store's address. */
  readonly store: string;
  /** The store's file. */
  readonly file: string;
  /** Variables of a server: its temporary files lie in a folder of the world's own. */
  readonly env: Record<string, string>;
  serve(): Promise<Served>;
  token(served: Served): Promise<string>;
  /** Names of what lies among the temporary files. */
  temporary(): string[];
}

/** Opens it: a table `orders` of 12 items in the schema `shop`. */
export async function openEndingWorld(): Promise<EndingWorld> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-ending-" });
  const file = `${folder}/store.kv`;
  const store = `kv:${file}`;
  const env = { TMPDIR: `${folder}/tmp` };
  await Deno.mkdir(env.TMPDIR);
  const target = await dynamodbLocal();
  const region = uniqueRegion();
  const database = { endpoint: target, region };
  await createTable(database, { name: "orders", hash: "id" });
  await putItems(database, "orders", Array.from({ length: 12 }, (_, at) => ({ id: `o${at}`, total: at })));
  const proxy = openProxy(target);
  const flags = ["--store", store, "--json"];
  await cliJson([
    "schema",
    "add",
    "shop",
    "--default",
    "--region",
    region,
    "--endpoint",
    proxy.url,
    ...flags,
  ]);
  const made = await cliJson<{ client_id: string; client_secret: string }>(
    ["client", "create", "--label", "x", ...flags],
  );
  return {
    proxy,
    store,
    file,
    env,
    serve: () => startServer(["--store", store], { env }),
    token: ({ url }) => fetchToken(url, made.client_id, made.client_secret),
    temporary: () => [...Deno.readDirSync(env.TMPDIR)].map(({ name }) => name),
    async [Symbol.asyncDispose]() {
      await proxy.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Calls a tool and gives the whole body of the answer; what the server says of an error is in it. */
export async function callTool(
  served: Served,
  token: string,
  name: string,
  args: Record<string, unknown>,
): Promise<string> {
  const response = await fetch(`${served.url}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } }),
  });
  return await response.text();
}

/** Sends the head of a request to `/mcp` and half of its body, and nothing more. */
export async function sendHalf(served: Served, token: string): Promise<Deno.Conn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(served.url).port) });
  const head = `POST /mcp HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n` +
    "content-type: application/json\r\naccept: application/json, text/event-stream\r\ncontent-length: 100\r\n\r\n";
  await connection.write(new TextEncoder().encode(`${head}{"jsonrpc":"2.0",`));
  return connection;
}

/** Processes that a process has started and that live. */
export function childrenOf(pid: number): number[] {
  const text = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

/** Whether a process is there. */
export function lives(pid: number): boolean {
  try {
    // A process that ended and was not yet asked how is none.
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

/** Resolves when the condition holds; fails after 20 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!await condition()) {
    if (Date.now() > deadline) throw new Error("It did not come to that in 20 s.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Locks the store as another program would; gives how to let go. */
export function lockStore(file: string): () => void {
  const database = new DatabaseSync(file);
  database.exec("BEGIN IMMEDIATE");
  return () => {
    database.exec("ROLLBACK");
    database.close();
  };
}

/** Whether the process hears SIGTERM: until then the system ends it. SigCgt is a mask in which bit 14 is signal 15. */
export function hearsSigterm(pid: number): boolean {
  const mask = /^SigCgt:\s+([0-9a-f]+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1] ?? "0";
  return (BigInt(`0x${mask}`) >> 14n & 1n) === 1n;
}
