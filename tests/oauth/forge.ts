/** Tokens that are almost right: each differs from a good one in one thing. */
import { exportJWK, type JWTHeaderParameters, SignJWT } from "@panva/jose";
import type { TestServer } from "./fixture.ts";

/** What a forged token differs in. */
export interface Difference {
  readonly header?: Record<string, unknown>;
  /** A member that is `undefined` is left out. */
  readonly claims?: Record<string, unknown>;
  readonly key?: CryptoKey;
}

/** A token signed as the server would sign it, but for the difference. */
export async function forge(
  server: TestServer,
  clientId: string,
  difference: Difference = {},
): Promise<string> {
  const { kid, privateKey } = await server.keys.active();
  const now = Math.floor(server.clock() / 1000);
  const claims = {
    iss: server.endpoints.issuer,
    aud: server.endpoints.mcp,
    sub: clientId,
    client_id: clientId,
    tenant_id: "default",
    scope: "query schemas:read",
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 600,
    ...difference.claims,
  };
  const header: Record<string, unknown> = { alg: "ES256", typ: "at+jwt", kid, ...difference.header };
  return await new SignJWT(JSON.parse(JSON.stringify(claims)))
    // The whole point is to write headers that the type would not let through.
    .setProtectedHeader(JSON.parse(JSON.stringify(header)) as JWTHeaderParameters)
    .sign(difference.key ?? privateKey);
}

/** Unsigned or hand-signed: header and claims as they are, and a signature of any bytes. */
export function rawToken(header: unknown, claims: unknown, signature: Uint8Array = new Uint8Array()): string {
  const part = (value: unknown) => base64url(new TextEncoder().encode(JSON.stringify(value)));
  return `${part(header)}.${part(claims)}.${base64url(signature)}`;
}

/** HS256 with the published public key as the secret: the classic confusion of algorithms. */
export async function hmacWithPublicKey(server: TestServer, claims: unknown): Promise<string> {
  const { keys } = await server.keys.jwks();
  const [jwk] = keys;
  const header = { alg: "HS256", typ: "at+jwt", kid: jwk?.kid };
  const unsigned = rawToken(header, claims).slice(0, -1);
  const secret = new TextEncoder().encode(JSON.stringify(jwk));
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(unsigned));
  return `${unsigned}.${base64url(new Uint8Array(signature))}`;
}

/** A key pair that is not the server's, and its public JWK. */
export async function foreignKey() {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  return { ...pair, jwk: await exportJWK(pair.publicKey) };
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
