/**
 * Clients known by a metadata document, through sign-in, consent, tokens and refresh at a really spawned server. The server has
 * no test's hook: it reaches the document's host as behind an operator's proxy, with an extra CA file.
 */
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { startSignedInServer } from "../../fixtures/signed_in_server.ts";
import { statusOf } from "../../e2e/clients/calls.ts";
import * as flow from "../../e2e/clients/oauth_client.ts";
import { startConnectProxy } from "./connect_proxy.ts";
import { type Answer, startDocumentHost, testCertificates } from "./document_host.ts";

const ID = "https://client.example/oauth/client.json";

async function startWorld(answer: Answer) {
  const host = await startDocumentHost(answer);
  const proxy = startConnectProxy(host.port);
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-cimd-" });
  const ca = `${folder}/ca.pem`;
  await Deno.writeTextFile(ca, (await testCertificates()).ca);
  const server = await startSignedInServer({
    env: { HTTPS_PROXY: proxy.url, NO_PROXY: "127.0.0.1,localhost", DENO_CERT: ca },
  });
  return {
    host,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function document(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    client_id: ID,
    client_name: "Document <b>Client</b>",
    redirect_uris: ["http://127.0.0.1/callback"],
    grant_types: ["authorization_code", "refresh_token"],
    token_endpoint_auth_method: "none",
    ...over,
  };
}

Deno.test("a client known by its document signs in without registering, refreshes through its host's outage, and is gone with its document", async (t) => {
  await using world = await startWorld(() =>
    Response.json(document(), { headers: { "cache-control": "max-age=60" } })
  );
  const { host, server } = world;
  const as = await flow.discover(server.mcp);
  assert.equal(as.client_id_metadata_document_supported, true);
  const client: flow.TestClient = { client: { client_id: ID }, authentication: oauth.None() };
  const { tokens, pages } = await flow.signIn(as, client, server.browser(), { resource: server.mcp });
  assert.equal(await statusOf(server.mcp, tokens.access_token), 200);
  assert.equal(host.asked.length, 1);

  await t.step("consent shows the name as text and the host that vouches for it", () => {
    const consent = pages.at(-1);
    assert.ok(consent?.text.includes("Document <b>Client</b>"));
    assert.ok(consent?.text.includes("client.example"));
    assert.ok(!consent?.html.includes("<b>Client</b>"));
  });

  let current = tokens;
  await t.step("its host is down: the refresh works all the same, a new sign-in gets a page", async () => {
    host.answer = () => new Response(null, { status: 503 });
    await server.expireAccessTokens();
    current = await flow.refresh(as, client, current.refresh_token);
    assert.equal(await statusOf(server.mcp, current.access_token), 200);
    assert.ok(host.asked.length > 1, "the document was asked for again");
    await assert.rejects(() => flow.signIn(as, client, server.browser(), { resource: server.mcp }));
  });

  await t.step("its document is removed: the client is unknown", async () => {
    host.answer = () => new Response(null, { status: 404 });
    await server.expireAccessTokens();
    await flow.refused(flow.refresh(as, client, current.refresh_token), "invalid_client");
  });
});

Deno.test("a confidential client proves itself by private_key_jwt with keys at its jwks_uri, and may change them", async (t) => {
  const pair = () =>
    crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  let keys = await pair();
  let kid = "one";
  const jwks_uri = "https://client.example/jwks.json";
  await using world = await startWorld(async (request) => {
    if (new URL(request.url).pathname !== "/jwks.json") {
      return Response.json(document({ token_endpoint_auth_method: "private_key_jwt", jwks_uri }));
    }
    const jwk = await crypto.subtle.exportKey("jwk", keys.publicKey);
    return Response.json({ keys: [{ ...jwk, kid, alg: "ES256", use: "sig" }] });
  });
  const { server } = world;
  const as = await flow.discover(server.mcp);
  const proving = (key: CryptoKey, id: string, ahead = 0): flow.TestClient => ({
    client: { client_id: ID, [oauth.clockSkew]: ahead },
    authentication: oauth.PrivateKeyJwt({ key, kid: id }),
  });
  const client = proving(keys.privateKey, kid);
  const { tokens } = await flow.signIn(as, client, server.browser(), { resource: server.mcp });
  assert.equal(await statusOf(server.mcp, tokens.access_token), 200);

  await t.step("without proof, or with another's key, there is no refresh", async () => {
    const bare: flow.TestClient = { client: { client_id: ID }, authentication: oauth.None() };
    await flow.refused(flow.refresh(as, bare, tokens.refresh_token), "invalid_client");
    const stranger = proving((await pair()).privateKey, kid);
    await flow.refused(flow.refresh(as, stranger, tokens.refresh_token), "invalid_client");
  });

  await t.step("a new key is found once the old set is a minute old", async () => {
    keys = await pair();
    kid = "two";
    await server.expireAccessTokens();
    // The server's clock is eleven minutes ahead now, and so must the client's be.
    const next = await flow.refresh(as, proving(keys.privateKey, kid, 660), tokens.refresh_token);
    assert.equal(await statusOf(server.mcp, next.access_token), 200);
  });
});

Deno.test("a client that asks for a document in the operator's network gets the page that every bad document gets", async () => {
  await using world = await startWorld(() => Response.json(document()));
  const pages = new Set<string>();
  for (
    const id of [
      "https://169.254.169.254/latest/meta-data",
      "https://localhost/x",
      "https://127.0.0.1:8000/x",
      "https://client.example/none?x",
    ]
  ) {
    const query = new URLSearchParams({
      response_type: "code",
      client_id: id,
      redirect_uri: "http://127.0.0.1/callback",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    });
    const response = await fetch(`${world.server.issuer}/authorize?${query}`, { redirect: "manual" });
    assert.equal(response.status, 400);
    assert.equal(response.headers.get("location"), null);
    pages.add(await response.text());
  }
  assert.equal(pages.size, 1);
  assert.deepEqual(world.host.asked, []);
});
