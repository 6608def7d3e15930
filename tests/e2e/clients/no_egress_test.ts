/**
 * Claude Code and Codex at a server that cannot fetch their metadata documents: both prefer a document to registering
 * wherever documents are advertised, so the metadata must not promise what would end the sign-in.
 */
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import type { DocumentNetwork } from "../../../src/oauth/clients/fetch/guarded_fetch.ts";
import { startSignedInServer } from "../../fixtures/signed_in_server.ts";
import { startConnectProxy } from "../../oauth/clients/connect_proxy.ts";
import { loopbackNetwork, startDocumentHost } from "../../oauth/clients/document_host.ts";
import { CLAUDE_CODE } from "../../oauth/clients/fixtures/claude_code.ts";
import { CODEX } from "../../oauth/clients/fixtures/codex.ts";
import type { ClientShape } from "../../oauth/clients/fixtures/shape.ts";
import { statusOf } from "./calls.ts";
import { startInProcess } from "./in_process.ts";
import * as flow from "./oauth_client.ts";
import type { ScriptedBrowser } from "../../fixtures/scripted_browser.ts";

const SHAPES = [CLAUDE_CODE, CODEX];

/** Names resolve nowhere; the system's resolver may answer what it likes. */
const NO_NAMES: DocumentNetwork = { resolve: () => Promise.reject(new Error("no such name")), env: {} };

/** Names resolve, and nobody listens there. */
const NO_ROUTE: DocumentNetwork = { ...loopbackNetwork([], 9), grant: () => ["127.0.0.1:443"] };

interface Product {
  readonly issuer: string;
  readonly mcp: string;
  browser(): ScriptedBrowser;
}

/** What the client does: its document where documents are advertised, else it registers (both clients' order). */
async function connect(product: Product, shape: ClientShape, registered?: string) {
  const as = await flow.discover(product.mcp);
  const { document, registration = {} } = shape;
  const byDocument = registered ??
    (as.client_id_metadata_document_supported === true ? document?.client_id : undefined);
  const client = byDocument === undefined
    ? await flow.register(as, { ...registration } as Record<string, oauth.JsonValue>) // a fixture of JSON
    : { client_id: byDocument };
  const redirectUri = shape.sends.at(-1) ?? assert.fail("a redirect URI");
  const authentication = oauth.None();
  const uri = byDocument === undefined ? undefined : redirectUri;
  const [first] = Array.isArray(registration["redirect_uris"]) ? registration["redirect_uris"] : [];
  const signedIn = await flow.signIn(as, { client, authentication }, product.browser(), {
    resource: product.mcp,
    redirectUri: uri ?? String(first),
  });
  assert.equal(await statusOf(product.mcp, signedIn.tokens.access_token), 200);
  return byDocument === undefined ? "registered" : "document";
}

const warnings = (lines: readonly string[]) => lines.filter((line) => line.includes('"level":"warn"'));

for (const shape of SHAPES) {
  Deno.test(`${shape.client} signs in at once where no name resolves, and the operator is told once`, async () => {
    await using product = await startInProcess(NO_NAMES);
    assert.equal(await connect(product, shape), "registered");
    assert.equal(await connect(product, shape), "registered");
    const told = warnings(product.logged);
    assert.equal(told.length, 1, told.join("\n"));
    for (const words of ["cimd", "DYNAMOSQL_CIMD=false", "dynamosql app add"]) {
      assert.ok(told[0]?.includes(words), words);
    }
  });

  Deno.test(`${shape.client} signs in at the second try where names resolve and nothing is reached`, async () => {
    await using product = await startInProcess(NO_ROUTE);
    const id = shape.document?.client_id ?? assert.fail("a document");
    const page = await refusedPage(product.issuer, id, shape.sends[0] ?? "");
    for (
      const words of [
        "no way out to the internet",
        "DYNAMOSQL_CIMD=false",
        "dynamosql app add claude-code --name &quot;Claude Code&quot; --redirect-uri http://localhost:3118/callback",
        "--client-id claude-code --callback-port 3118",
        "--oauth-client-registration dcr",
      ]
    ) assert.ok(page.includes(words), words);
    assert.equal(await connect(product, shape), "registered");
  });

  Deno.test(`${shape.client} keeps its document's URL as its id where the operator registered that`, async () => {
    await using product = await startInProcess(NO_NAMES, { dcr: false });
    const { client_id: clientId = "" } = shape.document ?? {};
    await product.addApp({
      clientId,
      name: shape.client,
      redirectUris: ["http://localhost/callback", "http://127.0.0.1/callback"],
    });
    assert.equal(await connect(product, shape), "document");
  });
}

async function refusedPage(issuer: string, clientId: string, redirectUri: string): Promise<string> {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  });
  const response = await fetch(`${issuer}/authorize?${query}`, { redirect: "manual" });
  assert.equal(response.status, 400);
  return await response.text();
}

Deno.test("a client whose own host is down does not switch documents off for the others", async () => {
  await using host = await startDocumentHost(() => new Response(null, { status: 404 }));
  // The proxy takes every name for the test's own host, but for the one that is asked for without it.
  await using proxy = startConnectProxy(host.port);
  await using product = await startInProcess({
    caCerts: host.network.caCerts ?? [],
    env: { HTTPS_PROXY: proxy.url, NO_PROXY: "down.example" },
    resolve: () => Promise.reject(new Error("no such name")),
  });
  const page = await refusedPage(
    product.issuer,
    "https://down.example/client.json",
    "http://localhost:1/callback",
  );
  assert.match(page, /cannot be fetched, or is not valid/);
  const as = await flow.discover(product.mcp);
  assert.equal(as.client_id_metadata_document_supported, true);
});

Deno.test("behind a proxy that is gone, a spawned server lets clients register from the second try on", async () => {
  const gone = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = gone.addr;
  gone.close();
  await using server = await startSignedInServer({
    env: { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: "127.0.0.1,localhost" },
  });
  const page = await refusedPage(
    server.issuer,
    CLAUDE_CODE.document?.client_id ?? "",
    "http://localhost:1/callback",
  );
  assert.match(page, /no way out to the internet/);
  for (const shape of SHAPES) assert.equal(await connect(server, shape), "registered");
});
