/**
 * One-time links to set a password: for whoever forgot theirs, and for a new user to choose the first one. An hour, once;
 * the product sends no mail, so an operator hands them over.
 * @module
 */
import { z } from "zod";
import { readRecord } from "../store/records.ts";
import type { Key, Store } from "../store/store.ts";
import { randomText } from "../lib/random.ts";
import type { User } from "./user.ts";
import { digestOf } from "../lib/digest.ts";
import { publicUser } from "./user_record.ts";
import type { Users } from "./users.ts";
import type { Runtime } from "../telemetry/runtime.ts";

/** What {@linkcode createPasswordLinks} needs. */
export interface PasswordLinksDeps extends Pick<Runtime, "clock" | "random"> {
  readonly store: Store;
  readonly users: Users;
}

/** Makes and takes links. */
export interface PasswordLinks {
  /**
   * The token of a new link. Links made before lose their force when one is used, or the user is disabled.
   * @param options.dropFactors using it also removes app, passkeys and recovery codes: for whoever lost them
   */
  create(userId: string, options?: { readonly dropFactors?: boolean }): Promise<string>;
  /** Whose link it is, if it is still good. */
  peek(token: string): Promise<User | null>;
  /** Sets the password, ends all sessions, voids all links of the user. Of two at once, one gets the user, the other null. */
  use(token: string, passwordHash: string): Promise<User | null>;
}

/** How long a link is good, in milliseconds (docs/reference/oauth.md#lives). */
const LINK_MS = 3_600_000;

const linkSchema = z.object({
  userId: z.string(),
  epoch: z.number(),
  dropFactors: z.boolean(),
  expiresAt: z.number(),
});

/** The links of a store. */
export function createPasswordLinks(deps: PasswordLinksDeps): PasswordLinks {
  const { store, users, clock, random } = deps;

  async function read(token: string) {
    if (!/^rst_[0-9A-Za-z]{43}$/.test(token)) return null;
    const entry = await readRecord(store, linkSchema, keyOf(token));
    return entry === null || entry.value.expiresAt <= clock() ? null : entry;
  }

  return {
    async create(userId, { dropFactors = false } = {}) {
      const user = await users.record(userId);
      if (user === null) throw new Error("A link was to be made for nobody.");
      const token = `rst_${randomText(random, 43)}`;
      const expiresAt = clock() + LINK_MS;
      const value: z.infer<typeof linkSchema> = { userId, epoch: user.epoch, dropFactors, expiresAt };
      await store.set(keyOf(token), value, { expiresAt });
      return token;
    },

    async peek(token) {
      const link = (await read(token))?.value;
      const user = link === undefined ? null : await users.record(link.userId);
      return user === null || user.disabled || user.epoch !== link?.epoch ? null : publicUser(user);
    },

    async use(token, passwordHash) {
      const entry = await read(token);
      if (entry === null) return null;
      const { userId, epoch, dropFactors } = entry.value;
      const key = keyOf(token);
      const written = await users.change(userId, (one) => {
        // The epoch is what decides between two at once, on one link or on two.
        if (one.disabled || one.epoch !== epoch) return null;
        const { totp: _app, totpPending: _pending, ...rest } = one;
        const kept = dropFactors ? { ...rest, passkeys: [], recovery: [] } : one;
        return {
          value: { ...kept, password: passwordHash, epoch: epoch + 1 },
          also: [{ type: "delete", key }],
        };
      });
      return written === null ? null : publicUser(written);
    },
  };
}

function keyOf(token: string): Key {
  return ["password_link", digestOf(token)];
}
