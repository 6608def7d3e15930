/**
 * Refresh tokens as texts: `dst_`, the grant's id, the secret, and a proof that we made it.
 *
 * The first secret of a family is random. Every other is HMAC-SHA-256(installation key, token before)
 * (docs/reference/oauth.md#refresh): who lost an answer asks again with the old token and gets the same successor,
 * although only digests are stored. The proof tells a token of long ago from a made-up one without a record of every
 * token there ever was: the former revokes its family, the latter must not, or whoever saw a grant's id (it is a claim)
 * could log its owner out.
 * @module
 */
import type { InstallationKeys } from "../../identity/installation_keys.ts";
import { type Random, randomText } from "../../lib/random.ts";
import { sameDigest } from "../../lib/digest.ts";

/** Characters of the secret: 256 bits. */
const SECRET_LENGTH = 43;
/** Characters of the proof: 132 bits. */
const PROOF_LENGTH = 22;

const FORM = /^dst_([0-9A-Za-z]{22})[A-Za-z0-9_-]{43}[A-Za-z0-9_-]{22}$/;

/** The grant a token names; null if it is no refresh token of ours by its form. Says nothing about its truth. */
export function grantIdOfRefreshToken(token: string): string | null {
  const id = FORM.exec(token)?.[1];
  return id === undefined ? null : `grt_${id}`;
}

/** The first token of a grant's family. */
export async function firstRefreshToken(
  keys: InstallationKeys,
  random: Random,
  grantId: string,
  keyId: string,
): Promise<string> {
  return await proven(keys, grantId, randomText(random, SECRET_LENGTH), keyId);
}

/** The token after `token`: always the same one. */
export async function nextRefreshToken(
  keys: InstallationKeys,
  grantId: string,
  token: string,
  keyId: string,
): Promise<string> {
  return await proven(keys, grantId, await keys.mac("refresh", token, keyId), keyId);
}

/** True if the token was made by us for the family of that key, however long ago. */
export async function isOurRefreshToken(
  keys: InstallationKeys,
  token: string,
  keyId: string,
): Promise<boolean> {
  const body = token.slice(0, -PROOF_LENGTH);
  return sameDigest(await proofOf(keys, body, keyId), token.slice(-PROOF_LENGTH));
}

async function proven(
  keys: InstallationKeys,
  grantId: string,
  secret: string,
  keyId: string,
): Promise<string> {
  const body = `dst_${grantId.slice("grt_".length)}${secret}`;
  return body + await proofOf(keys, body, keyId);
}

async function proofOf(keys: InstallationKeys, body: string, keyId: string): Promise<string> {
  // Tokens begin with `dst_`: no text of a proof is ever one of a successor.
  return (await keys.mac("refresh", `proof:${body}`, keyId)).slice(0, PROOF_LENGTH);
}
