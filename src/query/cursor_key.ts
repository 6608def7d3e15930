/**
 * The key that signs cursors. It is the installation's, not the process's: a cursor of another replica, or of
 * this one before its restart, must read as expired and not as forged.
 * @module
 */
import { Buffer } from "node:buffer";
import type { Store } from "../store/store.ts";

const KEY = ["query", "cursor_key"];
const KEY_BYTES = 32;

/** The key, made on first use. Fails with `unavailable` where the store does. */
export async function cursorKey(
  store: Store,
  random: (bytes: number) => Uint8Array,
): Promise<Uint8Array> {
  for (;;) {
    const entry = await store.get<string>(KEY);
    if (entry !== null) return Buffer.from(entry.value, "base64url");
    const fresh = Buffer.from(random(KEY_BYTES)).toString("base64url");
    // Lost the race: the next turn reads the winner's.
    await store.commit([{ key: KEY, version: null }], [{ type: "set", key: KEY, value: fresh }]);
  }
}
