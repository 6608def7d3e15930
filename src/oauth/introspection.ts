/**
 * `POST /introspect` (RFC 7662): confidential clients ask about their own tokens.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { authenticateClient, type AuthenticatedClient } from "./client_auth/authenticate_client.ts";
import { readForm } from "./form.ts";
import { grantIdOfRefreshToken } from "./grant_store/refresh_token.ts";
import { lookUp } from "./grant_store/rotation.ts";
import type { PeopleEndpointDeps } from "./people.ts";

/** RFC 7662 §2.2: nothing else is said of a token that is not active, or not the caller's. */
const INACTIVE = { active: false } as const;

/** What is said of a token. Times in seconds since the epoch. */
export type Introspection = typeof INACTIVE | {
  readonly active: true;
  readonly scope: string;
  readonly client_id: string;
  readonly sub: string;
  readonly aud: string;
  readonly iss: string;
  readonly exp: number;
  readonly iat: number;
  /** Access tokens only. */
  readonly token_type?: "Bearer";
  /** Access tokens only. */
  readonly jti?: string;
};

/** Answers. Fails with `invalid_client` (a public client, too), `invalid_request`, `rate_limited`, `unavailable`. */
export async function answerIntrospection(
  request: Request,
  address: string,
  deps: PeopleEndpointDeps,
): Promise<Introspection> {
  const form = await readForm(request);
  const authorization = request.headers.get("authorization");
  const caller = await authenticateClient(authorization, form, address, deps.endpoints.introspect, deps);
  if (isPublic(caller)) {
    throw new DynamoSqlError("invalid_client", "Only clients with credentials may ask about tokens.");
  }
  const token = form.get("token");
  if (token === undefined) throw new DynamoSqlError("invalid_request", "The parameter token is missing.");
  return grantIdOfRefreshToken(token) !== null
    ? await ofRefreshToken(token, caller.clientId, deps)
    : await ofAccessToken(token, caller.clientId, deps);
}

function isPublic(caller: AuthenticatedClient): boolean {
  return caller.kind === "oauth" && caller.client.authMethod === "none";
}

async function ofAccessToken(
  text: string,
  clientId: string,
  { verifier, endpoints }: PeopleEndpointDeps,
): Promise<Introspection> {
  for (const audience of [endpoints.mcp, endpoints.rest]) {
    const outcome = await verifier.verify(`Bearer ${text}`, audience);
    if (!outcome.ok || outcome.token.clientId !== clientId) continue;
    const { token } = outcome;
    return {
      active: true,
      scope: token.scopes.join(" "),
      client_id: clientId,
      sub: token.principal.id,
      aud: token.audience,
      iss: endpoints.issuer,
      exp: token.expiresAt / 1000,
      iat: token.issuedAt / 1000,
      token_type: "Bearer",
      jti: token.jti,
    };
  }
  return INACTIVE;
}

/** To ask about a refresh token is not to use it. */
async function ofRefreshToken(
  token: string,
  clientId: string,
  deps: PeopleEndpointDeps,
): Promise<Introspection> {
  const presented = await lookUp(token, deps);
  const usable = presented?.standing === "current" || presented?.standing === "replayed";
  const grant = presented?.entry.value;
  if (!usable || grant === undefined || grant.clientId !== clientId) return INACTIVE;
  const user = await deps.users.find(grant.userId);
  if (user === null || user.disabled) return INACTIVE;
  return {
    active: true,
    scope: grant.scopes.join(" "),
    client_id: clientId,
    sub: grant.userId,
    aud: grant.resource,
    iss: deps.endpoints.issuer,
    exp: Math.floor(grant.expiresAt / 1000),
    iat: Math.floor((grant.lastUsedAt ?? grant.createdAt) / 1000),
  };
}
