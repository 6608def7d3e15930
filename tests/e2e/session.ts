/**
 * What every end-to-end test stands on: a really spawned server over its own database in DynamoDB Local, an API
 * client made by the CLI, a token from `/token`, and MCP clients.
 * @module
 */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { cliJson, type Served, startServer } from "../fixtures/cli.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { type LocalDatabase, uniqueRegion } from "../fixtures/tables.ts";

/** A server with one schema `vega` over an empty database. */
export interface World {
  readonly served: Served;
  readonly database: LocalDatabase;
  /** The store's address, for further commands. */
  readonly store: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** A fresh token with all MCP scopes, or those named. */
  token(scope?: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts a server whose database `prepare` has filled. */
export async function startWorld(
  prepare: (database: LocalDatabase) => Promise<void>,
  env: Record<string, string> = {},
): Promise<World> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-e2e-" });
  const store = `kv:${folder}/store.kv`;
  const database = { endpoint: await dynamodbLocal(), region: uniqueRegion() };
  await prepare(database);
  await cliJson([
    ...["schema", "add", "vega", "--default", "--json", "--store", store],
    ...["--region", database.region, "--endpoint", database.endpoint],
  ]);
  const made = await cliJson<{ client_id: string; client_secret: string }>(
    ["client", "create", "--label", "e2e", "--json", "--store", store],
  );
  const served = await startServer(["--store", store], { env });
  return {
    served,
    database,
    store,
    clientId: made.client_id,
    clientSecret: made.client_secret,
    token: (scope) => fetchToken(served.url, made.client_id, made.client_secret, scope),
    close: async () => {
      await served.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** A token by client credentials with HTTP Basic. */
export async function fetchToken(url: string, id: string, secret: string, scope?: string): Promise<string> {
  const response = await fetch(`${url}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      ...(scope === undefined ? {} : { scope }),
    }),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(`POST /token answered ${response.status} ${JSON.stringify(body)}`);
  return String(body.access_token);
}

/** A connected MCP client. */
export interface McpSession extends AsyncDisposable {
  readonly client: Client;
  /** Calls a tool and gives its structured content; a tool error throws, as text. */
  call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>>;
}

/** Connects an MCP client with a bearer token. `era` picks the protocol revision the client speaks. */
export async function connect(
  url: string,
  token: string,
  era: "2026" | "2025" = "2026",
): Promise<McpSession> {
  const client = new Client(
    { name: "e2e", version: "1" },
    { versionNegotiation: { mode: era === "2026" ? "auto" : "legacy" } },
  );
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  return {
    client,
    call: async (name, args) => {
      const result = await client.callTool({ name, arguments: args });
      const { structuredContent, content, isError } = result;
      const first = content[0];
      const text = first?.type === "text" ? first.text : "";
      if (isError) throw new Error(text);
      return { ...(structuredContent ?? JSON.parse(text)) };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
