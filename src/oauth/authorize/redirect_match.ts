/**
 * Compares a redirect URI with those that the client registered (OAuth 2.1 §4.1.1, RFC 8252 §7.3).
 *
 * All on the raw text. `URL` would fold `http://127.1/`, `http://0x7f.1/`, `http://2130706433/`, tabs, backslashes
 * and upper case into what they are not, and a browser might then go elsewhere than we thought.
 * @module
 */

/** Characters of a redirect URI at most. */
const MAX_LENGTH = 2048;

/** The three loopback hosts, each only equal to itself: scheme and host, port, path and query. */
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::[1-9]\d{0,4})?((?:[/?].*)?)$/;
/** An https URI without userinfo. */
const HTTPS = /^https:\/\/[A-Za-z0-9.-]+(?::[1-9]\d{0,4})?(?:[/?].*)?$/;
/** A private-use scheme (RFC 8252 §7.1), perhaps with an authority and its port. */
const PRIVATE =
  /^([a-z][a-z0-9+.-]*):(?:\/\/(?:[A-Za-z0-9.-]+(?::[1-9]\d{0,4})?)?(?:[/?][^@]*)?|(?!\/\/)[^@]+)$/;
/** What a URI is written with (RFC 3986 §2) but the fragment's `#`: no space, control, quote or backslash. */
const URI_CHARACTERS = /^[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=%]+$/;
/** Schemes whose "redirect" is code, a local file or a page of ours. */
const NEVER: ReadonlySet<string> = new Set([
  "http",
  "https",
  "ws",
  "wss",
  "ftp",
  "javascript",
  "vbscript",
  "data",
  "file",
  "blob",
  "about",
  "filesystem",
  "view-source",
  "chrome",
  "mailto",
  "tel",
]);

/**
 * True if `presented` is `registered`: the same string, or, where both are http on the same loopback host with the
 * same path and query, on any port (native applications get theirs from the system at run time).
 * @example
 * ```ts
 * assert.equal(redirectUriMatches("http://127.0.0.1/cb", "http://127.0.0.1:51234/cb"), true);
 * assert.equal(redirectUriMatches("http://127.0.0.1/cb", "http://localhost:51234/cb"), false);
 * assert.equal(redirectUriMatches("https://app.example/cb", "https://app.example/cb?x=1"), false);
 * ```
 */
export function redirectUriMatches(registered: string, presented: string): boolean {
  if (!isRedirectable(presented)) return false;
  if (registered === presented) return true;
  const ours = LOOPBACK.exec(registered);
  const theirs = LOOPBACK.exec(presented);
  return ours !== null && theirs !== null && isRedirectable(registered) &&
    ours[1] === theirs[1] && ours[2] === theirs[2];
}

/** True if any of those registered is matched. */
export function redirectUriRegistered(registered: readonly string[], presented: string): boolean {
  return registered.some((uri) => redirectUriMatches(uri, presented));
}

/** True for http on one of the three loopback hosts. */
export function isLoopbackRedirect(uri: string): boolean {
  return LOOPBACK.test(uri);
}

/**
 * The last door before a redirect: whatever the registry holds, nobody is sent to a place of another kind than https,
 * http on loopback, or a private scheme; and never with userinfo or a fragment (OAuth 2.1 §2.3).
 */
export function isRedirectable(uri: string): boolean {
  // What no browser can read (a port above 65535, a host of digits) is nowhere to go. It is only asked whether it can be
  // read, never what it reads as.
  if (uri.length > MAX_LENGTH || !URI_CHARACTERS.test(uri) || !URL.canParse(uri)) return false;
  if (LOOPBACK.test(uri) || HTTPS.test(uri)) return true;
  const scheme = PRIVATE.exec(uri)?.[1];
  return scheme !== undefined && !NEVER.has(scheme);
}
