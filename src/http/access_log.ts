/**
 * One log line per answer.
 * @module
 */
import type { MiddlewareHandler } from "@hono/hono";
import type { HttpEnv, HttpLog } from "./env.ts";

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
      path: c.req.path,
      status: c.res.status,
      ms: Math.round((now() - start) * 10) / 10,
      client_address: c.get("clientAddress"),
    });
  };
}
