/**
 * The two discovery documents: RFC 8414 (authorization server) and RFC 9728 (protected resource).
 * Only what answers now is advertised: a client that believes the document must not run into a 404.
 * @module
 */
import { MCP_SCOPES, SCOPES } from "../identity/scopes.ts";
import type { Endpoints } from "./endpoints.ts";

/** RFC 8414 §2. The same document serves `/.well-known/openid-configuration`, where clients look too. */
export function authorizationServerMetadata(endpoints: Endpoints): Readonly<Record<string, unknown>> {
  return {
    issuer: endpoints.issuer,
    token_endpoint: endpoints.token,
    jwks_uri: endpoints.jwks,
    scopes_supported: SCOPES.filter((scope) => MCP_SCOPES.includes(scope)),
    // REQUIRED by RFC 8414 §2, though §3.2 would omit empty lists: clients refuse a document without it, and
    // any value would promise an authorization endpoint.
    response_types_supported: [],
    // Absent would mean `authorization_code implicit`.
    grant_types_supported: ["client_credentials"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    // RFC 9728 §4
    protected_resources: [endpoints.mcp],
  };
}

/** RFC 9728 §2, for the MCP resource. */
export function protectedResourceMetadata(endpoints: Endpoints): Readonly<Record<string, unknown>> {
  return {
    resource: endpoints.mcp,
    authorization_servers: [endpoints.issuer],
    // The basic set: clients ask for everything that is listed here.
    scopes_supported: [...MCP_SCOPES],
    bearer_methods_supported: ["header"],
    resource_name: "DynamoSQL",
  };
}
