/**
 * A map that never outgrows its bound: the least recently used entry makes room.
 * @module
 */

/** A bounded cache in memory. */
export interface BoundedMap<K, V> {
  /** The value; makes it the most recently used. */
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  clear(): void;
  readonly size: number;
}

/**
 * A map of at most `bound` entries.
 * @example A third entry takes the place of the one that was used longest ago
 * ```ts
 * const cache = boundedMap<string, number>(2);
 * cache.set("a", 1);
 * cache.set("b", 2);
 * cache.get("a");
 * cache.set("c", 3);
 * assert.equal(cache.get("b"), undefined);
 * assert.equal(cache.get("a"), 1);
 * ```
 */
export function boundedMap<K, V>(bound: number): BoundedMap<K, V> {
  // A Map remembers the order of insertion, so "delete and set again" moves an entry to the young end.
  const entries = new Map<K, V>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.delete(key);
      if (entries.size >= bound) {
        const oldest = entries.keys().next();
        if (!oldest.done) entries.delete(oldest.value);
      }
      entries.set(key, value);
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
    get size() {
      return entries.size;
    },
  };
}
