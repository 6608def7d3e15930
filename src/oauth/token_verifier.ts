/**
 * The resource server's door: the `Authorization` header → on whose behalf a request acts.
 * @module
 */
import type { ApiClients } from "../identity/api_clients.ts";
import { isScope, type Scope } from "../identity/scopes.ts";
import type { Principal } from "../query/service.ts";
import { boundedMap } from "../store/bounded_map.ts";
import type { Clock } from "../store/limits.ts";
import type { Revision } from "../store/revision.ts";
import { presentedToken } from "./bearer.ts";
import type { SigningKeys } from "./signing_keys.ts";
import { type TokenClaims, validClaims } from "./token_claims.ts";

/** A token found valid. The same object as long as it is cached: `===` tells the same token. */
export interface VerifiedToken {
  readonly principal: Principal;
  /** What it may be used for now: the token's scopes that its client still has. */
  readonly scopes: readonly Scope[];
  readonly clientId: string;
  readonly tenantId: string;
  readonly audience: string;
  readonly jti: string;
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
   * Rejects only with `unavailable`, when keys or clients cannot be read.
   * @param authorization the header's value; null = no header
   * @param audience the resource being accessed, `<origin>/mcp` or `<origin>/v1`, to the byte
   */
  verify(authorization: string | null, audience: string): Promise<Verification>;
  /** Ends listening for revocations. */
  close(): void;
}

/** What {@linkcode createTokenVerifier} needs. */
export interface TokenVerifierDeps {
  /** `endpointsOf(publicUrl).issuer` */
  readonly issuer: string;
  readonly keys: SigningKeys;
  readonly clients: Pick<ApiClients, "find">;
  readonly revision: Revision;
  /** Default the system's. */
  readonly clock?: Clock;
  /** Verified tokens kept; default 5,000 (about 1 KiB each). */
  readonly cacheSize?: number;
}

/**
 * A verifier. A token found valid is remembered until it expires, or until anything about clients or keys
 * changes: here at once, in other processes within 5 s (`Revision`).
 */
export function createTokenVerifier(deps: TokenVerifierDeps): TokenVerifier {
  const { issuer, keys, clients, revision, clock = Date.now } = deps;
  const verified = boundedMap<string, VerifiedToken>(deps.cacheSize ?? 5000);
  let generation = 0;
  const forget = () => {
    generation++;
    verified.clear();
  };
  const subscriptions = [revision.onChange("clients", forget), revision.onChange("keys", forget)];

  async function check(token: string, audience: string): Promise<VerifiedToken | null> {
    // What was read before a revocation must not be remembered after it.
    const before = generation;
    const claims = await validClaims(token, keys, { issuer, audience, now: clock() });
    if (claims === null) return null;
    const found = await ofClient(claims);
    if (found !== null && before === generation) verified.set(token, found);
    return found;
  }

  /** Only client_credentials so far: the client is the subject (RFC 9068 §2.2). */
  async function ofClient(claims: TokenClaims): Promise<VerifiedToken | null> {
    if (claims.sub !== claims.client_id || claims.gid !== undefined) return null;
    const client = await clients.find(claims.client_id);
    if (client === null || client.disabled || client.tenantId !== claims.tenant_id) return null;
    return {
      principal: { kind: "client", id: client.clientId, tenantId: client.tenantId },
      scopes: claims.scope.split(" ").filter(isScope).filter((scope) => client.scopes.includes(scope)),
      clientId: client.clientId,
      tenantId: client.tenantId,
      audience: claims.aud,
      jti: claims.jti,
      expiresAt: claims.exp * 1000,
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
