/**
 * Probes: `/healthz` says that the process is up, `/readyz` that it can serve.
 * @module
 */
import { Hono } from "@hono/hono";
import type { HttpEnv } from "./env.ts";
import { methodNotAllowed } from "./problem.ts";

/** Paths that answer whatever the Host header says: probes come by pod address. */
export const PROBE_PATHS: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);

const NO_STORE = { "cache-control": "no-store" };

/**
 * Both probes. `ready` rejects when the store or the keys cannot be used; the answer is then 503 and says no
 * more than that.
 */
export function healthRoutes(ready: () => Promise<void>): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  routes.get("/healthz", (c) => c.json({ status: "ok" }, 200, NO_STORE));
  routes.get("/readyz", async (c) => {
    try {
      await ready();
      return c.json({ status: "ready" }, 200, NO_STORE);
    } catch {
      return c.json({ status: "unavailable" }, 503, NO_STORE);
    }
  });
  for (const path of PROBE_PATHS) routes.all(path, methodNotAllowed("GET, HEAD"));
  return routes;
}
