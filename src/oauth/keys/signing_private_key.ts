/**
 * The private half of a signing key, in the form in which the runtime signs quickest.
 * @module
 */
import { z } from "zod";
import { DynamoSqlError } from "../../errors.ts";

const privateJwkSchema = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  d: z.base64url().length(43),
});

/**
 * PKCS #8 of a P-256 key (RFC 5958 §2) up to its 32 secret bytes, with an ECPrivateKey (RFC 5915 §3) that leaves out the
 * optional public key. With it, as in a key imported from a JWK, Deno proves at every signature that the two halves belong
 * together, which is a third of what signing costs (0.53 against 0.37 ms, Deno 2.9).
 */
const PKCS8_HEAD = Uint8Array.fromHex(
  "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420",
);

/** The key that signs, not extractable. Fails with `internal` if the JWK (RFC 7518 §6.2.2) is not a private P-256 key. */
export async function importPrivateKey(jwk: Readonly<Record<string, unknown>>): Promise<CryptoKey> {
  const parsed = privateJwkSchema.safeParse(jwk);
  if (!parsed.success) throw new DynamoSqlError("internal", "A stored key is not an EC key.");
  const secret = Uint8Array.fromBase64(parsed.data.d, { alphabet: "base64url" });
  const pkcs8 = new Uint8Array([...PKCS8_HEAD, ...secret]);
  return await crypto.subtle.importKey("pkcs8", pkcs8, { name: "ECDSA", namedCurve: "P-256" }, false, [
    "sign",
  ]);
}
