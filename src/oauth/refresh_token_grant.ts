/**
 * The grant `refresh_token` (RFC 6749 §6): a new access token and the next refresh token.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Scope } from "../identity/scopes.ts";
import { invalidRefreshToken, rotate } from "./grants/rotation.ts";
import { requestedResource } from "./resource_parameter.ts";
import { grantedScopes, withoutOfflineAccess } from "./scope_parameter.ts";
import { aliveUser, tokenAnswer, type UserGrant } from "./user_grant.ts";

/** Refreshes. */
export const refreshTokenGrant: UserGrant = async (input) => {
  const { form, client, users } = input;
  const presented = form.get("refresh_token");
  if (presented === undefined) {
    throw new DynamoSqlError("invalid_request", "The parameter refresh_token is missing.");
  }
  let scopes: readonly Scope[] = [];
  const { grant, refreshToken } = await rotate(presented, client.clientId, async (found) => {
    // A client that is another one by now needs another consent (checklist 5.6).
    if (found.clientDigest !== client.digest || !await aliveUser(users, found)) throw invalidRefreshToken();
    // Without `resource` the grant's own: Codex sends none (RFC 8707 §2.2).
    requestedResource(form.all("resource"), [found.resource]);
    // RFC 6749 §6: never more than was granted. The family keeps the whole: the next refresh may ask for it again.
    scopes = grantedScopes(
      withoutOfflineAccess(form.get("scope")),
      found.scopes.filter((one) => client.scopes.includes(one)),
    );
  }, input);
  input.oauthClients.used(client.clientId);
  return await tokenAnswer(grant, scopes, refreshToken, input);
};
