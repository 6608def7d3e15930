/**
 * `POST /revoke` (RFC 7009). A refresh token revokes its grant with all access tokens, an access token itself alone.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { authenticateClient } from "./client_auth/authenticate_client.ts";
import { MAX_TOKEN_LENGTH } from "./resource_server/bearer.ts";
import { readForm } from "./form.ts";
import { grantIdOfRefreshToken } from "./grant_store/refresh_token.ts";
import { lookUp, revokeFamily } from "./grant_store/rotation.ts";
import { CLOCK_SKEW_SECONDS } from "./lifetimes.ts";
import type { PeopleEndpointDeps } from "./people.ts";
import { validClaims } from "./resource_server/token_claims.ts";

/**
 * Revokes. Returns in silence also where there was nothing to revoke, and where the token is another client's, which
 * stays as it is: an error would tell a stranger that the token is real (§2.1 would have one;
 * docs/reference/protocol_rules.md#5.10). Fails with `invalid_client`, `invalid_request`, `rate_limited`,
 * `unavailable`.
 */
export async function answerRevocation(
  request: Request,
  address: string,
  deps: PeopleEndpointDeps,
): Promise<void> {
  const form = await readForm(request);
  const authorization = request.headers.get("authorization");
  const { clientId } = await authenticateClient(authorization, form, address, deps.endpoints.revoke, deps);
  const token = form.get("token");
  if (token === undefined) throw new DynamoSqlError("invalid_request", "The parameter token is missing.");
  // `token_type_hint` would only say where to look first (§2.1); the token's form says it better.
  if (token.length > MAX_TOKEN_LENGTH) return;
  if (grantIdOfRefreshToken(token) !== null) await revokeRefreshToken(token, clientId, deps);
  else await revokeAccessToken(token, clientId, deps);
}

/** Any token of the family will do: who held it held all that came of it. */
async function revokeRefreshToken(token: string, clientId: string, deps: PeopleEndpointDeps): Promise<void> {
  const presented = await lookUp(token, deps);
  if (presented === null || presented.standing === "foreign") return;
  const grant = presented.entry.value;
  if (grant.clientId === clientId) await revokeFamily(grant, deps);
}

async function revokeAccessToken(token: string, clientId: string, deps: PeopleEndpointDeps): Promise<void> {
  const { endpoints, keys, clock, revokedTokens } = deps;
  const audience = [endpoints.mcp, endpoints.rest];
  const claims = await validClaims(token, keys, { issuer: endpoints.issuer, audience, now: clock() });
  if (claims === null || claims.client_id !== clientId) return;
  await revokedTokens.add(claims.jti, (claims.exp + CLOCK_SKEW_SECONDS) * 1000);
}
