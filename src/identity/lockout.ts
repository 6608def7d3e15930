/**
 * Counts tries to sign in, by account and by address, and refuses more than `signin_tries` in 15 minutes
 * (docs/reference/oauth.md#lockout).
 *
 * In the store, so that replicas count together and a restart forgets nothing. A try is counted before the password is
 * looked at: of many at once no more get through than one after another. Accounts are counted by what was typed, whether or
 * not there is such a user. The number of counters is bounded: an account or address falls into one of 2^18 of each kind,
 * chosen by a keyed hash that nobody outside can aim at.
 * @module
 */
import { z } from "zod";
import { DynamoSqlError } from "../errors.ts";
import type { Clock } from "../lib/clock.ts";
import { readRecord } from "../store/records.ts";
import type { Entry, Key, Mutation, Store } from "../store/store.ts";
import type { InstallationKeys } from "./installation_keys.ts";
import { networkOf } from "./network_of.ts";

/** What {@linkcode createLockout} needs. */
export interface LockoutDeps {
  readonly store: Store;
  readonly keys: InstallationKeys;
  /** Tries of an account, and of an address, in a window. */
  readonly tries: number;
  readonly clock: Clock;
}

/** Counts tries. */
export interface Lockout {
  /**
   * Counts a try. Fails with `rate_limited` and the seconds to wait if there were too many.
   * @param account what was typed as the account, in its comparable spelling; absent = only the address counts
   * @param address absent = only the account counts
   */
  begin(account: string | undefined, address: string | undefined): Promise<void>;
  /** Somebody proved who they are: forgets the account's tries, and takes back `tries` of the address (default 1). */
  succeeded(account: string | undefined, address: string | undefined, tries?: number): Promise<void>;
}

const WINDOW_MS = 15 * 60_000;
/** Letters of base64url: 6 bits each. */
const BUCKET_LETTERS = 3;
const ROUNDS = 40;

const counterSchema = z.object({ count: z.number(), endsAt: z.number() });
type TryCounter = z.infer<typeof counterSchema>;

/** The counters of a store. */
export function createLockout({ store, keys, tries, clock }: LockoutDeps): Lockout {
  // One after another within a process: else a flood would mostly collide with itself.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = last.then(act, act);
    last = turn.catch(() => {});
    return turn;
  }

  async function keyOf(kind: "account" | "address", name: string | undefined): Promise<Key | undefined> {
    if (name === undefined) return undefined;
    const mac = await keys.mac("signin", `${kind}\0${name}`);
    return ["signin_tries", kind, mac.slice(0, BUCKET_LETTERS)];
  }

  const keysOf = (account: string | undefined, address: string | undefined) =>
    Promise.all([
      keyOf("account", account),
      keyOf("address", address === undefined ? undefined : networkOf(address)),
    ]);

  async function read(key: Key): Promise<Entry<TryCounter> | null> {
    const entry = await readRecord(store, counterSchema, key);
    return entry === null || entry.value.endsAt <= clock() ? null : entry;
  }

  async function count(counters: readonly Key[]): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      const raw = await Promise.all(counters.map((key) => readRecord(store, counterSchema, key)));
      const now = clock();
      const mutations: Mutation[] = counters.map((key, at) => {
        const current = raw[at]?.value;
        const alive = current !== undefined && current.endsAt > now ? current : undefined;
        if (alive !== undefined && alive.count >= tries) {
          throw new DynamoSqlError("rate_limited", "Too many tries. Wait before the next one.", {
            retryAfter: Math.max(1, Math.ceil((alive.endsAt - now) / 1000)),
          });
        }
        const endsAt = alive?.endsAt ?? now + WINDOW_MS;
        return { type: "set", key, value: { count: (alive?.count ?? 0) + 1, endsAt }, expiresAt: endsAt };
      });
      const checks = counters.map((key, at) => ({ key, version: raw[at]?.version ?? null }));
      if (await store.commit(checks, mutations)) return;
    }
    throw new DynamoSqlError("rate_limited", "Too many tries. Wait before the next one.", { retryAfter: 1 });
  }

  async function forget(account: Key | undefined, address: Key | undefined, tries: number): Promise<void> {
    if (account !== undefined) await store.delete(account);
    for (let round = 0; address !== undefined && round < ROUNDS; round++) {
      const entry = await read(address);
      if (entry === null) return;
      const { count, endsAt } = entry.value;
      const mutation: Mutation = count <= tries
        ? { type: "delete", key: address }
        : { type: "set", key: address, value: { count: count - tries, endsAt }, expiresAt: endsAt };
      if (await store.commit([{ key: address, version: entry.version }], [mutation])) return;
    }
  }

  return {
    async begin(account, address) {
      const counters = (await keysOf(account, address)).filter((key) => key !== undefined);
      await inTurn(() => count(counters));
    },
    async succeeded(account, address, tries = 1) {
      const counters = await keysOf(account, address);
      await inTurn(() => forget(...counters, tries));
    },
  };
}
