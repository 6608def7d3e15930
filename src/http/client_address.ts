/**
 * The client address says who is calling, for limits and logs.
 * @module
 */
import type { MiddlewareHandler } from "@hono/hono";
import type { HttpEnv } from "./env.ts";

/**
 * Sets `clientAddress`: the socket's address, or the last entry of `X-Forwarded-For` when the socket belongs
 * to a proxy the operator trusts. From anyone else that header is a claim and is ignored (RFC 7239 §8.1).
 */
export function clientAddress(
  isTrustedProxy: (address: string) => boolean = () => false,
): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const socket = socketAddress(c.env?.remoteAddr);
    const forwarded = isTrustedProxy(socket) ? lastForwarded(c.req.header("x-forwarded-for")) : undefined;
    c.set("clientAddress", forwarded ?? socket);
    await next();
  };
}

function socketAddress(address: Deno.Addr | undefined): string {
  if (address === undefined || !("hostname" in address)) return "unknown";
  // An IPv4 caller of a dual-stack listener must have one name, not two.
  return address.hostname.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}

function lastForwarded(header: string | undefined): string | undefined {
  const last = header?.split(",").at(-1)?.trim();
  return last === undefined || last === "" ? undefined : last;
}
