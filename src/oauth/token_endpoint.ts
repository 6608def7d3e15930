/**
 * `POST /token` (RFC 6749 §3.2): who asks, by which grant, what comes back.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { ApiClient, ApiClients } from "../identity/api_clients.ts";
import type { AccessTokenDeps } from "./access_token.ts";
import { credentialsOf } from "./client_authentication.ts";
import { clientCredentialsGrant } from "./client_credentials_grant.ts";
import type { Endpoints } from "./endpoints.ts";
import { type Form, readForm } from "./form.ts";

/** A successful answer (RFC 6749 §5.1), exactly these members. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: "Bearer";
  /** Seconds. */
  readonly expires_in: number;
  readonly scope: string;
}

/** What a grant works with. The client is authenticated. */
export interface GrantInput extends AccessTokenDeps {
  readonly form: Form;
  readonly client: ApiClient;
  readonly endpoints: Endpoints;
}

/** One way to get a token. Fails with OAuth codes of the closed table. */
export type Grant = (input: GrantInput) => Promise<TokenResponse>;

/** `grant_type` → grant. */
const GRANTS: ReadonlyMap<string, Grant> = new Map([["client_credentials", clientCredentialsGrant]]);

/** What the token endpoint needs. */
export interface TokenEndpointDeps extends AccessTokenDeps {
  readonly endpoints: Endpoints;
  readonly clients: Pick<ApiClients, "authenticate">;
}

/**
 * Answers a token request. Fails with `invalid_request`, `unsupported_grant_type`, `invalid_client`,
 * `invalid_scope`, `invalid_target`, `rate_limited` or `unavailable`.
 * @param address the caller's, for the limiter
 */
export async function answerTokenRequest(
  request: Request,
  address: string,
  deps: TokenEndpointDeps,
): Promise<TokenResponse> {
  const form = await readForm(request);
  const type = form.get("grant_type");
  if (type === undefined) throw new DynamoSqlError("invalid_request", "The parameter grant_type is missing.");
  const grant = GRANTS.get(type);
  if (grant === undefined) {
    throw new DynamoSqlError("unsupported_grant_type", "This grant_type is not supported.");
  }
  const { clientId, clientSecret } = credentialsOf(request.headers.get("authorization"), form);
  const client = await deps.clients.authenticate(clientId, clientSecret, address);
  return await grant({ ...deps, form, client });
}
