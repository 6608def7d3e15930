/**
 * An embedded engine shared by processes is now and then locked: wait a little, then say so.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { defined } from "../../lib/defined.ts";

/** Milliseconds an operation may take, retries included, before it fails with `unavailable`. */
const STORE_PATIENCE_MS = 5000;

/** What Deno KV throws when another process holds the file's write lock (SQLITE_BUSY, SQLITE_LOCKED). */
const LOCKED = /database (table )?is locked|database is busy/i;

/**
 * Runs `operation`, again after a jittered pause while it fails because the engine is locked.
 * Fails with `unavailable` after {@linkcode STORE_PATIENCE_MS}, or at once on any other engine failure.
 *
 * An operation that is given up may still take effect later: callers must be able to live with that.
 */
export async function withPatience<T>(
  operation: () => Promise<T>,
  patienceMs: number = STORE_PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let attempt = 0;; attempt++) {
    try {
      return await inTime(operation(), deadline - performance.now());
    } catch (cause) {
      if (cause instanceof DynamoSqlError) throw cause;
      // Full jitter, 10 ms growing to 250 ms: two processes must not meet again in step.
      const pause = 1 + Math.random() * Math.min(250, 10 * 2 ** attempt);
      if (!isLocked(cause)) {
        throw failed("The store cannot be reached.", cause);
      }
      if (performance.now() + pause >= deadline) {
        throw failed("The store stayed locked by another program.", cause);
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

function failed(message: string, cause?: unknown): DynamoSqlError {
  return new DynamoSqlError("unavailable", message, { ofStore: true, ...defined({ cause }) });
}

/** Whether the engine failed because another program holds a lock. */
export function isLocked(error: unknown): boolean {
  return error instanceof Error && LOCKED.test(error.message);
}

/** A remote engine that is away makes Deno KV retry for ever; this does not wait for it. */
async function inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      late.reject(
        failed("The store did not answer in time: another program keeps it locked, or it is away."),
      ),
    Math.max(0, ms),
  );
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
