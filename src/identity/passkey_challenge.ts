/**
 * Challenges for passkeys that carry their own proof: nothing is stored until one is answered rightly, so that nobody can fill the
 * store by asking for them.
 * @module
 */
import { Buffer } from "node:buffer";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/store.ts";
import type { InstallationKeys } from "./installation_keys.ts";
import type { Random } from "../lib/random.ts";
import { digestOf } from "../lib/digest.ts";

/** What a challenge is for. */
export type ChallengeUse = "add" | "sign in";

/** Makes and checks challenges. Good for five minutes, one browser, one use, once. */
export interface PasskeyChallenges {
  /** A new one: 16 random bytes, the time it ends, and a MAC that binds both to browser and use. */
  make(browser: string, use: ChallengeUse): Promise<Uint8Array<ArrayBuffer>>;
  /** True if it was made for that browser and use, and is not too old. `challenge` is base64url. */
  isOurs(challenge: string, browser: string, use: ChallengeUse): Promise<boolean>;
  /** True the first time. Call it when the answer has proved right. */
  spend(challenge: string): Promise<boolean>;
}

const LIFE_MS = 5 * 60_000;
const RANDOM_BYTES = 16;
const TIME_BYTES = 8;
const MAC_BYTES = 32;

/** The challenges of an installation. */
export function createPasskeyChallenges(
  deps: {
    readonly store: Store;
    readonly keys: InstallationKeys;
    readonly clock: Clock;
    readonly random: Random;
  },
): PasskeyChallenges {
  const { store, keys, clock, random } = deps;

  const textOf = (head: Uint8Array, browser: string, use: ChallengeUse) =>
    `passkey ${use}\0${browser}\0${Buffer.from(head).toString("base64url")}`;

  return {
    async make(browser, use) {
      const head = new Uint8Array(RANDOM_BYTES + TIME_BYTES);
      head.set(random(RANDOM_BYTES));
      new DataView(head.buffer).setBigUint64(RANDOM_BYTES, BigInt(clock() + LIFE_MS));
      const mac = Buffer.from(await keys.mac("signin", textOf(head, browser, use)), "base64url");
      return Uint8Array.from([...head, ...mac]);
    },

    async isOurs(challenge, browser, use) {
      const bytes = Uint8Array.from(Buffer.from(challenge, "base64url"));
      if (bytes.length !== RANDOM_BYTES + TIME_BYTES + MAC_BYTES) return false;
      const head = bytes.slice(0, RANDOM_BYTES + TIME_BYTES);
      const mac = Buffer.from(bytes.slice(head.length)).toString("base64url");
      if (!await keys.verify("signin", textOf(head, browser, use), mac, await keys.activeId())) return false;
      return new DataView(head.buffer).getBigUint64(RANDOM_BYTES) > BigInt(clock());
    },

    async spend(challenge) {
      // The bytes, not the text: base64url spells some bytes in several ways.
      const key = ["passkey_spent", digestOf(Buffer.from(challenge, "base64url").toString("base64url"))];
      return await store.commit([{ key, version: null }], [
        { type: "set", key, value: true, expiresAt: clock() + LIFE_MS },
      ]);
    },
  };
}
