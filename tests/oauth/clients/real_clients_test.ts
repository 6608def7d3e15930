/**
 * docs/reference/protocol_rules.md#4: real clients register, or their documents are read, and their redirects are
 * theirs.
 */
import assert from "node:assert/strict";
import { redirectUriRegistered } from "../../../src/oauth/authorize/redirect_match.ts";
import type { OAuthClient } from "../../../src/oauth/clients/client.ts";
import type { DocumentNetwork } from "../../../src/oauth/clients/fetch/guarded_fetch.ts";
import { startConnectProxy } from "./connect_proxy.ts";
import { startDocumentHost } from "./document_host.ts";
import { startClientServer } from "./fixture.ts";
import { CHATGPT } from "./fixtures/chatgpt.ts";
import { CLAUDE_AI } from "./fixtures/claude_ai.ts";
import { CLAUDE_CODE } from "./fixtures/claude_code.ts";
import { CODEX } from "./fixtures/codex.ts";
import { CURSOR } from "./fixtures/cursor.ts";
import { INSPECTOR } from "./fixtures/inspector.ts";
import { MCP_REMOTE } from "./fixtures/mcp_remote.ts";
import { MCPORTER } from "./fixtures/mcporter.ts";
import { OPENCODE } from "./fixtures/opencode.ts";
import type { ClientShape } from "./fixtures/shape.ts";
import { VSCODE } from "./fixtures/vscode.ts";

const CLIENTS: readonly ClientShape[] = [
  CLAUDE_CODE,
  CLAUDE_AI,
  CODEX,
  CHATGPT,
  VSCODE,
  CURSOR,
  INSPECTOR,
  OPENCODE,
  MCP_REMOTE,
  MCPORTER,
];

for (const { client: name, registration, sends, never } of CLIENTS) {
  if (registration === undefined) continue;
  Deno.test(`${name} registers itself as a public client and gets its answers where it wants them`, async () => {
    await using server = await startClientServer();
    const { status, body } = await server.register(registration, "203.0.113.5");
    assert.equal(status, 201, JSON.stringify(body));
    const asked = [
      "client_name",
      "redirect_uris",
      "grant_types",
      "response_types",
      "token_endpoint_auth_method",
    ];
    for (const member of asked) assert.deepEqual(body[member], registration[member], member);
    assert.ok(!("client_secret" in body));
    const client = await server.clients.find(String(body["client_id"]), "authorize");
    assert.ok(client !== null);
    assert.equal(client.known, "self");
    assertRedirects(client, sends, never);
  });
}

for (const { client: name, document, sends, never } of CLIENTS) {
  if (document === undefined) continue;
  Deno.test(`${name} is known by its metadata document under its own name`, async () => {
    const asked: string[] = [];
    await using host = await startDocumentHost((request) => {
      asked.push(`https://${request.headers.get("host")}${new URL(request.url).pathname}`);
      return Response.json(document, { headers: { "cache-control": "public, max-age=3600" } });
    });
    // The name is real and nothing of it is reached: the proxy takes every name for the test's own host.
    await using proxy = startConnectProxy(host.port);
    const network: DocumentNetwork = {
      caCerts: host.network.caCerts ?? [],
      env: { HTTPS_PROXY: proxy.url },
      resolve: () => Promise.reject(new Error("no DNS here")),
    };
    await using server = await startClientServer({ network });
    const client = await server.clients.find(document.client_id, "authorize");
    assert.ok(client !== null);
    assert.deepEqual(asked, [document.client_id]);
    assert.equal(client.known, "document");
    assert.equal(client.host, new URL(document.client_id).host);
    assert.equal(client.name, document["client_name"]);
    assert.equal(client.authMethod, "none");
    assert.deepEqual(client.grantTypes, ["authorization_code", "refresh_token"]);
    assertRedirects(client, sends, never);
  });
}

Deno.test("a client that sends empty texts for pages it does not have registers all the same", async () => {
  await using server = await startClientServer();
  const body = { ...MCP_REMOTE.registration, logo_uri: "", tos_uri: "", policy_uri: "" };
  assert.equal((await server.register(body)).status, 201);
});

function assertRedirects(client: OAuthClient, sends: readonly string[], never: readonly string[]): void {
  for (const uri of sends) assert.ok(redirectUriRegistered(client.redirectUris, uri), uri);
  for (const uri of never) assert.ok(!redirectUriRegistered(client.redirectUris, uri), uri);
}
