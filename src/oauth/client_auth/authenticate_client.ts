/**
 * Client authentication of the token, revocation and introspection endpoints: exactly by the method that the client
 * registered (RFC 7591 §2, RFC 9700 §2.5).
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { ApiClient, ApiClients } from "../../identity/api_clients.ts";
import type { AttemptLimiter } from "../../identity/attempt_limiter.ts";
import { matches } from "../../identity/client_secret.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Store } from "../../store/store.ts";
import type { ClientAuthMethod, OAuthClient, OAuthClients } from "../clients/client.ts";
import type { Endpoints } from "../endpoints.ts";
import type { Form } from "../form.ts";
import { type PresentedClient, presentedClient } from "./presented_client.ts";

/** Who sends a request. */
export type AuthenticatedClient =
  | { readonly kind: "api"; readonly clientId: string; readonly client: ApiClient }
  | { readonly kind: "oauth"; readonly clientId: string; readonly client: OAuthClient };

/** What authentication works with. */
export interface ClientAuthenticationDeps {
  readonly store: Store;
  readonly endpoints: Endpoints;
  readonly apiClients: Pick<ApiClients, "authenticate">;
  readonly oauthClients: Pick<OAuthClients, "find" | "keys" | "used">;
  /** Of failed attempts of OAuth clients; that of API clients is their own. */
  readonly limiter: AttemptLimiter;
  readonly clock: Clock;
}

/** True for the ids of API clients, which are no OAuth clients and have rules of their own. */
export function isApiClientId(clientId: string): boolean {
  return clientId.startsWith("dsc_");
}

/**
 * The client of a request. Fails with `invalid_client` (an unknown one, too: it then registers anew), `invalid_request`
 * on two methods at once, `rate_limited` after too many failures of one client from one address.
 * @param endpoint the URL that was called: an assertion may name it as its audience
 */
export async function authenticateClient(
  authorization: string | null,
  form: Form,
  address: string,
  endpoint: string,
  deps: ClientAuthenticationDeps,
): Promise<AuthenticatedClient> {
  const presented = presentedClient(authorization, form);
  const { clientId, secret } = presented;
  if (isApiClientId(clientId)) {
    if (secret === undefined) throw refusedClient();
    return { kind: "api", clientId, client: await deps.apiClients.authenticate(clientId, secret, address) };
  }
  const seconds = deps.limiter.wait(clientId, address);
  if (seconds > 0) {
    throw new DynamoSqlError("rate_limited", "Too many failed attempts. Wait before the next.", {
      retryAfter: seconds,
    });
  }
  try {
    const client = await checked(presented, endpoint, address, deps);
    // Not of a public client: it proves nothing, so it must not wipe out the failures of others in its name.
    if (presented.method !== "none") deps.limiter.succeeded(clientId, address);
    return { kind: "oauth", clientId, client };
  } catch (error) {
    if (error instanceof DynamoSqlError && error.code === "invalid_client") {
      deps.limiter.failed(clientId, address);
    }
    throw error;
  }
}

async function checked(
  presented: PresentedClient,
  endpoint: string,
  address: string,
  deps: ClientAuthenticationDeps,
): Promise<OAuthClient> {
  const client = await find(presented.clientId, address, deps);
  const { secret, assertion } = presented;
  if (secret !== undefined) {
    // Compared before anything is said, so that time does not tell which clients there are.
    const right = matches(secret, client?.secrets ?? [], deps.clock());
    if (client === null || !right || !mayUse(client, presented.method)) throw refusedClient();
    return client;
  }
  if (client === null || !mayUse(client, presented.method)) throw refusedClient();
  if (assertion !== undefined) {
    const { checkAssertion } = await import("./private_key_jwt.ts");
    const { endpoints, store, oauthClients, clock } = deps;
    const audiences = [endpoints.issuer, endpoints.token, endpoint];
    await checkAssertion(assertion, client, { store, clients: oauthClients, clock, audiences, address });
  }
  return client;
}

async function find(
  clientId: string,
  address: string,
  { oauthClients }: ClientAuthenticationDeps,
): Promise<OAuthClient | null> {
  try {
    return await oauthClients.find(clientId, "token", address);
  } catch (error) {
    // The token endpoint has one word for a client that cannot be known.
    if (error instanceof DynamoSqlError && error.code === "invalid_client_metadata") return null;
    throw error;
  }
}

/** The operator chooses only that a client has a secret, not how it is sent. */
function mayUse({ authMethod, known }: OAuthClient, method: ClientAuthMethod): boolean {
  const secret = (one: ClientAuthMethod) => one === "client_secret_basic" || one === "client_secret_post";
  return authMethod === method || (known === "operator" && secret(authMethod) && secret(method));
}

/** One answer, whether the client is unknown, the secret wrong or the method another. */
export function refusedClient(): DynamoSqlError {
  return new DynamoSqlError(
    "invalid_client",
    "The client is unknown, its credentials are wrong, or it uses another method than it registered.",
  );
}
