/**
 * Watches the process's own resident memory. DuckDB's `memory_limit` does not bound scalar functions and knows
 * nothing of the JavaScript heap. The operator's limit is about the process as a whole, less what it held when it was
 * ready: the program itself, which as a compiled file keeps all it embeds in memory.
 * @module
 */

/** Milliseconds between looks. A look costs about 12 µs; a memory bomb grows by about 1 GB/s. */
const INTERVAL_MS = 50;

/** The watch of this process. */
export interface MemoryWatch {
  /** What is resident now is the program; what comes from now on is what queries take. */
  ready(): void;
}

/**
 * Calls `over` once, with the resident bytes, when those taken since the watch began, or since the process was ready,
 * exceed `limit`. Works while DuckDB computes, as that happens in other threads.
 */
export function watchMemory(limit: number, over: (residentBytes: number) => void): MemoryWatch {
  let base = residentBytes();
  const timer = setInterval(() => {
    const resident = residentBytes();
    if (resident - base <= limit) return;
    clearInterval(timer);
    over(resident);
  }, INTERVAL_MS);
  return {
    ready() {
      base = residentBytes();
    },
  };
}

/** Resident bytes of this process. */
export function residentBytes(): number {
  return Deno.memoryUsage().rss;
}
