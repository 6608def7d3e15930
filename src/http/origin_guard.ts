/**
 * Refuses browser requests from pages of other origins (MCP transport: servers MUST validate `Origin`).
 * @module
 */

/** The allow-list as a set of serialised origins (scheme, host, non-default port), plus loopback twins. */
export function allowedOrigins(publicUrl: string, extra: readonly string[] = []): Set<string> {
  const own = new URL(publicUrl);
  const origins = new Set([own.origin, ...extra.map((origin) => new URL(origin).origin)]);
  if (own.hostname === "localhost") {
    // One listener, three names: a page opened by address is the same page.
    const port = own.port === "" ? "" : `:${own.port}`;
    origins.add(`${own.protocol}//127.0.0.1${port}`);
    origins.add(`${own.protocol}//[::1]${port}`);
  }
  return origins;
}

/**
 * True without an Origin (no browser is involved) or where the whole origin is on the list. `null` (sandboxed
 * pages, files) is an origin like any other and is not on the list.
 */
export function isAllowedOrigin(origin: string | null | undefined, allowed: ReadonlySet<string>): boolean {
  return origin === null || origin === undefined || allowed.has(origin);
}
