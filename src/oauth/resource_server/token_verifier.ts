/**
 * The resource server's door: the `Authorization` header → on whose behalf a request acts.
 * @module
 */
import type { ApiClients } from "../../identity/api_clients.ts";
import { isScope, type ScopeName } from "../../identity/scopes.ts";
import type { UserDirectory } from "../../identity/user.ts";
import type { Principal } from "../../query/service.ts";
import { boundedMap } from "../../lib/lru_map.ts";
import type { Revision } from "../../store/revision.ts";
import { presentedToken } from "./bearer.ts";
import type { OAuthClients } from "../clients/client.ts";
import type { Grants } from "../grant_store/grant.ts";
import { GRANT_LIFE_MS } from "../grant_store/grant_record.ts";
import type { RevokedTokens } from "../grant_store/revoked_tokens.ts";
import type { SigningKeys } from "../keys/signing_keys.ts";
import { type TokenClaims, validClaims } from "./token_claims.ts";
import type { Runtime } from "../../telemetry/runtime.ts";

/** A token found valid. The same object as long as it is cached: `===` tells the same token. */
export interface VerifiedToken {
  /** Who it acts for. */
  readonly principal: Principal;
  /** What it may be used for now: the token's scopes that its client, or its grant, still has. */
  readonly scopes: readonly ScopeName[];
  /** The client that it was given to. */
  readonly clientId: string;
  /** The tenant of both. */
  readonly tenantId: string;
  /** The resource that it is for: its `aud`. */
  readonly audience: string;
  /** Its own id (RFC 7519 §4.1.7). */
  readonly jti: string;
  /** The grant it hangs on; absent for client_credentials. */
  readonly grantId?: string;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The outcome of a verification. */
export type Verification =
  | { readonly ok: true; readonly token: VerifiedToken }
  | {
    readonly ok: false;
    /** False = no bearer token at all; then the challenge names no error (RFC 6750 §3.1). */
    readonly presented: boolean;
  };

/** Verifies bearer tokens. */
export interface TokenVerifier {
  /**
   * Rejects only with `unavailable`, when keys, clients, users or grants cannot be read.
   * @param authorization the header's value; null = no header
   * @param audience the resource being accessed, `<origin>/mcp` or `<origin>/v1`, to the byte
   */
  verify(authorization: string | null, audience: string): Promise<Verification>;
  /** Ends listening for revocations. */
  close(): void;
}

/** What {@linkcode createTokenVerifier} needs. */
export interface TokenVerifierDeps extends Pick<Runtime, "clock"> {
  /** `endpointsOf(publicUrl).issuer` */
  readonly issuer: string;
  readonly keys: SigningKeys;
  readonly clients: Pick<ApiClients, "find">;
  /** What tokens of people hang on; without it only those of API clients are taken. */
  readonly people?: {
    readonly users: UserDirectory;
    readonly grants: Pick<Grants, "find">;
    readonly oauthClients: Pick<OAuthClients, "find">;
    readonly revokedTokens: Pick<RevokedTokens, "has">;
  };
  readonly revision: Revision;
  /** Verified tokens kept; default 5,000 (about 1 KiB each). */
  readonly cacheSize?: number;
}

/** What a token rests on. */
const TOPICS = ["clients", "keys", "users", "grants", "apps"] as const;

/**
 * A verifier. A token found valid is remembered until it expires, or until anything about clients, keys, users or grants
 * changes: here at once, in other processes within 5 s (`Revision`).
 */
export function createTokenVerifier(deps: TokenVerifierDeps): TokenVerifier {
  const { issuer, keys, clients, people, revision, clock } = deps;
  const verified = boundedMap<string, VerifiedToken>(deps.cacheSize ?? 5000);
  let generation = 0;
  const forget = () => {
    generation++;
    verified.clear();
  };
  const subscriptions = TOPICS.map((topic) => revision.onChange(topic, forget));

  async function check(token: string, audience: string): Promise<VerifiedToken | null> {
    // What was read before a revocation must not be remembered after it.
    const before = generation;
    const claims = await validClaims(token, keys, { issuer, audience, now: clock() });
    if (claims === null) return null;
    const [found, revoked] = await Promise.all([
      claims.gid === undefined ? ofClient(claims) : ofPerson(claims, claims.gid),
      people?.revokedTokens.has(claims.jti) ?? false,
    ]);
    if (revoked) return null;
    if (found !== null && before === generation) verified.set(token, found);
    return found;
  }

  /** client_credentials: the client is the subject (RFC 9068 §2.2). */
  async function ofClient(claims: TokenClaims): Promise<VerifiedToken | null> {
    if (claims.sub !== claims.client_id) return null;
    const client = await clients.find(claims.client_id);
    if (client === null || client.disabled || client.tenantId !== claims.tenant_id) return null;
    return {
      ...basics(claims, client.scopes),
      principal: { kind: "client", id: client.clientId, tenantId: client.tenantId },
    };
  }

  /** A person lets a client act: both must still be there, and what the person allowed. */
  async function ofPerson(claims: TokenClaims, grantId: string): Promise<VerifiedToken | null> {
    if (people === undefined) return null;
    const [grant, user] = await Promise.all([people.grants.find(grantId), people.users.find(claims.sub)]);
    if (grant === null || user === null || user.disabled) return null;
    const { userId, tenantId, clientId, resource } = grant;
    const fits = userId === claims.sub && tenantId === claims.tenant_id && user.tenantId === tenantId &&
      clientId === claims.client_id && resource === claims.aud;
    if (!fits) return null;
    // Only these: the others may have to be fetched, and no caller of `/mcp` should wait for that.
    const removed = grant.clientKnown === "operator" &&
      await people.oauthClients.find(clientId, "token") === null;
    if (removed) return null;
    const token = basics(claims, grant.scopes);
    return {
      ...token,
      // The grant may end before the token that was made in its last minutes.
      expiresAt: Math.min(token.expiresAt, grant.createdAt + GRANT_LIFE_MS),
      principal: { kind: "user", id: userId, tenantId },
      grantId,
    };
  }

  return {
    async verify(authorization, audience) {
      const presented = presentedToken(authorization);
      if (presented.type !== "token") return { ok: false, presented: presented.type !== "none" };
      const known = verified.get(presented.token);
      const token = known ?? await check(presented.token, audience);
      if (token === null || token.expiresAt <= clock() || token.audience !== audience) {
        return { ok: false, presented: true };
      }
      return { ok: true, token };
    },
    close() {
      for (const end of subscriptions) end();
    },
  };
}

/** What a token says, its scopes cut down to what is allowed now. */
function basics(claims: TokenClaims, allowed: readonly ScopeName[]): Omit<VerifiedToken, "principal"> {
  return {
    scopes: claims.scope.split(" ").filter(isScope).filter((scope) => allowed.includes(scope)),
    clientId: claims.client_id,
    tenantId: claims.tenant_id,
    audience: claims.aud,
    jti: claims.jti,
    issuedAt: claims.iat * 1000,
    expiresAt: claims.exp * 1000,
  };
}
