/**
 * An OAuth client (an MCP client such as Claude Code), however it became known.
 * Not an API client: those are `identity/api_client.ts`, and use `client_credentials` alone.
 * @module
 */
import type { StoredSecret } from "../../identity/client_secret.ts";
import type { ScopeName } from "../../identity/scopes.ts";

/** How a client says who it is at the token endpoint. */
export const CLIENT_AUTH_METHODS = [
  "none",
  "client_secret_basic",
  "client_secret_post",
  "private_key_jwt",
] as const;

/** One of {@linkcode CLIENT_AUTH_METHODS}. */
export type ClientAuthMethod = typeof CLIENT_AUTH_METHODS[number];

/** The grants that an OAuth client may have: those by which it acts for people. */
export const CLIENT_GRANTS = ["authorization_code", "refresh_token"] as const;

/** One of {@linkcode CLIENT_GRANTS}. */
export type ClientGrant = typeof CLIENT_GRANTS[number];

/** An OAuth client. */
export interface OAuthClient {
  readonly clientId: string;
  /** Registered by the operator; a Client ID Metadata Document; registered by itself (RFC 7591). */
  readonly known: "operator" | "document" | "self";
  /** The client's own words: at most 100 characters, no control or bidirectional characters. Escape it where it is shown. */
  readonly name: string;
  /** The host that published the metadata document; only with `known: "document"`. */
  readonly host?: string;
  /** At least one; each passed the rules of `clients/redirect_uri.ts`. */
  readonly redirectUris: readonly string[];
  readonly authMethod: ClientAuthMethod;
  /** The secrets valid now, hashed; only with the two secret methods. */
  readonly secrets: readonly StoredSecret[];
  /** Public keys of `private_key_jwt`: inline, or where they lie. */
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  readonly jwksUri?: string;
  readonly grantTypes: readonly ClientGrant[];
  /** What it may ask for at most. */
  readonly scopes: readonly ScopeName[];
  /** Digest of what a consent rests on (redirect URIs, method, keys): another one, another consent. */
  readonly digest: string;
}

/** Finds OAuth clients. */
export interface OAuthClients {
  /**
   * The client of that id; null if there is none. A `client_id` that is an https URL is fetched (or served from its
   * cache); that may fail with `invalid_client_metadata`, in the same words whatever went wrong.
   * @param purpose at `token` a document that cannot be fetched now is served stale within bounds, so that a
   *   client's refresh outlives an outage of its host
   * @param address the caller's, whose network has a share of what is fetched; without one, nobody's in particular
   */
  find(clientId: string, purpose: "authorize" | "token", address?: string): Promise<OAuthClient | null>;
  /**
   * Whether a client that was found is still there. The store is asked: another process may have removed it a moment
   * ago. A client known by its document is there while its document is.
   */
  isThere(client: Pick<OAuthClient, "clientId">): Promise<boolean>;
  /** Notes that a self-registered client was used, so that it is not reaped. Cheap; rejects never. */
  used(clientId: string): void;
  /**
   * The keys for `private_key_jwt`. Fails with `invalid_client` where there are none to be had.
   * `unknownKey`: those given before lack the key that was used; they are fetched anew, at most once a minute.
   * `address`: the caller's, as in `find`.
   */
  keys(
    client: OAuthClient,
    options?: { readonly unknownKey?: boolean; readonly address?: string },
  ): Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }>;
}
