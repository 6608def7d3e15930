/**
 * Flushes requests: waits until a request that was made is written to its connection.
 * @module
 */
import { setImmediate } from "node:timers";

/**
 * Resolves when a request that was just made has left. The runtime hands it to its connection at once, but the
 * connection writes it only when the event loop has come round: after two immediates, and not after one (Deno 2.9.6).
 * Work done before that would only delay it.
 */
export async function requestLeaves(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
}
