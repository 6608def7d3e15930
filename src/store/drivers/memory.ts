/**
 * The driver `memory`: state of one process that ends with it. For demos and tests.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { checkKey, checkPrefix, compareKeys, isUnder } from "../key.ts";
import { checkCommit, isExpired } from "../limits.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Check, Entry, Key, ListOptions, Mutation, Store } from "../store.ts";
import { decodeValue, encodeValue } from "../value.ts";

interface StoredEntry {
  readonly key: Key;
  readonly bytes: Uint8Array;
  readonly version: string;
  readonly expiresAt: number | undefined;
}

/** Writes between two removals of what has expired. */
const WRITES_PER_SWEEP = 1000;

/** A store in memory. Each call makes a new, empty one. */
export function openMemory(clock: Clock = Date.now): Store {
  const stored = new Map<string, StoredEntry>();
  let writes = 0;
  let closed = false;

  function open(): void {
    if (closed) throw new DynamoSqlError("unavailable", "The store is closed.");
  }

  function live(key: Key): StoredEntry | undefined {
    const name = JSON.stringify(key);
    const entry = stored.get(name);
    if (entry === undefined || !isExpired(entry.expiresAt, clock())) return entry;
    stored.delete(name);
    return undefined;
  }

  function apply(mutations: readonly Mutation[]): string {
    // Encode all before writing any: a value that is refused must leave nothing half done.
    const encoded = mutations.map((mutation) =>
      mutation.type === "set" ? encodeValue(mutation.value) : undefined
    );
    const version = String(++writes);
    mutations.forEach((mutation, index) => {
      const name = JSON.stringify(mutation.key);
      const bytes = encoded[index];
      if (mutation.type === "delete" || bytes === undefined) {
        stored.delete(name);
      } else {
        stored.set(name, { key: [...mutation.key], bytes, version, expiresAt: mutation.expiresAt });
      }
    });
    if (writes % WRITES_PER_SWEEP === 0) sweep();
    return version;
  }

  function sweep(): void {
    const now = clock();
    for (const [name, entry] of stored) if (isExpired(entry.expiresAt, now)) stored.delete(name);
  }

  return {
    // deno-lint-ignore require-await -- the interface is asynchronous; failures must be rejections
    async get<T>(key: Key): Promise<Entry<T> | null> {
      open();
      checkKey(key);
      const entry = live(key);
      return entry === undefined ? null : entryOf<T>(entry);
    },
    // deno-lint-ignore require-await -- as above
    async set(key, value, options = {}): Promise<string> {
      open();
      checkKey(key);
      return apply([{ type: "set", key, value, ...options }]);
    },
    // deno-lint-ignore require-await -- as above
    async delete(key): Promise<void> {
      open();
      checkKey(key);
      apply([{ type: "delete", key }]);
    },
    async *list<T>(prefix: Key, options: ListOptions = {}): AsyncGenerator<Entry<T>> {
      open();
      checkPrefix(prefix);
      const { after, limit = Infinity } = options;
      const now = clock();
      const found = [...stored.values()].filter((entry) =>
        isUnder(entry.key, prefix) && !isExpired(entry.expiresAt, now) &&
        (after === undefined || compareKeys(entry.key, after) > 0)
      );
      found.sort((a, b) => compareKeys(a.key, b.key));
      for (const entry of found.slice(0, limit)) yield entryOf<T>(entry);
    },
    // deno-lint-ignore require-await -- as above; nothing awaited between check and write is what makes it atomic
    async commit(checks: readonly Check[], mutations: readonly Mutation[]): Promise<boolean> {
      open();
      checkCommit(checks, mutations);
      if (checks.some((check) => (live(check.key)?.version ?? null) !== check.version)) return false;
      apply(mutations);
      return true;
    },
    // deno-lint-ignore require-await -- as above
    async close(): Promise<void> {
      closed = true;
      stored.clear();
    },
  };
}

function entryOf<T>(entry: StoredEntry): Entry<T> {
  // The caller names the type it wrote; `records.ts` checks it where that matters.
  return { key: entry.key, value: decodeValue(entry.bytes) as T, version: entry.version };
}
