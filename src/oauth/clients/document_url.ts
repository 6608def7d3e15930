/**
 * Checks URLs of client ID metadata documents: which may be a `client_id` (draft-ietf-oauth-client-id-metadata-document
 * §3), and which of them the operator lets be fetched.
 * @module
 */
import { publicTarget } from "./client_uri.ts";

/** Characters of such a URL at most. */
const MAX_URL = 500;

/**
 * The host of a client id that is an https URL; null if it breaks a rule: a path that says something, no dot segments, no
 * fragment, no userinfo, no query (a SHOULD of the draft: one document needs one name), and the spelling that
 * a URL parser would give it, since documents are compared by the byte.
 */
export function documentHost(clientId: string): string | null {
  const target = clientId.length <= MAX_URL ? publicTarget(clientId) : null;
  const url = URL.parse(clientId);
  if (target === null || url === null || url.href !== clientId) return null;
  if (url.pathname === "/" || clientId.includes("?") || /%2e/i.test(url.pathname)) return null;
  return url.host;
}

/** Hosts by the settings `cimd_allow` and `cimd_deny`: `client.example`, or `*.client.example` for what is below it. */
export interface HostLists {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/**
 * True if documents of that host may be fetched: not denied, and allowed where there is a list of allowed ones.
 * @example
 * ```ts
 * const lists = { allow: ["*.client.example"], deny: ["bad.client.example"] };
 * assert.equal(isHostListed("app.client.example", lists), true);
 * assert.equal(isHostListed("bad.client.example", lists), false);
 * assert.equal(isHostListed("other.example", lists), false);
 * ```
 */
export function isHostListed(host: string, { allow, deny }: HostLists): boolean {
  const name = host.replace(/:[0-9]+$/, "");
  const within = (pattern: string) => {
    const lower = pattern.toLowerCase();
    if (lower.startsWith("*.")) return name.endsWith(lower.slice(1));
    return lower === name || lower === host;
  };
  return !deny.some(within) && (allow.length === 0 || allow.some(within));
}
