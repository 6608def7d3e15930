/**
 * The authorization server, and the resource server's side of its tokens: what the rest of the house uses.
 * @module
 */
export { type Endpoints, endpointsOf, PATHS } from "./endpoints.ts";
export { createAuthorizationCodes } from "./grants/codes.ts";
export type { Grants, OAuthGrant } from "./grants/grant.ts";
export { createGrants } from "./grants/grants.ts";
export { createRevokedTokens } from "./grants/revoked_tokens.ts";
export { oauthRoutes, type OAuthRoutesDeps } from "./routes.ts";
export { createSigningKeys, type SigningKeyInfo, type SigningKeys } from "./signing_keys.ts";
export {
  createTokenVerifier,
  type TokenVerifier,
  type Verification,
  type VerifiedToken,
} from "./token_verifier.ts";
export { type Challenge, type ChallengeTarget, insufficientScope, unauthorized } from "./challenge.ts";
