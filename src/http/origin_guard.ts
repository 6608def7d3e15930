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
