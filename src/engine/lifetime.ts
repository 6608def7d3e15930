/**
 * The life of one query: it ends by the caller's cancelling, by its deadline, or by its own failure.
 * @module
 */
import type { Throttled } from "../dynamodb/access.ts";
import { DynamoSqlError } from "../errors.ts";

/** One query's life. */
export interface Lifetime {
  /** Aborts with a DynamoSqlError that says why. */
  readonly signal: AbortSignal;
  /** Its requests that wait because DynamoDB throttled them. */
  readonly throttled: Throttled;
  /** Ends the query because a part of it failed: the other parts stop. */
  fail(error: unknown): void;
  /** Stops the clock. */
  close(): void;
}

/**
 * @param outer the caller's signal
 * @param deadline milliseconds since the epoch
 */
export function openLifetime(outer: AbortSignal, deadline: number): Lifetime {
  const inner = new AbortController();
  const throttled: Throttled = new Set();
  const seconds = Math.max(0, (deadline - Date.now()) / 1000);
  const overdue = () => inner.abort(throttled.size > 0 ? throttledAll(throttled, seconds) : timeout(seconds));
  const cancelled = () => {
    const { reason } = outer;
    if (!(reason instanceof DynamoSqlError)) {
      inner.abort(new DynamoSqlError("cancelled", "The query was cancelled."));
    } else if (reason.code === "timeout") overdue();
    else inner.abort(reason);
  };
  const timer = setTimeout(
    overdue,
    // A timer of more than 2^31 - 1 milliseconds fires at once.
    Math.min(seconds * 1000, 2 ** 31 - 1),
  );
  if (outer.aborted) cancelled();
  else outer.addEventListener("abort", cancelled, { once: true });
  return {
    signal: inner.signal,
    throttled,
    fail: (error) => inner.abort(error),
    close() {
      clearTimeout(timer);
      outer.removeEventListener("abort", cancelled);
    },
  };
}

function timeout(seconds: number): DynamoSqlError {
  return new DynamoSqlError(
    "timeout",
    `The query was stopped after ${tenths(seconds)} seconds, the time it may take. ` +
      "Constrain a key or an index, or ask for less.",
  );
}

/** It was not the query that took too long. */
function throttledAll(throttled: Throttled, seconds: number): DynamoSqlError {
  const subjects = new Set([...throttled].map(({ subject }) => subject));
  return new DynamoSqlError(
    "throttled",
    `DynamoDB throttled reads of ${[...subjects].join(" and ")}, and still did when the ${
      tenths(seconds)
    } seconds that the query may take were over.`,
  );
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
