/**
 * `GET /`: a page for a person who opened the server in a browser. Made when the first one does.
 * @module
 */
import { Hono } from "@hono/hono";
import type { HttpEnv } from "./env.ts";
import { methodNotAllowed } from "./problem.ts";

/** The page. `mcpUrl` is absolute. */
export function homeRoutes(mcpUrl: string): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  routes.get("/", async (c) => {
    const { html, policy } = (await import("./home_page.tsx")).homePage(mcpUrl);
    // Its length is said because an answer to HEAD loses the body but must not claim that it is empty (RFC 9110 §8.6).
    const length = String(new TextEncoder().encode(html).length);
    return c.html(html, 200, {
      "content-security-policy": policy,
      "cache-control": "no-cache",
      "content-length": length,
    });
  });
  routes.all("/", methodNotAllowed("GET, HEAD", `The MCP endpoint is ${mcpUrl}.`));
  return routes;
}
