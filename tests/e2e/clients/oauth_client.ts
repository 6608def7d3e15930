/**
 * An OAuth client made of `oauth4webapi` alone: it shares no code with the server, and checks what a careful client checks.
 * @module
 */
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import type { Decision, Page, ScriptedBrowser } from "../../fixtures/scripted_browser.ts";

/** Plain http is for loopback only, and so it is here. */
export const insecure = { [oauth.allowInsecureRequests]: true };

/** Where the clients of these tests are called back; nobody listens there, the browser stops before. */
export const CALLBACK = "http://127.0.0.1:33418/callback";

/** A client and how it proves itself. */
export interface TestClient {
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
}

/** What an authorization gave. */
export interface SignedIn {
  readonly tokens: oauth.TokenEndpointResponse;
  readonly pages: readonly Page[];
}

/** From the resource to the authorization server, as RFC 9728 says. */
export async function discover(mcp: string): Promise<oauth.AuthorizationServer> {
  const resource = new URL(mcp);
  const found = await oauth.processResourceDiscoveryResponse(
    resource,
    await oauth.resourceDiscoveryRequest(resource, insecure),
  );
  const issuer = new URL(found.authorization_servers?.[0] ?? assert.fail("no authorization server"));
  return await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure }),
  );
}

/** Registers by RFC 7591. */
export async function register(
  as: oauth.AuthorizationServer,
  metadata: Record<string, oauth.JsonValue>,
): Promise<oauth.Client> {
  const response = await oauth.dynamicClientRegistrationRequest(as, metadata, insecure);
  return await oauth.processDynamicClientRegistrationResponse(response);
}

/** Registers a public client with one loopback redirect URI. */
export async function registerPublic(
  as: oauth.AuthorizationServer,
  name = "Test client",
): Promise<TestClient> {
  const client = await register(as, {
    client_name: name,
    redirect_uris: [CALLBACK],
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
  });
  return { client, authentication: oauth.None() };
}

/** How one authorization differs. */
export interface SignInOptions extends Decision {
  readonly redirectUri?: string;
  readonly scope?: string;
  /** Null = none is sent. */
  readonly resource: string | null;
}

/** An authorization response that passed all checks, and what is needed to redeem it. */
export interface Redeemable {
  readonly parameters: URLSearchParams;
  readonly redirectUri: string;
  readonly verifier: string;
  readonly pages: readonly Page[];
}

/** Authorization request with PKCE and state, sign-in, consent, and all checks of the response (`state`, `iss`, `error`). */
export async function authorize(
  as: oauth.AuthorizationServer,
  { client }: TestClient,
  browser: ScriptedBrowser,
  options: SignInOptions,
): Promise<Redeemable> {
  const { redirectUri = CALLBACK, scope, resource } = options;
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(as.authorization_endpoint ?? assert.fail("no authorization endpoint"));
  const query = {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: "code",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    ...(scope === undefined ? {} : { scope }),
    ...(resource === null ? {} : { resource }),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const { callback, pages } = await browser.authorize(url, options);
  assert.ok(callback.href.startsWith(redirectUri), `back at ${callback}`);
  // Refuses a wrong or missing `iss` too, as the metadata promises one (RFC 9207).
  return {
    parameters: oauth.validateAuthResponse(as, client, callback, state),
    redirectUri,
    verifier,
    pages,
  };
}

/** Exchanges the code. */
export async function redeem(
  as: oauth.AuthorizationServer,
  { client, authentication }: TestClient,
  { parameters, redirectUri, verifier }: Redeemable,
  resource: string | null,
): Promise<oauth.TokenEndpointResponse> {
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authentication,
    parameters,
    redirectUri,
    verifier,
    { ...insecure, ...(resource === null ? {} : { additionalParameters: { resource } }) },
  );
  return await oauth.processAuthorizationCodeResponse(as, client, response);
}

/** {@linkcode authorize} and {@linkcode redeem}. */
export async function signIn(
  as: oauth.AuthorizationServer,
  client: TestClient,
  browser: ScriptedBrowser,
  options: SignInOptions,
): Promise<SignedIn> {
  const redeemable = await authorize(as, client, browser, options);
  return { tokens: await redeem(as, client, redeemable, options.resource), pages: redeemable.pages };
}

/** Refreshes. `extra` goes into the body. */
export async function refresh(
  as: oauth.AuthorizationServer,
  { client, authentication }: TestClient,
  refreshToken: string | undefined,
  extra: Record<string, string> = {},
): Promise<oauth.TokenEndpointResponse> {
  assert.ok(refreshToken !== undefined, "there is a refresh token");
  const response = await oauth.refreshTokenGrantRequest(as, client, authentication, refreshToken, {
    ...insecure,
    additionalParameters: extra,
  });
  return await oauth.processRefreshTokenResponse(as, client, response);
}

/** Revokes a token (RFC 7009). */
export async function revoke(
  as: oauth.AuthorizationServer,
  { client, authentication }: TestClient,
  token: string,
): Promise<void> {
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(as, client, authentication, token, insecure),
  );
}

/** Expects that the server refuses with that OAuth error. */
export async function refused(promise: Promise<unknown>, error: string): Promise<void> {
  await assert.rejects(promise, (thrown: unknown) => {
    assert.ok(thrown instanceof oauth.ResponseBodyError, String(thrown));
    assert.equal(thrown.error, error);
    return true;
  });
}
