/**
 * Notes when an API client was last used: at most once a minute, beside the request, best effort.
 * @module
 */
import { boundedMap } from "../lib/lru_map.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/store.ts";
import { clientUseKey } from "./api_client.ts";

/** Milliseconds between two notes of one client. */
const NOTE_EVERY_MS = 60_000;

/** Notes and tells the last use of clients. */
export interface ClientUse {
  /** Returns at once; a failure to write is forgotten. */
  note(clientId: string): void;
  /** Milliseconds since the epoch; undefined = never. */
  lastUsedAt(clientId: string): Promise<number | undefined>;
  /** Waits for what is being written. */
  settle(): Promise<void>;
}

/** The use of the clients of a store. */
export function createClientUse(store: Store, clock: Clock): ClientUse {
  const noted = boundedMap<string, number>(10_000);
  const pending = new Set<Promise<unknown>>();
  return {
    note(clientId) {
      const now = clock();
      if (now - (noted.get(clientId) ?? -Infinity) < NOTE_EVERY_MS) return;
      noted.set(clientId, now);
      const write = store.set(clientUseKey(clientId), now).catch(() => {
        // Best effort: no caller waits for it, and the next use tries again.
        noted.delete(clientId);
      });
      pending.add(write);
      write.finally(() => pending.delete(write));
    },
    async lastUsedAt(clientId) {
      const entry = await store.get(clientUseKey(clientId));
      return typeof entry?.value === "number" ? entry.value : undefined;
    },
    async settle() {
      await Promise.all(pending);
    },
  };
}
