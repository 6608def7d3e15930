/**
 * Caches descriptions of tables, and listings: durably in the store, and at hand in memory.
 * @module
 */
import { boundedMap } from "../lib/lru_map.ts";
import type { Key, Store } from "../store/store.ts";
import { type Blob, blobVersion, deleteBlob, readBlob, writeBlob } from "./blob.ts";

/** A kept value and when it was last compared with the store. */
interface AtHand<Value, Summary> extends Blob<Value, Summary> {
  checkedAt: number;
}

/** Values kept under keys. */
export interface TableCache<Value, Summary> {
  /** The value, at most 2 s behind what another process wrote; this process's own writes at once. */
  get(key: Key): Promise<Blob<Value, Summary> | null>;
  /** The value as the store has it now. */
  reload(key: Key): Promise<Blob<Value, Summary> | null>;
  /** Writes if `version` is still current. False: another writer was faster. */
  put(key: Key, value: Value, summary: Summary, version: string | null): Promise<boolean>;
  delete(key: Key): Promise<void>;
}

/** Milliseconds for which a value at hand is not compared with the store (docs/reference/configuration.md#revision). */
const trustMs = 2_000;
/** Values at hand, in all. A description is some 10 to 100 KB in memory. */
const atHandMax = 300;

/** A cache over a store. */
export function tableCache<Value, Summary>(store: Store, clock: () => number): TableCache<Value, Summary> {
  const atHand = boundedMap<string, AtHand<Value, Summary>>(atHandMax);
  const nameOf = (key: Key) => JSON.stringify(key);

  async function reload(key: Key): Promise<Blob<Value, Summary> | null> {
    const blob = await readBlob<Value, Summary>(store, key);
    if (blob === null) atHand.delete(nameOf(key));
    else atHand.set(nameOf(key), { ...blob, checkedAt: clock() });
    return blob;
  }

  return {
    reload,
    async get(key) {
      const held = atHand.get(nameOf(key));
      if (held === undefined) return await reload(key);
      if (Math.abs(clock() - held.checkedAt) < trustMs) return held;
      if (await blobVersion(store, key) !== held.version) return await reload(key);
      held.checkedAt = clock();
      return held;
    },
    async put(key, value, summary, version) {
      const written = await writeBlob(store, key, value, summary, version);
      atHand.delete(nameOf(key));
      return written;
    },
    async delete(key) {
      atHand.delete(nameOf(key));
      await deleteBlob(store, key);
    },
  };
}
