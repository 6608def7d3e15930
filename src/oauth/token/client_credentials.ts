/**
 * The grant `client_credentials` (RFC 6749 §4.4): an API client acts for itself.
 * @module
 */
import { MCP_SCOPES } from "../../identity/scopes.ts";
import { signAccessToken } from "./access_token.ts";
import { MCP_TOKEN_SECONDS } from "../lifetimes.ts";
import { requestedResource } from "./resource_parameter.ts";
import { grantedScopes } from "./scope_parameter.ts";
import type { Grant } from "./grant_types.ts";

/** Gives an MCP token to an authenticated API client. No refresh token (§4.4.3): it can always ask again. */
export const clientCredentialsGrant: Grant = async ({ form, client, endpoints, ...deps }) => {
  const audience = requestedResource(form.all("resource"), [endpoints.mcp]);
  // MCP tokens carry at most the MCP scopes, whatever else the client is granted (docs/reference/oauth.md#scopes).
  const allowed = MCP_SCOPES.filter((scope) => client.scopes.includes(scope));
  const scopes = grantedScopes(form.get("scope"), allowed);
  const token = await signAccessToken(deps, {
    issuer: endpoints.issuer,
    audience,
    subject: client.clientId,
    clientId: client.clientId,
    tenantId: client.tenantId,
    scopes,
    lifetimeSeconds: MCP_TOKEN_SECONDS,
  });
  return {
    access_token: token,
    token_type: "Bearer",
    expires_in: MCP_TOKEN_SECONDS,
    scope: scopes.join(" "),
  };
};
