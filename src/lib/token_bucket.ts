/**
 * Token buckets bound how often something may happen: so many times at once, and so many more each second. In memory, a
 * replica for itself, bounded.
 * @module
 */
import type { Clock } from "./clock.ts";
import { boundedMap } from "./lru_map.ts";

/** What a bucket holds when full, and how much it earns each second. */
export interface BucketRate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Buckets by name. */
export interface TokenBuckets {
  /** Takes one; 0 = let through, else the seconds to wait. */
  take(name: string): number;
}

/**
 * Full buckets for at most `tracked` names (default 10,000). The least recently seen is forgotten, and full when it comes
 * again.
 * @example Two at once, then one every half second
 * ```ts
 * let now = 0;
 * const buckets = createTokenBuckets(() => now, { burst: 2, perSecond: 2 });
 * assert.deepEqual([buckets.take("a"), buckets.take("a"), buckets.take("a")], [0, 0, 1]);
 * now = 500;
 * assert.deepEqual([buckets.take("a"), buckets.take("a")], [0, 1]);
 * assert.equal(buckets.take("b"), 0);
 * ```
 */
export function createTokenBuckets(clock: Clock, rate: BucketRate, tracked = 10_000): TokenBuckets {
  const { burst, perSecond } = rate;
  const buckets = boundedMap<string, { tokens: number; at: number }>(tracked);
  return {
    take(name) {
      const now = clock();
      const bucket = buckets.get(name) ?? { tokens: burst, at: now };
      const tokens = Math.min(burst, bucket.tokens + Math.max(0, now - bucket.at) / 1000 * perSecond);
      const taken = tokens >= 1;
      buckets.set(name, { tokens: taken ? tokens - 1 : tokens, at: now });
      return taken ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond));
    },
  };
}
