/**
 * Work that is given up when its caller goes away or the server ends.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/**
 * What `work` gives. Fails with `cancelled` as soon as `signal` aborts, whatever the work still waits for; what becomes of
 * it then is nobody's business.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(new DynamoSqlError("cancelled", messageOf(signal.reason)));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function messageOf(reason: unknown): string {
  return reason instanceof DynamoSqlError ? reason.message : "The call was cancelled.";
}
