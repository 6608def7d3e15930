/**
 * Watches the process's own resident memory. DuckDB's `memory_limit` does not bound scalar functions and knows
 * nothing of the JavaScript heap; the process as a whole is what the operator's limit is about.
 * @module
 */

/** Milliseconds between looks. A look costs about 12 µs; a memory bomb grows by about 1 GB/s. */
const INTERVAL_MS = 50;

/**
 * Calls `over` once, with the resident bytes, when they exceed `limit`. Works while DuckDB computes, as that
 * happens in other threads. Returns how to stop watching.
 */
export function watchMemory(limit: number, over: (residentBytes: number) => void): () => void {
  const timer = setInterval(() => {
    const resident = residentBytes();
    if (resident <= limit) return;
    clearInterval(timer);
    over(resident);
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}

/** Resident bytes of this process. */
export function residentBytes(): number {
  return Deno.memoryUsage().rss;
}
