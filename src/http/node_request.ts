/**
 * A request of `node:http` as a `Request` of the web.
 * @module
 */
import type { IncomingMessage } from "node:http";
import type { IncomingBody } from "./incoming_body.ts";

/** Stands for a host that an HTTP/1.0 client need not name; nobody is called so (RFC 2606 §2). */
const NO_HOST = "host.invalid";

/**
 * The request; null where its target or host is no URL, or one of another scheme, or its method is of those that a `Request`
 * cannot have (`TRACE`). Its body is there where one was announced.
 */
export function requestOf(
  incoming: IncomingMessage,
  body: IncomingBody,
  signal: AbortSignal,
  scheme: "http" | "https",
): Request | null {
  const { method = "GET", url: target = "", rawHeaders } = incoming;
  const headers = new Headers();
  try {
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
    }
    const base = `${scheme}://${headers.get("host") ?? NO_HOST}`;
    const url = new URL(target.startsWith("/") ? `${base}${target}` : target, base);
    if (url.protocol !== "http:" && url.protocol !== "https:") return null;
    // RFC 9112 §3.2.2: a target in absolute form names the host itself, whatever the field says.
    if (headers.has("host") && !target.startsWith("/") && target !== "*") headers.set("host", url.host);
    const has = hasBody(headers) && method !== "GET" && method !== "HEAD";
    return new Request(url, { method, headers, signal, ...(has ? { body: body.stream() } : {}) });
  } catch {
    return null;
  }
}

function hasBody(headers: Headers): boolean {
  return headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
}
