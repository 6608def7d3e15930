/**
 * `POST /token` (RFC 6749 §3.2): who asks, by which grant, what comes back.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { authenticateClient, isApiClientId, refusedClient } from "../client_auth/authenticate_client.ts";
import { credentialsOf } from "../client_auth/secret.ts";
import { clientCredentialsGrant } from "./client_credentials.ts";
import { type Form, readForm } from "../form.ts";
import { CLIENT_CREDENTIALS, type TokenResponse, userGrant } from "./grant_types.ts";
import type { PeopleEndpointDeps } from "../people.ts";
import type { UserTokenResponse } from "./user_grant.ts";

/**
 * Answers a token request. Fails with `invalid_request`, `unsupported_grant_type`, `invalid_client`,
 * `unauthorized_client`, `invalid_grant`, `invalid_scope`, `invalid_target`, `rate_limited` or `unavailable`.
 * @param address the caller's, for the limiter
 */
export async function answerTokenRequest(
  request: Request,
  address: string,
  deps: PeopleEndpointDeps,
): Promise<TokenResponse | UserTokenResponse> {
  const form = await readForm(request);
  const type = form.get("grant_type");
  if (type === undefined) throw new DynamoSqlError("invalid_request", "The parameter grant_type is missing.");
  const authorization = request.headers.get("authorization");
  if (type === CLIENT_CREDENTIALS) return await clientCredentials(authorization, form, address, deps);

  const load = userGrant(type);
  if (load === null) {
    throw new DynamoSqlError("unsupported_grant_type", "This grant_type is not supported.");
  }
  const caller = await authenticateClient(authorization, form, address, deps.endpoints.token, deps);
  if (caller.kind === "api" || !caller.client.grantTypes.some((one) => one === type)) throw notThisClient();
  const grant = await load();
  try {
    return await grant({ ...deps, form, client: caller.client });
  } catch (error) {
    // RFC 6749 §5.2: who asks comes first. Grants go with their client, which may be in memory a moment longer.
    if (!(error instanceof DynamoSqlError) || error.code !== "invalid_grant") throw error;
    throw await deps.oauthClients.isThere(caller.client) ? error : refusedClient();
  }
}

async function clientCredentials(
  authorization: string | null,
  form: Form,
  address: string,
  deps: PeopleEndpointDeps,
): Promise<TokenResponse> {
  const named = form.get("client_id");
  if (form.get("client_assertion") === undefined && (named === undefined || isApiClientId(named))) {
    const { clientId, clientSecret } = credentialsOf(authorization, form);
    if (isApiClientId(clientId)) {
      const client = await deps.apiClients.authenticate(clientId, clientSecret, address);
      const { keys, clock, random, endpoints } = deps;
      return await clientCredentialsGrant({ keys, clock, random, endpoints, form, client });
    }
  }
  await authenticateClient(authorization, form, address, deps.endpoints.token, deps);
  // OAuth clients act for people, never for themselves: they belong to no tenant.
  throw notThisClient();
}

function notThisClient(): DynamoSqlError {
  return new DynamoSqlError("unauthorized_client", "This client may not use this grant_type.");
}
