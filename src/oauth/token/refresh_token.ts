/**
 * The grant `refresh_token` (RFC 6749 §6): a new access token and the next refresh token.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { invalidRefreshToken, rotate } from "../grant_store/rotation.ts";
import { requestedResource } from "./resource_parameter.ts";
import { grantedScopes, withoutOfflineAccess } from "./scope_parameter.ts";
import { accessTokenOf, aliveUser, tokenAnswer, type UserGrant } from "./user_grant.ts";

/** Refreshes. */
export const refreshTokenGrant: UserGrant = async (input) => {
  const { form, client, users } = input;
  const presented = form.get("refresh_token");
  if (presented === undefined) {
    throw new DynamoSqlError("invalid_request", "The parameter refresh_token is missing.");
  }
  const { checked, refreshToken } = await rotate(presented, client.clientId, async (found) => {
    // A client that is another one by now needs another consent (docs/reference/oauth.md#changed-client).
    if (found.clientDigest !== client.digest || !await aliveUser(users, found)) throw invalidRefreshToken();
    // Without `resource` the grant's own: Codex sends none (RFC 8707 §2.2).
    requestedResource(form.all("resource"), [found.resource]);
    // RFC 6749 §6: never more than was granted. The family keeps the whole: the next refresh may ask for it again.
    const scopes = grantedScopes(
      withoutOfflineAccess(form.get("scope")),
      found.scopes.filter((one) => client.scopes.includes(one)),
    );
    // Signed while the rotation is written, which takes about as long; nobody gets it before that is done.
    const accessToken = accessTokenOf(found, scopes, input);
    // Where the rotation fails first, nobody is left to hear of this.
    accessToken.catch(() => {});
    return { scopes, accessToken };
  }, input);
  input.oauthClients.used(client.clientId);
  return tokenAnswer(await checked.accessToken, checked.scopes, refreshToken);
};
