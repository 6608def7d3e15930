/**
 * Lifetimes of tokens (docs/reference/oauth.md#lives). Seconds.
 * @module
 */

/** An MCP access token. */
export const MCP_TOKEN_SECONDS = 600;

/** The longest-lived token that a signing key signs: a REST access token. */
export const MAX_TOKEN_SECONDS = 3600;

/** How far the clocks of two replicas may differ. */
export const CLOCK_SKEW_SECONDS = 60;
