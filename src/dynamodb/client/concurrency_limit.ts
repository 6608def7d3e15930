/**
 * The concurrency limit says how many requests are under way at once: one budget for all reads of a connection (and
 * so of a schema) in a process. It starts small, grows by one with every answer while it is used up, and halves when
 * DynamoDB throttles: additive increase, multiplicative decrease, as TCP does it (RFC 5681 §3.1).
 * @module
 */

/** Requests at once before anything is known of a connection. */
const START = 4;
/** Requests at once at most, whatever the answers say. */
const MOST = 32;

/** What a request came to: `strained` = DynamoDB throttled it, or it took more than one try. */
export interface Limited<T> {
  readonly value: T;
  readonly strained: boolean;
}

/** The concurrency limit of a connection. */
export interface ConcurrencyLimit {
  /**
   * Runs a request when it is its turn, first come, first served. Rejects with the signal's reason if that fires
   * while it waits; otherwise as `request` does.
   * @param isStrain tells of a failure whether it means "too fast"
   */
  run<T>(
    request: () => Promise<Limited<T>>,
    isStrain: (error: unknown) => boolean,
    signal: AbortSignal,
  ): Promise<T>;
  /** Requests that may be under way at once now. */
  readonly limit: number;
}

/** A limit before anything is known of the connection. */
export function createConcurrencyLimit(start: number = START, most: number = MOST): ConcurrencyLimit {
  let limit = start;
  let underWay = 0;
  /** Counts the cuts: of the requests that were under way together only one may halve the limit. */
  let cuts = 0;
  const waiting = new Set<() => void>();

  function settle(strained: boolean, cutsBefore: number, wasFull: boolean): void {
    if (strained && cutsBefore === cuts) {
      cuts++;
      limit = Math.max(1, Math.floor(limit / 2));
    } else if (!strained && wasFull) limit = Math.min(most, limit + 1);
    underWay--;
    for (const next of waiting) {
      if (underWay >= limit) return;
      waiting.delete(next);
      underWay++;
      next();
    }
  }

  function turn(signal: AbortSignal): Promise<void> | undefined {
    if (underWay < limit && waiting.size === 0) {
      underWay++;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const gone = () => {
        waiting.delete(go);
        reject(signal.reason);
      };
      const go = () => {
        signal.removeEventListener("abort", gone);
        resolve();
      };
      waiting.add(go);
      signal.addEventListener("abort", gone, { once: true });
    });
  }

  return {
    get limit() {
      return limit;
    },
    async run(request, isStrain, signal) {
      signal.throwIfAborted();
      await turn(signal);
      const before = cuts;
      const wasFull = underWay >= limit;
      let strained = false;
      try {
        const limited = await request();
        strained = limited.strained;
        return limited.value;
      } catch (error) {
        strained = isStrain(error);
        throw error;
      } finally {
        settle(strained, before, wasFull);
      }
    },
  };
}
