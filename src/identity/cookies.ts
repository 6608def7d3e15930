/**
 * Cookies of the browser: read strictly, set with every protection there is (RFC 6265bis).
 * @module
 */

/** The cookies of an installation. */
export interface Cookies {
  /** The session's (docs/reference/oauth.md#lives). */
  readonly session: CookieKind;
  /** A browser that has not signed in yet: what its forms are bound to. */
  readonly visitor: CookieKind;
  /** A sign-in between its password and its second step. */
  readonly step: CookieKind;
}

/** One cookie. */
export interface CookieKind {
  readonly name: string;
  /** The value of the request; undefined where there is none, or several: then one of them is somebody else's. */
  read(request: Request): string | undefined;
  /** A `Set-Cookie` value. `seconds` absent = until the browser closes. */
  set(value: string, seconds?: number): string;
  /** A `Set-Cookie` value that removes it. */
  clear(): string;
}

/**
 * On https they are `__Host-` cookies: Secure, of this host alone, not to be planted by another one (§4.1.3.2). Plain http is
 * loopback, where browsers refuse that prefix.
 */
export function cookiesOf(publicUrl: string): Cookies {
  const https = publicUrl.startsWith("https:");
  const kind = (secureName: string, plainName: string): CookieKind => {
    const name = https ? secureName : plainName;
    const set = (value: string, seconds?: number) =>
      `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${https ? "; Secure" : ""}` +
      (seconds === undefined ? "" : `; Max-Age=${seconds}`);
    return { name, read: (request) => readCookie(request, name), set, clear: () => set("", 0) };
  };
  return {
    session: kind("__Host-dynamosql", "dsql_session"),
    visitor: kind("__Host-dynamosql_visitor", "dsql_visitor"),
    step: kind("__Host-dynamosql_step", "dsql_step"),
  };
}

/** Values of ours are 43 letters and digits (256 bits); anything else is not one. */
function readCookie(request: Request, name: string): string | undefined {
  const values = new Set<string>();
  for (const pair of (request.headers.get("cookie") ?? "").split(/[;,]/)) {
    const at = pair.indexOf("=");
    if (at !== -1 && pair.slice(0, at).trim() === name) values.add(pair.slice(at + 1).trim());
  }
  const [value, ...others] = values;
  return others.length === 0 && value !== undefined && /^[0-9A-Za-z]{43}$/.test(value) ? value : undefined;
}
