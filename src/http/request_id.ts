/**
 * Request ids: every request gets one of ours; it is in the answer, in the log, and in the text of internal errors.
 *
 * Not hono's `requestId`, which takes the caller's id wherever it sets the header.
 * @module
 */
import type { MiddlewareHandler } from "@hono/hono";
import type { HttpEnv } from "./env.ts";

/** The header that carries the id (docs/reference/rest.md#request-id). */
export const REQUEST_ID_HEADER = "x-request-id";

/**
 * Sets `requestId` and, on the answer, `x-request-id`. An incoming header of that name is ignored: an id that
 * a caller chooses could point an operator at someone else's log lines.
 */
export function requestId(newId: () => string = () => crypto.randomUUID()): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const id = newId();
    c.set("requestId", id);
    await next();
    c.res.headers.set(REQUEST_ID_HEADER, id);
  };
}
