/**
 * Which scopes are asked for (RFC 6749 §3.3).
 * @module
 */
import { MCP_SCOPES, type Scope } from "../../identity/scopes.ts";
import type { User } from "../../identity/user.ts";
import type { OAuthClient } from "../clients/client.ts";
import { grantedScopes } from "../scope_parameter.ts";
import type { AuthorizeParameters } from "./parameters.ts";

/** OpenID Connect's word for "a refresh token, please" (Core §11). */
const OFFLINE_ACCESS = "offline_access";

/**
 * The scopes asked for; without any, all that the client may have. Fails with `invalid_scope` on one that is unknown,
 * not an MCP scope, or outside the client's registration.
 *
 * `offline_access` is dropped: some clients always ask for it, it names nothing here (whether there is a refresh token
 * depends on the client's grant types), and the token answer says which scopes were given.
 */
export function requestedScopes(parameters: AuthorizeParameters, client: OAuthClient): readonly Scope[] {
  const names = parameters.get("scope")?.split(" ").filter((name) => name !== "" && name !== OFFLINE_ACCESS);
  const asked = names === undefined || names.length === 0 ? undefined : names.join(" ");
  return grantedScopes(asked, MCP_SCOPES.filter((scope) => client.scopes.includes(scope)));
}

/** What a user may allow a client at most: members query and see tables (SPEC section 3), and so do admins. */
export function scopesOfUser(_user: Pick<User, "role">): readonly Scope[] {
  return MCP_SCOPES;
}
