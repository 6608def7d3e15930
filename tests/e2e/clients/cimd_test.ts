import { Client, StreamableHTTPClientTransport, UnauthorizedError } from "@modelcontextprotocol/client";
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import type { ScriptedBrowser } from "../../fixtures/scripted_browser.ts";
import { type DocumentHost, startDocumentHost } from "../../oauth/clients/document_host.ts";
import { statusOf } from "./calls.ts";
import { startInProcess } from "./in_process.ts";
import * as flow from "./oauth_client.ts";
import { createProvider } from "./provider.ts";

/**
 * Clients known by a metadata document. The application runs in this process, because only here can a document host on
 * loopback stand for the internet: no setting of the real binary lets the fetcher near loopback.
 */
interface World extends AsyncDisposable {
  readonly mcp: string;
  readonly host: DocumentHost;
  /** Documents by path. */
  readonly documents: Map<string, unknown>;
  browser(): ScriptedBrowser;
}

async function startWorld(): Promise<World> {
  const documents = new Map<string, unknown>();
  const host = await startDocumentHost((request) => {
    const document = documents.get(new URL(request.url).pathname);
    return document === undefined ? new Response(null, { status: 404 }) : Response.json(document);
  });
  const product = await startInProcess(host.network);
  return {
    mcp: product.mcp,
    host,
    documents,
    browser: product.browser,
    async [Symbol.asyncDispose]() {
      await product[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
    },
  };
}

const PATH = "/oauth/client.json";

Deno.test("oauth4webapi signs in and refreshes as a client known by its document", async () => {
  await using world = await startWorld();
  const clientId = world.host.origin + PATH;
  world.documents.set(PATH, {
    client_id: clientId,
    client_name: "Document client",
    // Without a port, as Claude Code's and Codex's documents have it.
    redirect_uris: ["http://127.0.0.1/callback", "http://localhost/callback"],
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
  });
  const as = await flow.discover(world.mcp);
  assert.equal(as["client_id_metadata_document_supported"], true);
  assert.ok(as.token_endpoint_auth_methods_supported?.includes("none"));
  const client = { client: { client_id: clientId }, authentication: oauth.None() };
  const browser = world.browser();
  for (const redirectUri of ["http://127.0.0.1:51234/callback", "http://localhost:51235/callback"]) {
    const { tokens, pages } = await flow.signIn(as, client, browser, { resource: world.mcp, redirectUri });
    const consent = pages.at(-1)?.text ?? "";
    for (const words of ["Document client", "client.example", new URL(redirectUri).host]) {
      assert.ok(consent.includes(words), words);
    }
    assert.equal(await statusOf(world.mcp, tokens.access_token), 200);
    const next = await flow.refresh(as, client, tokens.refresh_token);
    assert.equal(await statusOf(world.mcp, next.access_token), 200);
  }
});

Deno.test("oauth4webapi signs in by private_key_jwt with the keys its document points to", async () => {
  await using world = await startWorld();
  const clientId = world.host.origin + PATH;
  const { publicKey, privateKey } = await oauth.generateKeyPair("ES256", { extractable: true });
  const jwk = { ...await crypto.subtle.exportKey("jwk", publicKey), kid: "k1", alg: "ES256", use: "sig" };
  world.documents.set("/oauth/jwks.json", { keys: [jwk] });
  world.documents.set(PATH, {
    client_id: clientId,
    client_name: "Web client",
    redirect_uris: ["https://app.client.example/callback"],
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "ES256",
    jwks_uri: `${world.host.origin}/oauth/jwks.json`,
    grant_types: ["authorization_code", "refresh_token"],
  });
  const as = await flow.discover(world.mcp);
  const client = {
    client: { client_id: clientId },
    authentication: oauth.PrivateKeyJwt({ key: privateKey, kid: "k1" }),
  };
  const redirectUri = "https://app.client.example/callback";
  const { tokens } = await flow.signIn(as, client, world.browser(), { resource: world.mcp, redirectUri });
  const next = await flow.refresh(as, client, tokens.refresh_token);
  assert.equal(await statusOf(world.mcp, next.access_token), 200);
  const bare = { client: client.client, authentication: oauth.None() };
  await flow.refused(flow.refresh(as, bare, next.refresh_token), "invalid_client");
});

Deno.test("the current SDK client prefers its metadata document to a registration", async () => {
  await using world = await startWorld();
  const clientMetadataUrl = world.host.origin + PATH;
  world.documents.set(PATH, {
    client_id: clientMetadataUrl,
    client_name: "SDK test client",
    redirect_uris: [flow.CALLBACK],
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
  });
  const provider = createProvider(world.browser(), { clientMetadataUrl });
  const traffic: string[] = [];
  const transport = () =>
    new StreamableHTTPClientTransport(new URL(world.mcp), {
      authProvider: provider,
      fetch: (url, init) => {
        traffic.push(`${init?.method ?? "GET"} ${new URL(url).pathname}`);
        return fetch(url, init);
      },
    });
  const connect = async () => {
    const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
    await client.connect(transport());
    return client;
  };
  await assert.rejects(connect(), UnauthorizedError);
  await transport().finishAuth(await provider.returned());
  const client = await connect();
  const { tools } = await client.listTools();
  assert.equal(tools.length, 3);
  await client.close();
  assert.equal(provider.requests[0]?.searchParams.get("client_id"), clientMetadataUrl);
  assert.ok(!traffic.includes("POST /register"));
});

Deno.test("a document that cannot be fetched gets a page, never a redirect", async () => {
  await using world = await startWorld();
  const as = await flow.discover(world.mcp);
  const client = { client: { client_id: `${world.host.origin}/missing.json` }, authentication: oauth.None() };
  await assert.rejects(
    flow.authorize(as, client, world.browser(), { resource: world.mcp }),
    /40\d at \/authorize asks for nothing/,
  );
});
