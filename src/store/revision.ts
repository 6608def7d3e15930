/**
 * Tells every process on one store that something changed, so that it drops its caches: within 5 s, without
 * a read per request. (Deno KV's `watch` does not cross processes on one file; a version key polled does.)
 * @module
 */
import type { Key, Mutation, Store } from "./store.ts";

/** What may change: one version key each. */
export type RevisionTopic =
  | "apps"
  | "clients"
  | "grants"
  | "keys"
  | "schemas"
  | "tables"
  | "tenants"
  | "users";

/** Change notices by topic. */
export interface Revision {
  /** A mutation to put into the commit that makes the change, so that no crash can lose the notice. */
  mutation(topic: RevisionTopic): Mutation;
  /** Tells this process's listeners at once. Call it after a commit that held {@linkcode mutation}. */
  announce(topic: RevisionTopic): void;
  /** Both in one, where the change is no commit of its own. */
  bump(topic: RevisionTopic): Promise<void>;
  /**
   * Calls `listener` after every change, ours or another process's, and whenever the store could not be
   * read: a cache that cannot be checked is dropped. Returns what ends it. Listeners must not throw.
   */
  onChange(topic: RevisionTopic, listener: () => void): () => void;
  /** Begins polling; without it only this process's own changes are heard. The timer keeps no process alive. */
  start(): void;
  /** Reads the version keys now. Tests use it instead of waiting; `start` calls it every 2 s. */
  poll(): Promise<void>;
  /** Ends polling, and waits for a poll under way. */
  stop(): Promise<void>;
}

/** Settings of a {@linkcode Revision}. */
export interface RevisionOptions {
  /** Milliseconds between polls; default 2000, so that 5 s hold even if one poll is slow. */
  readonly pollMs?: number;
  /** Makes a value that differs every time; default a random UUID. */
  readonly mark?: () => string;
}

const PREFIX = ["revision"] as const;

/** Change notices on `store`. One per process is enough. */
export function createRevision(store: Store, options: RevisionOptions = {}): Revision {
  const { pollMs = 2000, mark = () => crypto.randomUUID() } = options;
  const listeners = new Map<string, Set<() => void>>();
  /** Versions as last read; null before the first poll: what is cached then is as old as the poll. */
  let known: Map<string, string> | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let polling: Promise<void> | undefined;

  function tell(topic: string): void {
    for (const listener of listeners.get(topic) ?? []) listener();
  }

  function tellAll(): void {
    for (const topic of listeners.keys()) tell(topic);
  }

  async function read(): Promise<void> {
    const versions = new Map<string, string>();
    try {
      for await (const entry of store.list(PREFIX)) versions.set(topicOf(entry.key), entry.version);
    } catch {
      known = null;
      tellAll();
      return;
    }
    const before = known;
    known = versions;
    // Before the first poll nothing is known: a change between a cache's first read and now would be missed.
    if (before === null) { for (const topic of listeners.keys()) tell(topic); }
    else for (const [topic, version] of versions) if (before.get(topic) !== version) tell(topic);
  }

  function poll(): Promise<void> {
    // One at a time; a poll that waits for a locked store must not pile up others behind it.
    polling ??= read().finally(() => polling = undefined);
    return polling;
  }

  function mutation(topic: RevisionTopic): Mutation {
    return { type: "set", key: [...PREFIX, topic], value: mark() };
  }

  return {
    mutation,
    announce: tell,
    async bump(topic) {
      await store.commit([], [mutation(topic)]);
      tell(topic);
    },
    onChange(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    start() {
      if (timer !== undefined) return;
      timer = setInterval(() => {
        // Still waiting for a slow store: what is cached cannot be vouched for any longer.
        if (polling !== undefined) tellAll();
        void poll();
      }, pollMs);
      Deno.unrefTimer(timer);
    },
    poll,
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await polling;
    },
  };
}

function topicOf(key: Key): string {
  return key[PREFIX.length] ?? "";
}
