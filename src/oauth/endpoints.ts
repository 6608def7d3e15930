/**
 * Every absolute URL of the authorization and resource server, from the public URL alone
 * (docs/reference/oauth.md#one-origin): never from `Host` or `X-Forwarded-*`, which a caller writes.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/** Paths of what is public. */
export const PATHS = {
  mcp: "/mcp",
  rest: "/v1",
  authorize: "/authorize",
  token: "/token",
  register: "/register",
  revoke: "/revoke",
  introspect: "/introspect",
  login: "/login",
  consent: "/consent",
  logout: "/logout",
  jwks: "/.well-known/jwks.json",
  authorizationServer: "/.well-known/oauth-authorization-server",
  openidConfiguration: "/.well-known/openid-configuration",
  protectedResource: "/.well-known/oauth-protected-resource",
  protectedResourceMcp: "/.well-known/oauth-protected-resource/mcp",
} as const;

/** Absolute URLs. */
export interface Endpoints {
  /** The origin; also the `iss` of every token. No trailing slash. */
  readonly issuer: string;
  /** RFC 6749 §3.1. */
  readonly authorize: string;
  /** RFC 6749 §3.2. */
  readonly token: string;
  /** RFC 7591 §3. */
  readonly register: string;
  /** RFC 7009 §2. */
  readonly revoke: string;
  /** RFC 7662 §2. */
  readonly introspect: string;
  /** The signing keys (RFC 7517 §5). */
  readonly jwks: string;
  /** The MCP resource: what `aud` of an MCP token is, to the byte. */
  readonly mcp: string;
  /** The REST resource: what `aud` of a REST token is. */
  readonly rest: string;
  /** RFC 9728 document of the MCP resource, as the 401 challenge names it. */
  readonly mcpResourceMetadata: string;
}

/**
 * The URLs below a public URL such as `https://sql.example.com`. It is taken in its canonical spelling:
 * lower-case host, no default port, no trailing slash. Fails with `config_invalid` if it is not an origin.
 */
export function endpointsOf(publicUrl: string): Endpoints {
  const url = URL.parse(publicUrl);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/" &&
    url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  if (!isOrigin) {
    throw new DynamoSqlError(
      "config_invalid",
      "public_url: must be an http or https origin without a path, such as https://sql.example.com.",
    );
  }
  const issuer = url.origin;
  return {
    issuer,
    authorize: issuer + PATHS.authorize,
    token: issuer + PATHS.token,
    register: issuer + PATHS.register,
    revoke: issuer + PATHS.revoke,
    introspect: issuer + PATHS.introspect,
    jwks: issuer + PATHS.jwks,
    mcp: issuer + PATHS.mcp,
    rest: issuer + PATHS.rest,
    mcpResourceMetadata: issuer + PATHS.protectedResourceMcp,
  };
}
