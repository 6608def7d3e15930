import assert from "node:assert/strict";
import { exportJWK, generateKeyPair } from "@panva/jose";
import { DynamoSqlError } from "../../../src/errors.ts";
import { importPrivateKey } from "../../../src/oauth/keys/signing_private_key.ts";

const ES256 = { name: "ECDSA", hash: "SHA-256" };
const text = new TextEncoder().encode("header.payload");

Deno.test("what a stored private key signs, its public key verifies, whatever the secret's first byte", async () => {
  for (let n = 0; n < 20; n++) {
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    const key = await importPrivateKey({ ...await exportJWK(privateKey) });
    const signature = await crypto.subtle.sign(ES256, key, text);
    assert.equal(signature.byteLength, 64);
    assert.ok(await crypto.subtle.verify(ES256, publicKey, signature, text));
  }
});

Deno.test("a signing key cannot be taken out of the runtime again, and does nothing but sign", async () => {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const key = await importPrivateKey({ ...await exportJWK(privateKey) });
  assert.equal(key.extractable, false);
  assert.deepEqual(key.usages, ["sign"]);
  await assert.rejects(crypto.subtle.exportKey("jwk", key));
});

const good = { kty: "EC", crv: "P-256", d: "a".repeat(43) };
const REFUSED: Readonly<Record<string, Record<string, unknown>>> = {
  "another curve": { ...good, crv: "P-384" },
  "another kind": { ...good, kty: "OKP" },
  "a public key": { kty: "EC", crv: "P-256" },
  "a secret that is too short": { ...good, d: "a".repeat(42) },
  "a secret that is too long": { ...good, d: "a".repeat(44) },
  "a secret that is not base64url": { ...good, d: "+".repeat(43) },
};

for (const [what, jwk] of Object.entries(REFUSED)) {
  Deno.test(`${what} in the place of a private signing key is an internal error that shows nothing of it`, async () => {
    await assert.rejects(
      importPrivateKey(jwk),
      (error) =>
        error instanceof DynamoSqlError && error.code === "internal" && !/aaa|\+\+|P-384/.test(error.message),
    );
  });
}
