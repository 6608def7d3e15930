/**
 * Access tokens: JWTs of type `at+jwt` (RFC 9068) with exactly the claims of docs/reference/oauth.md#claims.
 * @module
 */
import { CompactSign } from "@panva/jose";
import { type Random, randomText } from "../../lib/random.ts";
import type { Clock } from "../../lib/clock.ts";
import type { SigningKeys } from "../keys/signing_keys.ts";
import { defined } from "../../lib/defined.ts";

/** What a token says. */
export interface AccessTokenInput {
  readonly issuer: string;
  /** The one resource it is for. */
  readonly audience: string;
  /** User id, or the client's own id for client_credentials. */
  readonly subject: string;
  readonly clientId: string;
  readonly tenantId: string;
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
  /** The grant it comes from; absent for client_credentials. */
  readonly grantId?: string;
}

/** What signing needs. */
export interface AccessTokenDeps {
  readonly keys: SigningKeys;
  readonly clock: Clock;
  readonly random: Random;
}

const utf8 = new TextEncoder();

/** Signs an access token with the active key. */
export async function signAccessToken(deps: AccessTokenDeps, input: AccessTokenInput): Promise<string> {
  const { kid, privateKey } = await deps.keys.active();
  const issuedAt = Math.floor(deps.clock() / 1000);
  const claims = {
    client_id: input.clientId,
    tenant_id: input.tenantId,
    scope: input.scopes.join(" "),
    ...defined({ gid: input.grantId }),
    iss: input.issuer,
    aud: input.audience,
    sub: input.subject,
    jti: randomText(deps.random, 22),
    iat: issuedAt,
    exp: issuedAt + input.lifetimeSeconds,
  };
  // Not `SignJWT`: it clones the claims twice, which costs more than the rest of this function.
  return await new CompactSign(utf8.encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid })
    .sign(privateKey);
}
