/**
 * Time bounds for questions about tables, which no query's deadline covers.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/** Milliseconds that listing, describing or sampling a table may take in all. */
const metadataMs = 25_000;

/**
 * Runs `work` with a signal that aborts after 25 s, or with `signal`. Fails with `dynamodb_unreachable` where the
 * time ran out.
 */
export async function withinDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const tooSlow = new DynamoSqlError(
    "dynamodb_unreachable",
    "DynamoDB did not answer a question about tables in time.",
  );
  const timer = setTimeout(() => controller.abort(tooSlow), metadataMs);
  try {
    return await work(
      signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]),
    );
  } finally {
    clearTimeout(timer);
  }
}
