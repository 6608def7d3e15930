/**
 * The parts that tokens of people are made of, beside those of API clients.
 * @module
 */
import type { InstallationKeys } from "../identity/installation_keys.ts";
import type { UserDirectory } from "../identity/user.ts";
import type { Store } from "../store/store.ts";
import type { Logger } from "../telemetry/log.ts";
import type { AccessTokenDeps } from "./token/access_token.ts";
import type { ClientAuthenticationDeps } from "./client_auth/authenticate_client.ts";
import type { OAuthClients } from "./clients/client.ts";
import type { CodeStore } from "./grant_store/codes.ts";
import type { Grants } from "./grant_store/grant.ts";
import type { RevokedTokens } from "./grant_store/revoked_tokens.ts";
import type { TokenVerifier } from "./resource_server/token_verifier.ts";

/** What the routes are given. */
export interface PeopleParts {
  readonly store: Store;
  readonly installationKeys: InstallationKeys;
  readonly users: UserDirectory;
  readonly oauthClients: OAuthClients;
  readonly codes: CodeStore;
  readonly grants: Grants;
  readonly revokedTokens: RevokedTokens;
  readonly verifier: Pick<TokenVerifier, "verify">;
}

/** What the endpoints work with: the same, and who may call. */
export interface PeopleEndpointDeps extends PeopleParts, ClientAuthenticationDeps, AccessTokenDeps {
  readonly oauthClients: OAuthClients;
  readonly log: Logger;
}
