import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { callResource, startServer, type TestServer } from "./fixture.ts";

/** An OAuth client that others wrote, strict about the RFCs, against the real listener. */

// The library asks for the word twice: plain http is for loopback only, and so it is here.
const insecure = { [oauth.allowInsecureRequests]: true };

async function discover(server: TestServer, algorithm: "oauth2" | "oidc") {
  const issuer = new URL(server.endpoints.issuer);
  const response = await oauth.discoveryRequest(issuer, { algorithm, ...insecure });
  return await oauth.processDiscoveryResponse(issuer, response);
}

const METHODS = { client_secret_basic: oauth.ClientSecretBasic, client_secret_post: oauth.ClientSecretPost };

for (const algorithm of ["oauth2", "oidc"] as const) {
  for (const [method, authentication] of Object.entries(METHODS)) {
    Deno.test(`oauth4webapi discovers (${algorithm}) and gets a token by ${method}, which the resource takes`, async () => {
      await using server = await startServer();
      const { clientId, clientSecret } = await server.createClient();
      const as = await discover(server, algorithm);
      assert.ok(as.token_endpoint_auth_methods_supported?.includes(method));
      const client = { client_id: clientId };
      const response = await oauth.clientCredentialsGrantRequest(
        as,
        client,
        authentication(clientSecret),
        { scope: "query", resource: server.endpoints.mcp },
        insecure,
      );
      const token = await oauth.processClientCredentialsResponse(as, client, response);
      assert.deepEqual([token.token_type, token.expires_in, token.scope], ["bearer", 600, "query"]);
      assert.equal((await callResource(server, `Bearer ${token.access_token}`)).status, 200);
    });
  }
}

Deno.test("oauth4webapi finds the authorization server from the resource alone", async () => {
  await using server = await startServer();
  const resource = new URL(server.endpoints.mcp);
  const response = await oauth.resourceDiscoveryRequest(resource, insecure);
  const metadata = await oauth.processResourceDiscoveryResponse(resource, response);
  assert.deepEqual(metadata.authorization_servers, [(await discover(server, "oauth2")).issuer]);
});

Deno.test("oauth4webapi validates our access token by RFC 9068 with the published keys", async () => {
  await using server = await startServer();
  const { clientId, clientSecret } = await server.createClient();
  const as = await discover(server, "oauth2");
  const client = { client_id: clientId };
  const response = await oauth.clientCredentialsGrantRequest(
    as,
    client,
    oauth.ClientSecretBasic(clientSecret),
    {},
    insecure,
  );
  const { access_token } = await oauth.processClientCredentialsResponse(as, client, response);
  const request = new Request(server.endpoints.mcp, { headers: { authorization: `Bearer ${access_token}` } });
  const claims = await oauth.validateJwtAccessToken(as, request, server.endpoints.mcp, insecure);
  assert.deepEqual([claims.sub, claims.client_id, claims["tenant_id"]], [clientId, clientId, "default"]);
});

Deno.test("oauth4webapi understands our refusals", async () => {
  await using server = await startServer();
  const { clientId } = await server.createClient();
  const as = await discover(server, "oauth2");
  const client = { client_id: clientId };
  const wrong = oauth.ClientSecretPost("wrong");
  const response = await oauth.clientCredentialsGrantRequest(as, client, wrong, {}, insecure);
  await assert.rejects(
    oauth.processClientCredentialsResponse(as, client, response),
    (error: unknown) => error instanceof oauth.ResponseBodyError && error.error === "invalid_client",
  );
});

Deno.test("oauth4webapi reads our challenge and what it points to", async () => {
  await using server = await startServer();
  const url = new URL(server.endpoints.mcp);
  await assert.rejects(
    oauth.protectedResourceRequest("nonsense", "POST", url, undefined, undefined, insecure),
    (error: unknown) => {
      assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
      const parameters = error.cause[0]?.parameters;
      assert.deepEqual([error.cause[0]?.scheme, parameters?.error], ["bearer", "invalid_token"]);
      assert.equal(parameters?.resource_metadata, server.endpoints.mcpResourceMetadata);
      return true;
    },
  );
});
