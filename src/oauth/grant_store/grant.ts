/**
 * A grant: what a person allowed a client to do. Tokens of a sign-in hang on it; to revoke it is to revoke them.
 * @module
 */
import type { ScopeName } from "../../identity/scopes.ts";
import type { OAuthClient } from "../clients/client.ts";

/** A grant. Times in milliseconds since the epoch. */
export interface OAuthGrant {
  /** `grt_` and 22 characters; the claim `gid`. */
  readonly grantId: string;
  /** The tenant of the user. */
  readonly tenantId: string;
  /** Who allowed it. */
  readonly userId: string;
  /** The client that was allowed it. */
  readonly clientId: string;
  /** As it was shown at consent. */
  readonly clientName: string;
  /** How the client became known. */
  readonly clientKnown: OAuthClient["known"];
  /** Host (and scheme where it is not https) of the redirect URI, as it was shown at consent. */
  readonly redirectHost: string;
  /** What its tokens may be used for. */
  readonly scopes: readonly ScopeName[];
  /** The resource its tokens are for: their `aud`. */
  readonly resource: string;
  /** When the user consented. */
  readonly createdAt: number;
  /** When its tokens were last exchanged; absent = never. */
  readonly lastUsedAt?: number;
  /** 90 days after its creation, or earlier where it is idle. */
  readonly expiresAt: number;
}

/** What an approved consent says: all that a code is bound to. */
export interface ApprovedConsent {
  readonly client: OAuthClient;
  /** Exactly as it was sent (its port included). */
  readonly redirectUri: string;
  readonly redirectHost: string;
  readonly userId: string;
  readonly tenantId: string;
  readonly scopes: readonly ScopeName[];
  readonly resource: string;
  /** S256 (RFC 7636). */
  readonly codeChallenge: string;
  /** Digest id of the consent; a second code for it is refused. */
  readonly consentId: string;
}

/** Issues authorization codes. */
export interface AuthorizationCodes {
  /**
   * A new code, valid 60 s, single use. Null if the consent of that id was answered already (a replayed form).
   */
  issue(consent: ApprovedConsent): Promise<string | null>;
  /** Answers a consent with no. False if it was answered already. */
  refuse(consentId: string): Promise<boolean>;
}

/** Grants: listed and revoked by people; looked up by the token verifier. */
export interface Grants {
  /** The grant if it is alive; null if there is none, or it expired or was revoked. Cached; a revocation is heard within 5 s. */
  find(grantId: string): Promise<OAuthGrant | null>;
  /** Those alive of a tenant, or of one user of it, newest first. */
  list(tenantId: string, userId?: string): Promise<OAuthGrant[]>;
  /** Revokes a grant of the tenant (of the user, if named). Fails with `not_found`. At once here, within 5 s elsewhere. */
  revoke(tenantId: string, grantId: string, userId?: string): Promise<void>;
  /** All grants of a user (disabled, password changed, sign out everywhere) or of a client (removed). Returns how many. */
  revokeAll(of: { readonly userId: string } | { readonly clientId: string }): Promise<number>;
}
