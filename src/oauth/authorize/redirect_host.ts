/**
 * Names the host of a redirect URI, to show it to a person and to tell it to a page's policy.
 * @module
 */
import { isLoopbackRedirect } from "./redirect_match.ts";

/** Scheme and authority of a URI with one. */
const PARTS = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/;

/**
 * `claude.ai`; with its scheme where that is not https: `http://localhost:51234`, `cursor://anysphere.cursor-mcp`.
 * @example
 * ```ts
 * assert.equal(redirectHost("https://claude.ai/cb"), "claude.ai");
 * assert.equal(redirectHost("http://localhost:51234/cb"), "http://localhost:51234");
 * ```
 */
export function redirectHost(uri: string): string {
  const parts = PARTS.exec(uri);
  if (parts === null) return `${uri.split(":", 1)[0]}:`;
  const [, scheme = "", authority = ""] = parts;
  return scheme === "https" ? authority : `${scheme}://${authority}`;
}

/** What kind of place it is: a person should know whether a site or a program on this computer gets the code. */
export function redirectKind(uri: string): "web" | "loopback" | "private" {
  if (isLoopbackRedirect(uri)) return "loopback";
  return uri.startsWith("https:") ? "web" : "private";
}

/**
 * The source expressions of CSP `form-action` that let a form's answer redirect there. Chromium checks every hop, also the
 * client's own from its redirect URI to its thank-you page, wherever that is: hence any https. CSP has no words for IPv6
 * hosts (CSP 3 §2.3.1, `host-char`), so `[::1]` gets its scheme.
 */
export function formActionSources(uri: string): string[] {
  const [, scheme = "", authority = ""] = PARTS.exec(uri) ?? [];
  if (scheme === "https") return ["https:"];
  const isHost = scheme === "http" && /^[A-Za-z0-9.-]+(:\d+)?$/.test(authority);
  return ["https:", isHost ? `http://${authority}` : `${uri.split(":", 1)[0]}:`];
}
