/**
 * One log line per answer.
 * @module
 */
import type { MiddlewareHandler } from "@hono/hono";
import type { HttpEnv, HttpLog } from "./env.ts";

/** Characters; the longest of ours has 50. */
const LONGEST_PATH = 200;

/** Logs method, path, status and time. A stream is logged when its head is sent. */
export function accessLog(
  log: HttpLog,
  now: () => number = () => performance.now(),
): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const start = now();
    await next();
    log.access({
      request_id: c.get("requestId"),
      method: c.req.method,
      // A path can be as long as a head.
      path: c.req.path.slice(0, LONGEST_PATH),
      status: c.res.status,
      ms: Math.round((now() - start) * 10) / 10,
      client_address: c.get("clientAddress"),
      ...(c.req.raw.signal.aborted ? { gone: true } : {}),
    });
  };
}
