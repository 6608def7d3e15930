/**
 * Checks one access token: signature, type, issuer, audience, times. Knows no store.
 * @module
 */
import { errors, jwtVerify } from "@panva/jose";
import { z } from "zod";
import { CLOCK_SKEW_SECONDS, MAX_TOKEN_SECONDS } from "../lifetimes.ts";
import type { SigningKeys } from "../keys/signing_keys.ts";

// Our own server signed it, so the shape is exact: `aud` is one string, not a list that contains us.
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.string().min(1),
  client_id: z.string().min(1),
  tenant_id: z.string().min(1),
  scope: z.string(),
  jti: z.string().min(1),
  iat: z.int(),
  exp: z.int(),
  gid: z.string().optional(),
});

/** The claims of a valid token. `iat` and `exp` in seconds since the epoch. */
export type TokenClaims = z.infer<typeof claimsSchema>;

/** What a token must say to be valid here and now. */
export interface TokenExpectation {
  readonly issuer: string;
  /** The resource it must be for, or those it may be for. */
  readonly audience: string | readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The claims, or null if the token is not valid. Rejects only where the keys cannot be read (`unavailable`).
 *
 * The key comes from our ring by `kid` and from nowhere else: `jku`, `x5u`, `x5c` and `jwk` in the header are
 * not looked at (RFC 8725 §3.10), and the algorithm is fixed (§3.1).
 */
export async function validClaims(
  token: string,
  keys: SigningKeys,
  expected: TokenExpectation,
): Promise<TokenClaims | null> {
  try {
    const { payload } = await jwtVerify(token, async ({ kid }) => {
      const key = typeof kid === "string" ? await keys.publicKey(kid) : null;
      if (key === null) throw new errors.JWKSNoMatchingKey();
      return key;
    }, {
      algorithms: ["ES256"],
      typ: "at+jwt",
      issuer: expected.issuer,
      audience: typeof expected.audience === "string" ? expected.audience : [...expected.audience],
      requiredClaims: ["exp", "iat"],
      currentDate: new Date(expected.now),
    });
    const claims = claimsSchema.safeParse(payload);
    return claims.success && timesAreSane(claims.data, expected.now) ? claims.data : null;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

/** Issued in the past, but for the clocks of replicas, and for no longer than tokens live. */
function timesAreSane({ iat, exp }: TokenClaims, now: number): boolean {
  return iat <= now / 1000 + CLOCK_SKEW_SECONDS && exp > iat && exp - iat <= MAX_TOKEN_SECONDS;
}
