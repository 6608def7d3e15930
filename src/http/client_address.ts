/**
 * The client address says who is calling, for limits and logs.
 * @module
 */
import type { MiddlewareHandler } from "@hono/hono";
import type { HttpEnv } from "./env.ts";

/**
 * Sets `clientAddress`: the socket's address, or the last entry of `X-Forwarded-For` when the socket belongs
 * to a proxy the operator trusts. From anyone else that header is a claim and is ignored (RFC 7239 §8.1), but for
 * one thing: such a caller is not on this machine, and has none of the rights of one. `onUntrusted` is called once.
 */
export function clientAddress(
  isTrustedProxy: (address: string) => boolean = () => false,
  onUntrusted: (proxy: string) => void = () => {},
): MiddlewareHandler<HttpEnv> {
  let warned = false;
  const warn = (proxy: string) => {
    if (!warned) onUntrusted(proxy);
    warned = true;
  };
  return async (c, next) => {
    const socket = socketAddress(c.env?.remoteAddr);
    const forwarded = isTrustedProxy(socket) ? lastForwarded(c.req.header("x-forwarded-for")) : undefined;
    const hidden = forwarded === undefined && FORWARDED.some((name) => c.req.header(name) !== undefined);
    if (hidden) warn(socket);
    // Whoever a proxy speaks for is not on this machine, whatever the proxy is; and nobody knows who it is.
    c.set("clientAddress", forwarded ?? (hidden ? `${socket} (forwarded)` : socket));
    await next();
  };
}

/** What proxies add (RFC 7239; its forerunners). */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"];

function socketAddress(address: Deno.Addr | undefined): string {
  if (address === undefined || !("hostname" in address)) return "unknown";
  // An IPv4 caller of a dual-stack listener must have one name, not two.
  return address.hostname.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}

function lastForwarded(header: string | undefined): string | undefined {
  const last = header?.split(",").at(-1)?.trim();
  return last === undefined || last === "" ? undefined : last;
}
