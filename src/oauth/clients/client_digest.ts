/**
 * The digest of what a consent to a client rests on.
 * @module
 */
import { digestOf } from "../../lib/digest.ts";
import type { OAuthClient } from "./client.ts";

/**
 * SHA-256, base64url, of redirect URIs (in any order), method and keys. Not of the name: a client that is renamed is
 * the same one, and must not be signed out everywhere.
 */
export function clientDigest(client: Omit<OAuthClient, "digest">): string {
  const { redirectUris, authMethod, jwks, jwksUri } = client;
  // Members in a fixed order, so that equal clients have equal texts.
  const rests = [[...redirectUris].sort(), authMethod, jwks ?? null, jwksUri ?? null];
  return digestOf(JSON.stringify(rests));
}
