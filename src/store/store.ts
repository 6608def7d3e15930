/**
 * The state behind everything: one small interface, several drivers (`kv`, `memory`, …).
 * A driver passes the contract suite in `tests/store/contract.ts` or it is not a driver.
 * @module
 */

/** A key: a path of one or more non-empty parts. Order is part by part, by UTF-8 bytes. */
export type Key = readonly string[];

/** A JSON-representable value, at most 48 KiB encoded. */
export type Json = null | boolean | number | string | readonly Json[] | {
  readonly [name: string]: Json | undefined;
};

/** A stored value with the version that a later compare-and-set names. */
export interface Entry<T = unknown> {
  /** Where it lies. */
  readonly key: Key;
  /** What was stored. */
  readonly value: T;
  /** Opaque; changes with every write of the key. */
  readonly version: string;
}

/** One write of a commit. `expiresAt` is in milliseconds since the epoch; absent = never. */
export type Mutation =
  | { readonly type: "set"; readonly key: Key; readonly value: unknown; readonly expiresAt?: number }
  | { readonly type: "delete"; readonly key: Key };

/** A condition of a commit: the key has this version; `null` = the key must not exist (or be expired). */
export interface Check {
  /** The key that is looked at. */
  readonly key: Key;
  /** The version that it must have; null = none. */
  readonly version: string | null;
}

/** Which keys a listing yields. */
export interface ListOptions {
  /** At most this many entries; default all. */
  readonly limit?: number;
  /** Only keys after this one (exclusive), for paging. */
  readonly after?: Key;
}

/**
 * Get, set, delete, list by prefix, compare-and-set over several keys (at most 25), expiry.
 * An expired entry reads as absent at once, whatever the driver deletes when.
 * Fails with `unavailable` when the engine beneath stays locked or unreachable for 5 s.
 */
export interface Store {
  /** The entry, or null where there is none or it has expired. */
  get<T = unknown>(key: Key): Promise<Entry<T> | null>;
  /** Writes unconditionally; returns the new version. */
  set(key: Key, value: unknown, options?: { readonly expiresAt?: number }): Promise<string>;
  /** Removes; nothing happens where there is nothing. */
  delete(key: Key): Promise<void>;
  /** Entries whose key starts with all parts of `prefix` (the prefix itself excluded), in key order. */
  list<T = unknown>(prefix: Key, options?: ListOptions): AsyncIterable<Entry<T>>;
  /** All mutations if every check holds, else none. True = committed. Atomic across keys and processes. */
  commit(checks: readonly Check[], mutations: readonly Mutation[]): Promise<boolean>;
  /** Releases what the driver holds. */
  close(): Promise<void>;
}
