/**
 * The cache warmer learns from a statement for the next one like it, when its answer is on its way.
 * @module
 */
import type { Database } from "../duckdb/database.ts";
import type { Link } from "../duckdb/link.ts";

/** Learns in the background. */
export interface CacheWarmer {
  /** There is something to learn when nobody waits. Of the same key only the first counts until it is learned. */
  add(key: string, warmup: (link: Link) => Promise<void>): void;
  /** A job is over: there may be something to learn from it. */
  after(): void;
  /** Resolves when everything is learned. */
  learned(): Promise<void>;
  /** Learns nothing more; resolves when the warm-up in hand is over: the database must not close under it. */
  close(): Promise<void>;
}

/** Milliseconds that an answer has to leave the process. */
const WAIT_MS = 2;

/** Warm-ups that are kept at most. */
const MOST = 32;

/** Nothing to learn yet. */
export function createCacheWarmer(database: Pick<Database, "link">): CacheWarmer {
  const closed = new AbortController();
  const warmups = new Map<string, (link: Link) => Promise<void>>();
  let learning: Promise<void> | undefined;
  const isLeft = () => warmups.size > 0 && !closed.signal.aborted;

  async function learn(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, WAIT_MS);
      closed.signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    });
    while (isLeft()) {
      const [next] = warmups;
      if (next === undefined) return;
      const [key, warmup] = next;
      warmups.delete(key);
      const link = await database.link(closed.signal);
      try {
        await warmup(link);
      } finally {
        link.close();
      }
    }
  }

  return {
    add(key, warmup) {
      if (warmups.size < MOST && !warmups.has(key)) warmups.set(key, warmup);
    },
    after() {
      if (learning !== undefined || !isLeft()) return;
      // What cannot be learned stays unknown: nobody is worse off.
      learning = learn().catch(() => {}).finally(() => learning = undefined);
    },
    async learned() {
      await learning;
    },
    async close() {
      closed.abort();
      await learning;
    },
  };
}
