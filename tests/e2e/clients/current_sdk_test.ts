import {
  Client,
  OAuthError,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import assert from "node:assert/strict";
import { QUESTION, type SignedInServer, startSignedInServer } from "../../fixtures/signed_in_server.ts";
import { becomes, rowsOf } from "./calls.ts";
import { createProvider, type TestProvider } from "./provider.ts";

/** The current line of the SDK as an application uses it, in both eras. */

const ERAS = { "2026-07-28": { pin: "2026-07-28" }, "2025-11-25": "legacy" } as const;
type Era = keyof typeof ERAS;

const CALL = { name: "run_sql", arguments: { sql: QUESTION.sql } };

/** Requests the client makes, as `POST /token` and the like. */
type Traffic = string[];

function transportOf(server: SignedInServer, provider: TestProvider, traffic: Traffic = []) {
  return new StreamableHTTPClientTransport(new URL(server.mcp), {
    authProvider: provider,
    fetch: (url, init) => {
      traffic.push(`${init?.method ?? "GET"} ${new URL(url).pathname}`);
      return fetch(url, init);
    },
  });
}

async function connect(
  server: SignedInServer,
  provider: TestProvider,
  era: Era,
  traffic?: Traffic,
): Promise<Client> {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: ERAS[era] } });
  await client.connect(transportOf(server, provider, traffic));
  assert.equal(client.getNegotiatedProtocolVersion(), era);
  return client;
}

/** Connects, which sends the person to the browser, and connects again with what came back. */
async function signIn(
  server: SignedInServer,
  provider: TestProvider,
  era: Era,
  traffic?: Traffic,
): Promise<Client> {
  await assert.rejects(connect(server, provider, era, traffic), UnauthorizedError);
  await transportOf(server, provider, traffic).finishAuth(await provider.returned());
  return await connect(server, provider, era, traffic);
}

async function ask(client: Client): Promise<void> {
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name), ["list_tables", "describe_table", "run_sql"]);
  const answer = await client.callTool(CALL);
  assert.deepEqual(rowsOf(answer.structuredContent), QUESTION.rows);
}

for (const era of ["2026-07-28", "2025-11-25"] as const) {
  Deno.test(`the current SDK client signs in, calls, refreshes, and signs in again after a revocation (${era})`, async (t) => {
    await using server = await startSignedInServer();
    const provider = createProvider(server.browser());
    const traffic: Traffic = [];
    let client = await signIn(server, provider, era, traffic);

    await t.step("it registered itself and asked for what the challenge named", () => {
      assert.ok(traffic.includes("POST /register"));
      const [request] = provider.requests;
      assert.equal(request?.searchParams.get("resource"), server.mcp);
      assert.equal(request?.searchParams.get("scope"), "query schemas:read");
      assert.equal(request?.searchParams.get("code_challenge_method"), "S256");
    });

    await t.step("it lists the tools and runs SQL", () => ask(client));

    await t.step("it refreshes an expired token without the person", async () => {
      const before = provider.stored.tokens;
      await server.expireAccessTokens();
      traffic.length = 0;
      await ask(client);
      assert.ok(traffic.includes("POST /token"));
      assert.notEqual(provider.stored.tokens?.access_token, before?.access_token);
      assert.notEqual(provider.stored.tokens?.refresh_token, before?.refresh_token, "it rotates");
      assert.equal(provider.requests.length, 1);
    });

    await t.step("it goes on refreshing", async () => {
      for (let n = 0; n < 3; n++) {
        await server.expireAccessTokens();
        await ask(client);
      }
      assert.equal(provider.requests.length, 1);
    });

    await t.step("after a revocation it sends the person to the browser, and works again", async () => {
      await server.revokeAllGrants();
      await becomes(server.mcp, provider.stored.tokens?.access_token ?? "", 401, 5_000);
      // Not the list: this era lets a client keep it for a while.
      await assert.rejects(client.callTool(CALL), UnauthorizedError);
      await transportOf(server, provider).finishAuth(await provider.returned());
      await client.close();
      client = await connect(server, provider, era);
      await ask(client);
      assert.equal(provider.requests.length, 2);
    });
    await client.close();
  });

  Deno.test(`a scope that is missing is asked for when a call needs it (${era})`, async () => {
    await using server = await startSignedInServer();
    const provider = createProvider(server.browser());
    provider.decision = { ticks: ["schemas:read"] };
    const client = await signIn(server, provider, era);
    assert.equal(provider.stored.tokens?.scope, "schemas:read");
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map(({ name }) => name), ["list_tables", "describe_table"]);

    provider.decision = {};
    await assert.rejects(client.callTool(CALL), UnauthorizedError);
    assert.equal(provider.requests.length, 2, "it did not try to refresh its way to more");
    const asked = provider.requests[1]?.searchParams.get("scope")?.split(" ").toSorted();
    assert.deepEqual(asked, ["query", "schemas:read"], "the union");
    await transportOf(server, provider).finishAuth(await provider.returned());
    assert.deepEqual(provider.stored.tokens?.scope?.split(" ").toSorted(), ["query", "schemas:read"]);
    const answer = await client.callTool(CALL);
    assert.deepEqual(rowsOf(answer.structuredContent), QUESTION.rows);
    await client.close();
  });
}

Deno.test("a person who denies leaves the SDK client outside", async () => {
  await using server = await startSignedInServer();
  const provider = createProvider(server.browser());
  provider.decision = { decide: "deny" };
  await assert.rejects(connect(server, provider, "2026-07-28"), UnauthorizedError);
  const returned = await provider.returned();
  assert.equal(returned.get("error"), "access_denied");
  assert.equal(returned.get("iss"), server.issuer);
  await assert.rejects(
    transportOf(server, provider).finishAuth(returned),
    (error) => error instanceof OAuthError && error.code === "access_denied",
  );
  assert.equal(provider.stored.tokens, undefined);
});

for (
  const [what, tamper] of [
    ["another issuer", (returned: URLSearchParams) => returned.set("iss", "https://evil.example")],
    ["no issuer", (returned: URLSearchParams) => returned.delete("iss")],
    [
      "our issuer with a slash",
      (returned: URLSearchParams) => returned.set("iss", `${returned.get("iss")}/`),
    ],
  ] as const
) {
  Deno.test(`the SDK client refuses a response with ${what} before it redeems the code`, async () => {
    await using server = await startSignedInServer();
    const provider = createProvider(server.browser());
    const traffic: Traffic = [];
    await assert.rejects(connect(server, provider, "2026-07-28", traffic), UnauthorizedError);
    const returned = await provider.returned();
    tamper(returned);
    await assert.rejects(transportOf(server, provider, traffic).finishAuth(returned), /iss/i);
    assert.ok(!traffic.includes("POST /token"), traffic.join(", "));
  });
}
