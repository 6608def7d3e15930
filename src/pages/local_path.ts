/**
 * Checks the local path that a sign-in leads to: pages of ours that are made for it, and nowhere else. No open redirect
 * (RFC 9700 §4.11).
 * @module
 */
import { PORTAL } from "./paths.ts";

/** Characters at most; a consent's address carries the sealed request. */
const MAX_LENGTH = 24 * 1024;

/**
 * `next` if it is `/consent?…` or a page of the portal, in its plainest spelling; else the account page.
 * @example
 * ```ts
 * assert.equal(localPath("/consent?request=x"), "/consent?request=x");
 * assert.equal(localPath("//evil.example"), localPath(undefined));
 * assert.equal(localPath("/portal/../oauth"), localPath(undefined));
 * ```
 */
export function localPath(next: string | undefined): string {
  return next !== undefined && isLocalPath(next) ? next : PORTAL.account;
}

function isLocalPath(next: string): boolean {
  if (next.length > MAX_LENGTH) return false;
  // Only what a URL is written with: no backslash (browsers read it as a slash), blank, control or other character.
  if (!/^\/[\w\-.~!$&'()*+,;=:@%/?]*$/.test(next) || next.includes("//")) return false;
  const path = next.split("?", 1)[0] ?? "";
  if (path !== "/consent" && path !== "/portal" && !path.startsWith("/portal/")) return false;
  if (path === "/consent" && !next.startsWith("/consent?")) return false;
  // Dot segments, escaped or not, would lead out of it again.
  return !/%|\.\.|\/\.(\/|$)/.test(path);
}
