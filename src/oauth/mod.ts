/**
 * The authorization server, and the resource server's side of its tokens: what the rest of the house uses.
 * @module
 */
export { type Endpoints, endpointsOf, PATHS } from "./endpoints.ts";
export { createAuthorizationCodes } from "./grant_store/codes.ts";
export type { Grants, OAuthGrant } from "./grant_store/grant.ts";
export { createGrants } from "./grant_store/grants.ts";
export { createRevokedTokens } from "./grant_store/revoked_tokens.ts";
export { oauthRoutes, type OAuthRoutesDeps } from "./routes.ts";
export { createSigningKeys, type SigningKeyInfo, type SigningKeys } from "./keys/signing_keys.ts";
export {
  createTokenVerifier,
  type TokenVerifier,
  type Verification,
  type VerifiedToken,
} from "./resource_server/token_verifier.ts";
export {
  type Challenge,
  type ChallengeTarget,
  insufficientScope,
  unauthorized,
} from "./resource_server/challenge.ts";
