/**
 * Reads `scope`: which scopes are asked for (RFC 6749 §3.3).
 * @module
 */
import { MCP_SCOPES, type ScopeName } from "../../identity/scopes.ts";
import type { OAuthClient } from "../clients/client.ts";
import { grantedScopes, withoutOfflineAccess } from "../token/scope_parameter.ts";
import type { AuthorizeParameters } from "./parameters.ts";

/**
 * The scopes asked for; without any, all that the client may have. Fails with `invalid_scope` on one that is unknown,
 * not an MCP scope, or outside the client's registration. Every user may allow them all
 * (docs/reference/oauth.md#scopes).
 */
export function requestedScopes(parameters: AuthorizeParameters, client: OAuthClient): readonly ScopeName[] {
  const asked = withoutOfflineAccess(parameters.get("scope"));
  return grantedScopes(asked, MCP_SCOPES.filter((scope) => client.scopes.includes(scope)));
}
