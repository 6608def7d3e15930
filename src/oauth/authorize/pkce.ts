/**
 * Proof Key for Code Exchange, the request's half: everyone must, and only with S256 (RFC 7636 §4.3, OAuth 2.1 §4.1.1).
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { AuthorizeParameters } from "./parameters.ts";

/** SHA-256 as base64url without padding is exactly this long; RFC 7636's 43–128 is for `plain`. */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/**
 * The challenge. Fails with `invalid_request` without one, with a malformed one, or with another method.
 * @example RFC 7636, appendix B
 * ```ts
 * import { parseParameters } from "./parameters.ts";
 *
 * const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
 * const asked = `code_challenge=${challenge}`;
 * assert.equal(codeChallenge(parseParameters(`${asked}&code_challenge_method=S256`)), challenge);
 * assert.throws(() => codeChallenge(parseParameters(asked)), { code: "invalid_request" });
 * ```
 */
export function codeChallenge(parameters: AuthorizeParameters): string {
  const challenge = parameters.get("code_challenge");
  if (challenge === undefined) {
    throw new DynamoSqlError("invalid_request", "code_challenge is missing: PKCE is required.");
  }
  // Omitted means `plain` (RFC 7636 §4.3), which shows the verifier to whoever sees the request.
  if (parameters.get("code_challenge_method") !== "S256") {
    throw new DynamoSqlError("invalid_request", "code_challenge_method must be S256.");
  }
  if (!S256_CHALLENGE.test(challenge)) {
    throw new DynamoSqlError("invalid_request", "code_challenge must be 43 characters of base64url.");
  }
  return challenge;
}
