/**
 * First-run set-up: while there is no user, the server prints a code, and who has it makes the first admin.
 * @module
 */
import { z } from "zod";
import { DynamoSqlError } from "../errors.ts";
import { readRecord } from "../store/records.ts";
import type { Key, Store } from "../store/store.ts";
import { randomCode, typedCode } from "../lib/random.ts";
import { digestOf } from "../lib/digest.ts";
import { HAS_USERS_KEY } from "./user_record.ts";
import type { User } from "./user.ts";
import type { Users } from "./users.ts";
import type { Runtime } from "../telemetry/runtime.ts";

/** What {@linkcode createSetup} needs. */
export interface SetupDeps extends Pick<Runtime, "clock" | "random"> {
  readonly store: Store;
}

/** Makes codes and takes one. */
export interface Setup {
  /** True while there is no user. */
  isOpen(): Promise<boolean>;
  /** A new code, good for a day or until the first user is made; null if there is one. Each start of a server makes its own. */
  newCode(): Promise<string | null>;
  /** True if the code is good now. */
  isRight(code: string): Promise<boolean>;
  /**
   * Makes the first user, an admin of `default`. Null if the code is wrong, or somebody was first.
   * Fails with `invalid_parameter` on a bad address.
   */
  use(
    users: Users,
    code: string,
    first: { readonly email: string; readonly passwordHash: string },
  ): Promise<User | null>;
}

const CODE_MS = 86_400_000;
/** Of five bits each: 140 bits, which nobody guesses, so wrong ones need no lock that a right one would feel. */
const CODE_LETTERS = 28;

const codeSchema = z.object({ expiresAt: z.number() });

/** The set-up of a store. */
export function createSetup({ store, clock, random }: SetupDeps): Setup {
  const isOpen = async () => await store.get(HAS_USERS_KEY) === null;

  async function read(code: string) {
    const entry = await readRecord(store, codeSchema, keyOf(code));
    return entry === null || entry.value.expiresAt <= clock() ? null : entry;
  }

  return {
    isOpen,
    async newCode() {
      if (!await isOpen()) return null;
      const code = randomCode(random, CODE_LETTERS).toUpperCase();
      const expiresAt = clock() + CODE_MS;
      await store.set(keyOf(code), { expiresAt }, { expiresAt });
      return code;
    },
    isRight: async (code) => await read(code) !== null && await isOpen(),
    async use(users, code, { email, passwordHash }) {
      const entry = await read(code);
      if (entry === null) return null;
      const key = keyOf(code);
      try {
        return await users.add({ tenantId: "default", email, role: "admin", passwordHash }, {
          checks: [{ key, version: entry.version }, { key: HAS_USERS_KEY, version: null }],
          also: [{ type: "delete", key }],
        });
      } catch (error) {
        if (error instanceof DynamoSqlError && error.code === "conflict") return null;
        throw error;
      }
    },
  };
}

function keyOf(code: string): Key {
  return ["setup_code", digestOf(`setup:${typedCode(code)}`)];
}
