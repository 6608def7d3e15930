/**
 * Probes: `/healthz` says that the process is up, `/readyz` that it can serve.
 * @module
 */
import { Hono } from "@hono/hono";
import type { HttpEnv } from "./env.ts";
import { methodNotAllowed } from "./problem.ts";
import type { Readiness } from "./readiness.ts";

/** Paths that answer whatever the Host header says: probes come by pod address. */
export const PROBE_PATHS: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);

const NO_STORE = { "cache-control": "no-store" };

/** Both probes. Where `ready` has a reason against it, the answer is 503 with that reason. */
export function healthRoutes(ready: Readiness): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  routes.get("/healthz", (c) => c.json({ status: "ok" }, 200, NO_STORE));
  routes.get("/readyz", async (c) => {
    const reason = await ready();
    if (reason === null) return c.json({ status: "ready" }, 200, NO_STORE);
    return c.json({ status: "unavailable", reason }, 503, NO_STORE);
  });
  for (const path of PROBE_PATHS) routes.all(path, methodNotAllowed("GET, HEAD"));
  return routes;
}
