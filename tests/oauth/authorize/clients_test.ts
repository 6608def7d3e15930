import assert from "node:assert/strict";
import type { NewOperatorClient } from "../../../src/oauth/clients/operator_clients.ts";
import { startDocumentHost } from "../clients/document_host.ts";
import {
  assertAccepted,
  assertPage,
  CODE,
  consentForm,
  goodRequest,
  ISSUER,
  returned,
  startAuthorizeServer,
} from "./fixture.ts";

/** How real clients register themselves and what they then ask for (docs/reference/protocol_rules.md#4). */
const CLIENTS: Readonly<Record<string, { readonly body: Record<string, unknown>; readonly asks: Asked[] }>> =
  {
    "Claude Code": {
      body: {
        client_name: "Claude Code",
        redirect_uris: ["http://localhost:51234/callback"],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "none",
        application_type: "native",
      },
      asks: [{
        redirect_uri: "http://localhost:51234/callback",
        prompt: "consent",
        scope: "query schemas:read",
      }],
    },
    "Codex": {
      body: {
        client_name: "Codex",
        redirect_uris: ["http://127.0.0.1:40001/callback"],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "none",
        application_type: "native",
      },
      asks: [{ redirect_uri: "http://127.0.0.1:40002/callback", scope: "query schemas:read offline_access" }],
    },
    "Inspector": {
      body: {
        client_name: "MCP Inspector",
        redirect_uris: ["http://127.0.0.1:6276/oauth/callback"],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
      asks: [{ redirect_uri: "http://127.0.0.1:6276/oauth/callback", scope: "query schemas:read" }],
    },
    "mcp-remote": {
      body: {
        client_name: "MCP CLI Proxy",
        client_uri: "https://github.com/punkpeye/mcp-remote",
        redirect_uris: ["http://localhost:3334/oauth/callback"],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        application_type: "native",
        software_id: "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d",
      },
      asks: [{ redirect_uri: "http://localhost:3334/oauth/callback", scope: "query schemas:read" }],
    },
    "mcporter": {
      body: {
        client_name: "mcporter",
        redirect_uris: ["http://127.0.0.1:39145/callback"],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
      asks: [{ redirect_uri: "http://127.0.0.1:40145/callback" }],
    },
    "opencode": {
      body: {
        client_name: "OpenCode",
        redirect_uris: ["http://127.0.0.1:19876/mcp/oauth/callback"],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
      asks: [{
        redirect_uri: "http://127.0.0.1:19876/mcp/oauth/callback",
        scope: "query schemas:read offline_access",
      }],
    },
    "Cursor, by each of its three": {
      body: {
        client_name: "Cursor",
        redirect_uris: [
          "cursor://anysphere.cursor-mcp/oauth/callback",
          "https://www.cursor.com/agents/mcp/oauth/callback",
          "http://localhost:8787/callback",
        ],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
      asks: [
        { redirect_uri: "cursor://anysphere.cursor-mcp/oauth/callback" },
        { redirect_uri: "https://www.cursor.com/agents/mcp/oauth/callback" },
        { redirect_uri: "http://localhost:8787/callback" },
      ],
    },
    "VS Code": {
      body: {
        client_name: "Visual Studio Code",
        redirect_uris: ["https://vscode.dev/redirect", "http://127.0.0.1/", "http://127.0.0.1:33418/"],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
      asks: [
        { redirect_uri: "http://127.0.0.1:33418/" },
        { redirect_uri: "http://127.0.0.1:45999/" },
        {
          redirect_uri: "https://vscode.dev/redirect",
          state: "vscode://vscode.github-authentication/did-authenticate?nonce=abc&windowId=1",
        },
      ],
    },
    "ChatGPT": {
      body: {
        client_name: "ChatGPT",
        redirect_uris: ["https://chatgpt.com/connector_platform_oauth_redirect"],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
      asks: [{ redirect_uri: "https://chatgpt.com/connector_platform_oauth_redirect" }],
    },
    "Claude.ai": {
      body: {
        client_name: "Claude",
        redirect_uris: ["https://claude.ai/api/mcp/auth_callback"],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        scope: "query schemas:read",
      },
      asks: [{ redirect_uri: "https://claude.ai/api/mcp/auth_callback", scope: "query schemas:read" }],
    },
  };

interface Asked {
  readonly redirect_uri: string;
  readonly scope?: string;
  readonly prompt?: string;
  readonly state?: string;
}

Deno.test("clients that register themselves, as the real ones do, get their code where they asked", async (t) => {
  await using server = await startAuthorizeServer();
  const { cookie } = await server.signIn();
  for (const [name, { body, asks }] of Object.entries(CLIENTS)) {
    const clientId = await server.registerItself(body);
    for (const asked of asks) {
      await t.step(`${name}: ${asked.redirect_uri}`, async () => {
        assertAccepted(await server.authorize(goodRequest({ client_id: clientId, ...asked })));
        const { answer } = await server.consent(cookie, { client_id: clientId, ...asked });
        assert.match(answer.page.text, /Registered itself: its name is not verified/);
        const back = await server.send("/consent", { cookie, form: consentForm(answer, "approve") });
        const { code = "", ...rest } = returned(back, asked.redirect_uri);
        assert.match(code, CODE);
        assert.deepEqual(rest, { state: asked.state ?? "xyz", iss: ISSUER });
        assert.deepEqual(server.issued.at(-1)?.scopes, ["query", "schemas:read"]);
        assert.equal(server.used.at(-1), clientId);
      });
    }
    await t.step(`${name}: elsewhere it gets nothing`, async () => {
      for (
        const redirect of ["https://evil.example/callback", "http://localhost:51234/other", "cursor://x/y"]
      ) {
        assertPage(await server.authorize(goodRequest({ client_id: clientId, redirect_uri: redirect })));
      }
    });
  }
});

Deno.test("a client of the operator is gone for those who are about to decide, when it is removed", async () => {
  await using server = await startAuthorizeServer();
  const { cookie } = await server.signIn();
  const client: NewOperatorClient = {
    clientId: "reporting",
    name: "Reporting",
    redirectUris: ["https://reports.example/cb"],
  };
  await server.registry.operator.add(client);
  const asked = { client_id: "reporting", redirect_uri: "https://reports.example/cb" };
  const { answer } = await server.consent(cookie, asked);
  assert.match(answer.page.text, /Allow Reporting to use your account\?.*Registered by the operator/);
  await server.registry.operator.remove("reporting");
  assertPage(await server.send("/consent", { cookie, form: consentForm(answer, "approve") }));
  assertPage(await server.authorize(goodRequest(asked)));
  // The same id with another redirect URI is another client, though the page is still open.
  await server.registry.operator.add({
    ...client,
    redirectUris: ["https://reports.example/new", ...client.redirectUris],
  });
  assertPage(await server.send("/consent", { cookie, form: consentForm(answer, "approve") }));
  assert.deepEqual(server.issued, []);
});

Deno.test("a client known by its document (protocol rule 5.6)", async (t) => {
  const documentOf = (url: string, over: Record<string, unknown> = {}) => ({
    client_id: url,
    client_name: "Claude Code",
    redirect_uris: ["http://localhost/callback", "http://127.0.0.1/callback"],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    ...over,
  });
  await using host = await startDocumentHost(() => new Response(null, { status: 404 }));
  const clientId = `${host.origin}/oauth/client.json`;
  let over: Record<string, unknown> = {};
  host.answer = () =>
    Response.json(documentOf(clientId, over), { headers: { "cache-control": "max-age=300" } });
  await using server = await startAuthorizeServer({ network: { ...host.network, timeoutMs: 60_000 } });
  const { cookie } = await server.signIn();
  const asked = { client_id: clientId, redirect_uri: "http://localhost:51234/callback" };

  await t.step("is shown with the host that vouches for it, and the warning of loopback", async () => {
    const { answer } = await server.consent(cookie, asked);
    assert.match(answer.page.text, /Allow Claude Code.*Published by client\.example(:\d+)? \(verified\)/);
    assert.match(answer.page.text, /any program on this computer could pretend to be it/);
    const back = await server.send("/consent", { cookie, form: consentForm(answer, "approve") });
    assert.match(returned(back, asked.redirect_uri).code ?? "", CODE);
  });
  await t.step("gets no redirect where its document cannot be had", async () => {
    host.answer = () => new Response("no", { status: 500 });
    const other = `${host.origin}/gone.json`;
    assertPage(await server.authorize(goodRequest({ ...asked, client_id: other })));
    assertPage(await server.authorize(goodRequest({ ...asked, client_id: "https://10.0.0.1/client.json" })));
    host.answer = () =>
      Response.json(documentOf(clientId, over), { headers: { "cache-control": "max-age=300" } });
  });
  await t.step("gets no redirect to what its document does not list", async () => {
    for (
      const redirect of [
        "http://localhost:51234/other",
        "https://client.example/callback",
        "http://[::1]/callback",
      ]
    ) {
      assertPage(await server.authorize(goodRequest({ ...asked, redirect_uri: redirect })));
    }
  });
  await t.step("is asked about anew when its document has changed", async () => {
    const { answer } = await server.consent(cookie, asked);
    over = { redirect_uris: ["http://localhost/callback", "https://client.example/callback"] };
    server.advance(301);
    assertPage(await server.send("/consent", { cookie, form: consentForm(answer, "approve") }));
    assert.match((await server.consent(cookie, asked)).answer.page.text, /Allow Claude Code/);
  });
});
