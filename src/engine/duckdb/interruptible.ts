/**
 * Steps of DuckDB's that stop when the query is aborted.
 * @module
 */
import type { DuckDBConnection } from "@duckdb/node-api";

/** Milliseconds between interrupts of a statement that goes on after an abort: one may fall between two steps. */
const INTERRUPT_AGAIN_MS = 20;

/** Waits for one step on a connection, interrupted when the signal aborts. Rejects with the signal's reason then. */
export async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  step: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  let again: ReturnType<typeof setInterval> | undefined;
  const interrupt = () => {
    connection.interrupt();
    again ??= setInterval(() => connection.interrupt(), INTERRUPT_AGAIN_MS);
  };
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    return await step();
  } catch (error) {
    // The abort is the cause; "Interrupted!" is only how DuckDB says it.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", interrupt);
    clearInterval(again);
  }
}
