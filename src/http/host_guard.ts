/**
 * Refuses requests that were meant for another host: the wall against DNS rebinding (MCP transport, security
 * warning), in which a page on `evil.example` resolves its own name to our address.
 * @module
 */
import type { MiddlewareHandler } from "@hono/hono";
import { DynamoSqlError } from "../errors.ts";
import type { HttpEnv } from "./env.ts";

// A rebinding page has its own name in Host; a loopback literal there can only come from an honest local caller.
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/** True where `host` (a Host header) is one of `allowed` (lower case, with port unless the default) or loopback. */
function isAllowedHost(host: string | undefined, allowed: ReadonlySet<string>): boolean {
  if (host === undefined || host === "") return false;
  return allowed.has(host.toLowerCase()) || LOOPBACK.test(host);
}

/** The Host values that mean this origin: with and without the scheme's default port. */
function hostsOf(publicUrl: string): Set<string> {
  const url = new URL(publicUrl);
  const hosts = new Set([url.host]);
  if (url.port === "") hosts.add(`${url.hostname}:${url.protocol === "https:" ? 443 : 80}`);
  return hosts;
}

/** 403 `forbidden_host` for any other Host. Probes (`exempt` paths) come by pod address and reveal nothing. */
export function hostGuard(
  publicUrl: string,
  exempt: ReadonlySet<string> = new Set(),
): MiddlewareHandler<HttpEnv> {
  const allowed = hostsOf(publicUrl);
  return async (c, next) => {
    // HTTP/1.1 without Host is refused by the listener; HTTP/1.0 need not name one, and the URL then has none of ours.
    const host = c.req.header("host") ?? new URL(c.req.url).host;
    if (!exempt.has(c.req.path) && !isAllowedHost(host, allowed)) {
      throw new DynamoSqlError(
        "forbidden_host",
        `The Host header names another host than the public URL, which is ${publicUrl}. The operator sets it with ` +
          "public_url.",
      );
    }
    await next();
  };
}
