/**
 * The two discovery documents: RFC 8414 (authorization server) and RFC 9728 (protected resource).
 * Only what answers now is advertised: a client that believes the document must not run into a 404.
 * @module
 */
import { MCP_SCOPES, SCOPES } from "../identity/scopes.ts";
import { CLIENT_AUTH_METHODS } from "./clients/client.ts";
import type { Endpoints } from "./endpoints.ts";
import { GRANT_TYPES } from "./token/grant_types.ts";
import { ASSERTION_ALGORITHMS } from "./client_auth/private_key_jwt_algorithms.ts";
import { defined } from "../lib/defined.ts";

/** What is served beside what is always there. */
export interface MetadataSettings {
  /** Clients register themselves (RFC 7591). */
  readonly dcr: boolean;
  /** Clients are known by a metadata document, and documents can be fetched. */
  readonly cimd: boolean;
}

/** RFC 8414 §2. The same document serves `/.well-known/openid-configuration`, where clients look too. */
export function authorizationServerMetadata(
  endpoints: Endpoints,
  { dcr, cimd }: MetadataSettings,
): Readonly<Record<string, unknown>> {
  const confidential = CLIENT_AUTH_METHODS.filter((method) => method !== "none");
  return {
    issuer: endpoints.issuer,
    authorization_endpoint: endpoints.authorize,
    token_endpoint: endpoints.token,
    ...defined({ registration_endpoint: dcr ? endpoints.register : undefined }),
    revocation_endpoint: endpoints.revoke,
    introspection_endpoint: endpoints.introspect,
    jwks_uri: endpoints.jwks,
    scopes_supported: SCOPES.filter((scope) => MCP_SCOPES.includes(scope)),
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    // Absent would mean `authorization_code implicit`.
    grant_types_supported: GRANT_TYPES,
    // Absent would mean client_secret_basic alone, each time.
    token_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    introspection_endpoint_auth_methods_supported: confidential,
    introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    // RFC 7636: MCP clients refuse a server that does not say it.
    code_challenge_methods_supported: ["S256"],
    // RFC 9207 §3
    authorization_response_iss_parameter_supported: true,
    ...defined({ client_id_metadata_document_supported: cimd || undefined }),
    // RFC 9728 §4
    protected_resources: [endpoints.mcp],
    service_documentation: `${endpoints.issuer}/`,
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
    resource_documentation: `${endpoints.issuer}/`,
  };
}
