/**
 * The life of one query: it ends by the caller's cancelling, by its deadline, or by its own failure.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/** One query's life. */
export interface Scope {
  /** Aborts with a DynamoSqlError that says why. */
  readonly signal: AbortSignal;
  /** Ends the query because a part of it failed: the other parts stop. */
  fail(error: unknown): void;
  /** Stops the clock. */
  close(): void;
}

/**
 * @param outer the caller's signal
 * @param deadline milliseconds since the epoch
 */
export function openScope(outer: AbortSignal, deadline: number): Scope {
  const inner = new AbortController();
  const cancelled = () => {
    const { reason } = outer;
    inner.abort(
      reason instanceof DynamoSqlError ? reason : new DynamoSqlError("cancelled", "The query was cancelled."),
    );
  };
  const seconds = Math.max(0, (deadline - Date.now()) / 1000);
  const timer = setTimeout(
    () =>
      inner.abort(
        new DynamoSqlError(
          "timeout",
          `The query was stopped after ${Math.round(seconds * 10) / 10} seconds, the time it may take. ` +
            "Constrain a key or an index, or ask for less.",
        ),
      ),
    // A timer of more than 2^31 - 1 milliseconds fires at once.
    Math.min(seconds * 1000, 2 ** 31 - 1),
  );
  if (outer.aborted) cancelled();
  else outer.addEventListener("abort", cancelled, { once: true });
  return {
    signal: inner.signal,
    fail: (error) => inner.abort(error),
    close() {
      clearTimeout(timer);
      outer.removeEventListener("abort", cancelled);
    },
  };
}
