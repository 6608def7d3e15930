import { exportJWK } from "@panva/jose";
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { CALLBACK, callResource, CHALLENGE, startServer, type TestServer, VERIFIER } from "./fixture.ts";

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

/** A client that registered itself, and how it authenticates. */
async function registered(server: TestServer, as: oauth.AuthorizationServer, method: string) {
  const pair = await oauth.generateKeyPair("ES256", { extractable: true });
  const keys = method === "private_key_jwt"
    ? { jwks: { keys: [{ ...await exportJWK(pair.publicKey), kid: "k", alg: "ES256" }] } }
    : {};
  const metadata = { redirect_uris: [CALLBACK], grant_types: ["authorization_code", "refresh_token"] };
  const request = { ...metadata, token_endpoint_auth_method: method, client_name: method, ...keys };
  const response = await oauth.dynamicClientRegistrationRequest(as, request, insecure);
  const client = await oauth.processDynamicClientRegistrationResponse(response);
  const secret = String(client.client_secret ?? "");
  const authentications: Record<string, () => oauth.ClientAuth> = {
    none: () => oauth.None(),
    client_secret_basic: () => oauth.ClientSecretBasic(secret),
    client_secret_post: () => oauth.ClientSecretPost(secret),
    private_key_jwt: () => oauth.PrivateKeyJwt({ key: pair.privateKey, kid: "k" }),
  };
  const user = await server.addUser();
  const code = await server.issueCode(client.client_id, user.userId, { codeChallenge: CHALLENGE });
  const authentication = authentications[method]?.();
  assert.ok(authentication !== undefined);
  return { client: { client_id: client.client_id }, authentication, code, user };
}

for (const method of ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"]) {
  Deno.test(`oauth4webapi redeems, refreshes, asks and revokes as a client of ${method}`, async () => {
    await using server = await startServer();
    const as = await discover(server, "oauth2");
    const { client, authentication, code, user } = await registered(server, as, method);
    const { issuer, mcp } = server.endpoints;
    const back = new URL(`${CALLBACK}?code=${code}&state=s&iss=${encodeURIComponent(issuer)}`);
    const parameters = oauth.validateAuthResponse(as, client, back, "s");

    const redemption = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      authentication,
      parameters,
      CALLBACK,
      VERIFIER,
      { ...insecure, additionalParameters: { resource: mcp } },
    );
    const first = await oauth.processAuthorizationCodeResponse(as, client, redemption);
    assert.equal((await callResource(server, `Bearer ${first.access_token}`)).status, 200);
    const request = new Request(mcp, { headers: { authorization: `Bearer ${first.access_token}` } });
    assert.equal((await oauth.validateJwtAccessToken(as, request, mcp, insecure)).sub, user.userId);

    const refreshing = await oauth.refreshTokenGrantRequest(
      as,
      client,
      authentication,
      first.refresh_token ?? "",
      insecure,
    );
    const second = await oauth.processRefreshTokenResponse(as, client, refreshing);
    assert.notEqual(second.refresh_token, first.refresh_token);
    assert.equal(second.scope, "query schemas:read");

    const asking = await oauth.introspectionRequest(
      as,
      client,
      authentication,
      second.access_token,
      insecure,
    );
    if (method === "none") {
      await assert.rejects(oauth.processIntrospectionResponse(as, client, asking), /invalid_client|error/);
    } else {
      const told = await oauth.processIntrospectionResponse(as, client, asking);
      assert.deepEqual([told.active, told.sub, told.client_id], [true, user.userId, client.client_id]);
    }

    const revoking = await oauth.revocationRequest(
      as,
      client,
      authentication,
      second.refresh_token ?? "",
      insecure,
    );
    assert.equal(await oauth.processRevocationResponse(revoking), undefined);
    assert.equal((await callResource(server, `Bearer ${second.access_token}`)).status, 401);
    const again = await oauth.refreshTokenGrantRequest(
      as,
      client,
      authentication,
      second.refresh_token ?? "",
      insecure,
    );
    await assert.rejects(
      oauth.processRefreshTokenResponse(as, client, again),
      (error: unknown) => error instanceof oauth.ResponseBodyError && error.error === "invalid_grant",
    );
  });
}
