/**
 * A semaphore lets at most so many pieces of work run at once; the others wait, the first to come first.
 * @module
 */

/** What {@linkcode createSemaphore} gives. */
export interface Semaphore {
  /** Runs a piece of work as soon as it may. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Makes a semaphore.
 * @example Four reads at once, two permits
 * ```ts
 * const semaphore = createSemaphore(2);
 * let running = 0;
 * let most = 0;
 * const read = () =>
 *   semaphore.during(async () => {
 *     most = Math.max(most, ++running);
 *     await Promise.resolve();
 *     running--;
 *   });
 * await Promise.all([read(), read(), read(), read()]);
 * assert.equal(most, 2);
 * ```
 */
export function createSemaphore(permits: number): Semaphore {
  const waiting: (() => void)[] = [];
  let free = permits;
  return {
    async during(work) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      }
    },
  };
}
