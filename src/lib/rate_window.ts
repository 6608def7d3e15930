/**
 * Counts events by name in windows of fixed length. In memory, a replica for itself, bounded.
 * @module
 */
import { boundedMap } from "./lru_map.ts";
import type { Clock } from "./clock.ts";

/** Lets so many events of a name through in a window. */
export interface RateWindow {
  /** Counts one event; 0 = let through, else the seconds to wait. */
  take(name: string): number;
}

/**
 * Windows of `seconds` for at most `tracked` names (default 10,000; the least recently seen is forgotten).
 * @example Two of a name in ten seconds
 * ```ts
 * let now = 0;
 * const window = createRateWindow(() => now, 2, 10);
 * assert.deepEqual([window.take("a"), window.take("a"), window.take("a")], [0, 0, 10]);
 * now = 4_000;
 * assert.equal(window.take("a"), 6);
 * assert.equal(window.take("b"), 0);
 * ```
 */
export function createRateWindow(clock: Clock, most: number, seconds: number, tracked = 10_000): RateWindow {
  const windows = boundedMap<string, { count: number; readonly endsAt: number }>(tracked);
  return {
    take(name) {
      const now = clock();
      const window = windows.get(name);
      if (window === undefined || window.endsAt <= now) {
        windows.set(name, { count: 1, endsAt: now + seconds * 1000 });
        return 0;
      }
      if (window.count >= most) return Math.max(1, Math.ceil((window.endsAt - now) / 1000));
      window.count++;
      return 0;
    },
  };
}
