/**
 * Headers that every answer carries unless its route set them otherwise.
 * @module
 */
import type { MiddlewareHandler } from "@hono/hono";
import type { HttpEnv } from "./env.ts";

// Nothing may be loaded, framed or sent by a page of ours unless the page's own policy says so.
const STRICT_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const TWO_YEARS = 63_072_000;

/** `https` adds HSTS (RFC 6797). A route's own header of the same name wins. */
export function securityHeaders(options: { readonly https: boolean }): MiddlewareHandler<HttpEnv> {
  const always: [string, string][] = [
    ["x-content-type-options", "nosniff"],
    ["referrer-policy", "no-referrer"],
    ["x-frame-options", "DENY"],
    ["content-security-policy", STRICT_CSP],
  ];
  if (options.https) always.push(["strict-transport-security", `max-age=${TWO_YEARS}`]);
  return async (c, next) => {
    await next();
    const headers = c.res.headers;
    for (const [name, value] of always) if (!headers.has(name)) headers.set(name, value);
  };
}
