/**
 * Refuses browser requests from pages of other origins (MCP transport: servers MUST validate `Origin`).
 * @module
 */
import { ownOrigins } from "../pages/same_origin.ts";

/** The allow-list as a set of serialised origins (scheme, host, non-default port), plus loopback twins. */
export function allowedOrigins(publicUrl: string, extra: readonly string[] = []): Set<string> {
  return new Set([...ownOrigins(publicUrl), ...extra.map((origin) => new URL(origin).origin)]);
}

/**
 * True without an Origin (no browser is involved) or where the whole origin is on the list. `null` (sandboxed
 * pages, files) is an origin like any other and is not on the list.
 */
export function isAllowedOrigin(origin: string | null | undefined, allowed: ReadonlySet<string>): boolean {
  return origin === null || origin === undefined || allowed.has(origin);
}

/** What a page of a foreign origin is told, and who debugs it. The origin is repeated only where it is one. */
export function refusedOrigin(origin: string | null | undefined): string {
  const parsed = origin ? URL.parse(origin) : null;
  const named = parsed !== null && parsed.origin === origin && origin.length <= 200
    ? `the origin ${origin}`
    : "this origin";
  return `Requests from ${named} are not allowed. The operator may add it to allowed_origins.`;
}
