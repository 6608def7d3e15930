/**
 * The installation's own keys for message authentication: what derives refresh tokens, seals what travels
 * through a browser, and makes CSRF tokens. One record in the store, made at first use; never leaves it.
 * @module
 */
import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../lib/clock.ts";
import { readRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { sameDigest } from "../lib/digest.ts";
import { type Random, randomText } from "../lib/random.ts";

const KEY = ["identity", "installation_keys"] as const;

const ringSchema = z.object({
  /** Newest first; the first one is active. Old ones stay: families and links made with them must go on. */
  keys: z.array(z.object({ id: z.string(), createdAt: z.number(), secret: z.string() })).min(1),
});

type MacRing = z.infer<typeof ringSchema>;

/** What a MAC is for: a value made for one purpose is never valid for another. */
export type MacPurpose = "refresh" | "authorization_request" | "csrf" | "reset" | "signin" | "state";

/** Message authentication codes (HMAC-SHA-256) under the installation's keys. */
export interface InstallationKeys {
  /** The active key's id. */
  activeId(): Promise<string>;
  /** The MAC of a text as base64url (43 characters), under the active key or the one named. Fails with `internal` if it is gone. */
  mac(purpose: MacPurpose, text: string, keyId?: string): Promise<string>;
  /** True if `mac` is that of the text under the key named. Compares in constant time. */
  verify(purpose: MacPurpose, text: string, mac: string, keyId: string): Promise<boolean>;
}

/** What {@linkcode createInstallationKeys} needs. */
export interface InstallationKeysDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
}

/** The keys of a store; makes the first one when first asked. */
export function createInstallationKeys(deps: InstallationKeysDeps): InstallationKeys {
  const { store, clock, random } = deps;
  let known: MacRing | undefined;

  async function ring(): Promise<MacRing> {
    if (known !== undefined) return known;
    // A stranger's token with the id of a key that never was leads here, too: it must cost no write.
    const there = await readRecord(store, ringSchema, KEY);
    if (there !== null) return known = there.value;
    const first = { id: `k_${randomText(random, 8)}`, createdAt: clock(), secret: randomText(random, 43) };
    // Several replicas may start at once: one of them makes the key, all read the one that was made.
    await store.commit([{ key: KEY, version: null }], [{ type: "set", key: KEY, value: { keys: [first] } }]);
    const entry = await readRecord(store, ringSchema, KEY);
    if (entry === null) throw new Error("The installation keys vanished while they were being made.");
    return known = entry.value;
  }

  async function keyOf(id: string | undefined): Promise<MacRing["keys"][number] | undefined> {
    const { keys } = await ring();
    if (id === undefined) return keys[0];
    const found = keys.find((key) => key.id === id);
    if (found !== undefined) return found;
    // Perhaps another replica made it meanwhile.
    known = undefined;
    return (await ring()).keys.find((key) => key.id === id);
  }

  function macOf(secret: string, purpose: MacPurpose, text: string): string {
    // The purpose ends at the first NUL, which no purpose holds: no two inputs collide.
    return createHmac("sha256", secret).update(`${purpose}\0${text}`).digest("base64url");
  }

  return {
    async activeId() {
      return (await keyOf(undefined))?.id ?? "";
    },
    async mac(purpose, text, keyId) {
      const key = await keyOf(keyId);
      if (key === undefined) throw new Error("An installation key is gone from the store.");
      return macOf(key.secret, purpose, text);
    },
    async verify(purpose, text, mac, keyId) {
      const key = await keyOf(keyId);
      if (key === undefined) return false;
      return sameDigest(mac, macOf(key.secret, purpose, text));
    },
  };
}
