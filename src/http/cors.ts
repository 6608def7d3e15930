/**
 * CORS for `/mcp`: allow-listed origins only, and the preflight is answered before authentication, which it
 * cannot carry (Fetch standard, "CORS-preflight fetch").
 *
 * Not hono's `cors`, which answers every OPTIONS with 204: here one without a token is a 401 unless it is a preflight
 * (docs/reference/protocol_rules.md#l10), and a foreign origin is a 403 (#t2 there).
 * @module
 */
import { REQUEST_ID_HEADER } from "./request_id.ts";

const ALLOW_METHODS = "POST, GET, DELETE, OPTIONS";
const ALLOW_HEADERS = [
  "Authorization",
  "Content-Type",
  "Accept",
  "MCP-Protocol-Version",
  "Mcp-Method",
  "Mcp-Name",
  "Mcp-Session-Id",
  "Last-Event-ID",
  "traceparent",
  "tracestate",
  "baggage",
].join(", ");
const EXPOSE_HEADERS = `WWW-Authenticate, Mcp-Session-Id, ${REQUEST_ID_HEADER}, Retry-After`;
const PREFLIGHT_SECONDS = "600";

/** True for a CORS preflight. */
export function isPreflight(request: Request): boolean {
  return request.method === "OPTIONS" && request.headers.has("origin") &&
    request.headers.has("access-control-request-method");
}

/** The answer to a preflight from an allowed origin. No credentials: the token is a header, never a cookie. */
export function preflightResponse(origin: string): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": ALLOW_METHODS,
      "access-control-allow-headers": ALLOW_HEADERS,
      "access-control-max-age": PREFLIGHT_SECONDS,
      "vary": "Origin",
    },
  });
}

/** Adds what lets a page of `origin` read an answer, errors and challenges included. */
export function addCorsHeaders(headers: Headers, origin: string): void {
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-expose-headers", EXPOSE_HEADERS);
  headers.append("vary", "Origin");
}
