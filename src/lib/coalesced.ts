/**
 * Many callers, few runs: an expensive refresh that strangers can provoke.
 * @module
 */

/**
 * A function that runs `action` at most once every `everyMs`. A call never gets a result from a run that began
 * before the call: it waits for the next one and shares it with all who wait.
 */
export function coalesced<T>(action: () => Promise<T>, everyMs: number): () => Promise<T> {
  let next: Promise<T> | undefined;
  let earliest = 0;

  async function run(): Promise<T> {
    const wait = earliest - performance.now();
    // Never at once, not even without a wait: `next` must be set before it is cleared.
    await (wait > 0 ? new Promise((resolve) => setTimeout(resolve, wait)) : Promise.resolve());
    next = undefined;
    earliest = performance.now() + everyMs;
    return await action();
  }

  return () => next ??= run();
}
