/**
 * Lists the algorithms that may sign client assertions.
 * @module
 */

/** Asymmetric only: a MAC would need a secret that is stored in the clear (RFC 8725 §3.1, §3.2). */
export const ASSERTION_ALGORITHMS = ["ES256", "RS256", "PS256", "EdDSA"] as const;
