/** Clients of every authentication method, and what they send. */
import { exportJWK, generateKeyPair, SignJWT } from "@panva/jose";
import assert from "node:assert/strict";
import { MCP_SCOPES } from "../../src/identity/scopes.ts";
import { basic, CALLBACK, CHALLENGE, post, type TestServer, VERIFIER } from "./fixture.ts";
import { type Answer, type Form, read } from "./people.ts";

/** How a client may say who it is. */
export const METHODS = ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"] as const;
/** One of them. */
export type Method = typeof METHODS[number];

/** RFC 7523 §2.2 */
export const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** A client's key pair. */
export interface Keys {
  readonly privateKey: CryptoKey;
  readonly jwk: Record<string, unknown>;
  readonly alg: string;
}

/** A key pair of an algorithm. */
export async function newKeys(alg = "ES256", kid: string | undefined = "k1"): Promise<Keys> {
  const pair = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...await exportJWK(pair.publicKey), alg, use: "sig", ...(kid === undefined ? {} : { kid }) };
  return { privateKey: pair.privateKey, jwk, alg };
}

/** Registers a client of a method by itself, and gives it a code. */
export async function register(server: TestServer, method: Method, more: Record<string, unknown> = {}) {
  const response = await fetch(`${server.origin}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      redirect_uris: [CALLBACK],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: method,
      client_name: `By ${method}`,
      ...more,
    }),
  });
  const { client_id: id, client_secret: secret = "" }: Record<string, string> = await response.json();
  assert.equal(response.status, 201);
  return { id: String(id), secret };
}

/** A code of a person's consent to the client. */
export async function codeOf(server: TestServer, clientId: string): Promise<string> {
  const client = await server.oauthClients.find(clientId, "authorize");
  assert.ok(client !== null);
  const user = await server.addUser();
  const code = await server.codes.issue({
    client,
    redirectUri: CALLBACK,
    redirectHost: "app.example",
    userId: user.userId,
    tenantId: "default",
    scopes: MCP_SCOPES,
    resource: server.endpoints.mcp,
    codeChallenge: CHALLENGE,
    consentId: crypto.randomUUID(),
  });
  return code ?? "";
}

/** What a request carries beside its grant. */
export interface Sent {
  readonly form?: Form;
  readonly authorization?: string;
}

/** Redeems a fresh code of the client. */
export async function redeem(
  server: TestServer,
  clientId: string,
  { form = {}, authorization }: Sent,
): Promise<Answer> {
  return await send(server, "/token", {
    grant_type: "authorization_code",
    code: await codeOf(server, clientId),
    code_verifier: VERIFIER,
    ...form,
  }, authorization);
}

/** Posts a form. */
export async function send(
  server: TestServer,
  path: string,
  form: Form,
  authorization?: string,
): Promise<Answer> {
  const given = Object.entries(form).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]);
  const response = await post(server, path, given, authorization === undefined ? {} : { authorization });
  return await read(response);
}

/** The ways a client of each method may present itself, with its true credentials. */
export async function ways(
  server: TestServer,
  id: string,
  secret: string,
  keys: Keys,
): Promise<Record<Method, Sent>> {
  return {
    none: { form: { client_id: id } },
    client_secret_basic: { authorization: basic(encodeURIComponent(id), encodeURIComponent(secret)) },
    client_secret_post: { form: { client_id: id, client_secret: secret } },
    private_key_jwt: { form: await assertion(server, id, keys) },
  };
}

/** An assertion that is right but for what is changed. */
export async function assertion(
  server: TestServer,
  id: string,
  keys: Keys,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<Record<string, string>> {
  const now = Math.floor(server.clock() / 1000);
  const all = {
    iss: id,
    sub: id,
    aud: server.endpoints.issuer,
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 60,
    ...claims,
  };
  const jwt = await new SignJWT(JSON.parse(JSON.stringify(all)))
    .setProtectedHeader({ alg: keys.alg, kid: "k1", ...header }).sign(keys.privateKey);
  return { client_assertion_type: JWT_BEARER, client_assertion: jwt };
}
