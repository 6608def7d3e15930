/**
 * Grouped reads: keys asked for while a read is under way go into the next one together. One opening of a file does one
 * thing at a time anyway, and ten keys cost it hardly more than one.
 * @module
 */
import type { Key } from "../store.ts";
import { withPatience } from "./retry.ts";

/** Deno KV reads at most 10 keys at once. */
export const KEYS_PER_READ = 10;

interface WaitingRead<T> {
  readonly key: Key;
  readonly done: (entry: Deno.KvEntryMaybe<T> | Promise<never>) => void;
}

/**
 * A function that reads one key. Fails as `patiently` does, and with it all that wait: the engine is away for each.
 * @param patiently runs an operation on the engine
 */
export function groupedReads<T>(
  reader: Deno.Kv,
  patiently: <R>(operation: () => Promise<R>) => Promise<R> = withPatience,
): (key: Key) => Promise<Deno.KvEntryMaybe<T>> {
  const waiting: WaitingRead<T>[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const group = waiting.splice(0, KEYS_PER_READ);
      try {
        const keys = group.map(({ key }) => [...key]);
        const entries = await patiently(() => reader.getMany<T[]>(keys));
        for (const [at, entry] of entries.entries()) group[at]?.done(entry);
      } catch (error) {
        for (const { done } of [...group, ...waiting.splice(0)]) done(Promise.reject(error));
      }
    }
    running = false;
  }

  return (key) => {
    const { promise, resolve } = Promise.withResolvers<Deno.KvEntryMaybe<T>>();
    waiting.push({ key, done: resolve });
    if (!running) void run();
    return promise;
  };
}
