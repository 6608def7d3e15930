/**
 * The favicon: every browser asks for it at `/favicon.ico`, whatever a page says.
 * @module
 */
import { Hono } from "@hono/hono";
import type { HttpEnv } from "./env.ts";
import { methodNotAllowed } from "./problem.ts";

/** The mark of the pages' header, for light and dark tabs alike. */
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" fill="#2a6fdb">' +
  '<rect x="2" y="3" width="24" height="6" rx="3" opacity=".35"/>' +
  '<rect x="2" y="11" width="24" height="6" rx="3" opacity=".65"/>' +
  '<rect x="2" y="19" width="15" height="6" rx="3"/><circle cx="23" cy="22" r="3"/></svg>';

/** `GET /favicon.ico`: an SVG, which browsers take there by its type. */
export function faviconRoutes(): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  const headers = { "content-type": "image/svg+xml", "cache-control": "public, max-age=86400" };
  routes.get("/favicon.ico", (c) => c.body(SVG, 200, headers));
  routes.all("/favicon.ico", methodNotAllowed("GET, HEAD"));
  return routes;
}
