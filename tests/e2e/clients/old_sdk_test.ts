import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import assert from "node:assert/strict";
import { QUESTION, type SignedInServer, startSignedInServer } from "../../fixtures/signed_in_server.ts";
import { becomes, rowsOf } from "./calls.ts";
import { createProvider, type TestProvider } from "./provider.ts";

/** The 2025-era SDK: what most clients in the field are built on. */

function transportOf(server: SignedInServer, provider: TestProvider): StreamableHTTPClientTransport {
  // The same interface in both generations; only their type names differ.
  const authProvider = provider as NonNullable<
    ConstructorParameters<typeof StreamableHTTPClientTransport>[1]
  >["authProvider"];
  return new StreamableHTTPClientTransport(new URL(server.mcp), { ...(authProvider && { authProvider }) });
}

async function connect(server: SignedInServer, provider: TestProvider): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  // Their transport type says `sessionId: string | undefined` where exactOptionalPropertyTypes wants it absent.
  await client.connect(transportOf(server, provider) as Parameters<typeof client.connect>[0]);
  return client;
}

async function finish(server: SignedInServer, provider: TestProvider): Promise<void> {
  const returned = await provider.returned();
  assert.equal(returned.get("iss"), server.issuer);
  await transportOf(server, provider).finishAuth(returned.get("code") ?? "");
}

async function ask(client: Client): Promise<void> {
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }: { name: string }) => name), [
    "list_tables",
    "describe_table",
    "run_sql",
  ]);
  const answer = await client.callTool({ name: "run_sql", arguments: { sql: QUESTION.sql } });
  assert.deepEqual(rowsOf(answer.structuredContent), QUESTION.rows);
}

Deno.test("the 2025-era SDK client signs in, calls, refreshes, and signs in again after a revocation", async () => {
  await using server = await startSignedInServer();
  const provider = createProvider(server.browser());
  await assert.rejects(connect(server, provider), UnauthorizedError);
  await finish(server, provider);
  const client = await connect(server, provider);
  await ask(client);

  const before = provider.stored.tokens?.refresh_token;
  for (let n = 0; n < 3; n++) {
    await server.expireAccessTokens();
    await ask(client);
  }
  assert.equal(provider.requests.length, 1, "the person was not asked again");
  assert.notEqual(provider.stored.tokens?.refresh_token, before);

  await server.revokeAllGrants();
  await becomes(server.mcp, provider.stored.tokens?.access_token ?? "", 401, 5_000);
  await assert.rejects(client.listTools(), UnauthorizedError);
  await finish(server, provider);
  await client.close();
  const again = await connect(server, provider);
  await ask(again);
  await again.close();
});
