/**
 * `POST /token` (RFC 6749 §3.2): who asks, by which grant, what comes back.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { ApiClient } from "../../identity/api_clients.ts";
import type { AccessTokenDeps } from "./access_token.ts";
import { authenticateClient, isApiClientId } from "../client_auth/authenticate_client.ts";
import { credentialsOf } from "../client_auth/secret.ts";
import { clientCredentialsGrant } from "./client_credentials.ts";
import type { Endpoints } from "../endpoints.ts";
import { type Form, readForm } from "../form.ts";
import type { PeopleEndpointDeps } from "../people.ts";
import type { UserGrant, UserTokenResponse } from "./user_grant.ts";

/** A successful answer to client_credentials (RFC 6749 §5.1), exactly these members. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: "Bearer";
  /** Seconds. */
  readonly expires_in: number;
  readonly scope: string;
}

/** What client_credentials works with. The client is authenticated. */
export interface GrantInput extends AccessTokenDeps {
  readonly form: Form;
  readonly client: ApiClient;
  readonly endpoints: Endpoints;
}

/** The way of an API client to a token. Fails with OAuth codes of the closed table. */
export type Grant = (input: GrantInput) => Promise<TokenResponse>;

/** `grant_type` → the grants of people, loaded when first asked for, and once: even a module at hand takes its time. */
const USER_GRANTS: ReadonlyMap<string, () => Promise<UserGrant>> = new Map([
  [
    "authorization_code",
    once(async () => (await import("./authorization_code.ts")).authorizationCodeGrant),
  ],
  ["refresh_token", once(async () => (await import("./refresh_token.ts")).refreshTokenGrant)],
]);

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => loaded ??= load();
}

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
  if (type === "client_credentials") return await clientCredentials(authorization, form, address, deps);

  const load = USER_GRANTS.get(type);
  if (load === undefined) {
    throw new DynamoSqlError("unsupported_grant_type", "This grant_type is not supported.");
  }
  const caller = await authenticateClient(authorization, form, address, deps.endpoints.token, deps);
  if (caller.kind === "api" || !caller.client.grantTypes.some((one) => one === type)) throw notThisClient();
  const grant = await load();
  return await grant({ ...deps, form, client: caller.client });
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
