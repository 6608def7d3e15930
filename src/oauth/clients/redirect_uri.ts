/**
 * Checks redirect URIs that a client wants to register (OAuth 2.1 §2.3, RFC 8252 §7 and §8.4, RFC 9700 §4.1). Judged on
 * the text as it was sent: `URL` repairs what it reads (`\` → `/`, `0x7f.1` → `127.0.0.1`, tabs vanish), and what is
 * repaired is no longer what the browser, the client and we compare.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";

/** Characters of a redirect URI at most. */
const MAX_REDIRECT_URI = 2000;

/** What decides beside the text itself. */
export interface RedirectRules {
  /** URIs of private schemes that public clients may use, each exactly (the setting `private_redirects`). */
  readonly privateRedirects: readonly string[];
  /** The client has no secret and no key. */
  readonly publicClient: boolean;
}

/** RFC 3986 §2, without what has no business here: `#` (fragment), `@` in front of a host, `*` (wildcards). */
const PARTS = /^(https?):\/\/([^/?#]*)(\/[^?#]*)?(\?[^#]*)?$/;
const PATH = /^(?:[A-Za-z0-9\-._~!$&'()+,;=:@/]|%[0-9A-Fa-f]{2})*$/;
const QUERY = /^\?(?:[A-Za-z0-9\-._~!$&'()+,;=:@/?]|%[0-9A-Fa-f]{2})*$/;
/** Lower case only: another spelling of the same host is another text to everyone who compares texts. */
const AUTHORITY = /^([a-z0-9.-]+|\[::1\])(?::([1-9][0-9]{0,4}))?$/;
const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Parameters of ours in the answer: one that is there already would be read first (RFC 9207 §2.4). */
const ANSWER_PARAMETERS: ReadonlySet<string> = new Set([
  "code",
  "state",
  "iss",
  "error",
  "error_description",
  "error_uri",
]);

/**
 * Accepts https URIs, http on `localhost`, `127.0.0.1` and `[::1]`, and the operator's private ones for public clients.
 * Fails with `invalid_redirect_uri`; the message names the rule and never the URI.
 */
export function checkRedirectUri(uri: string, rules: RedirectRules): void {
  if (rules.privateRedirects.includes(uri)) {
    if (rules.publicClient) return;
    throw refused("A redirect URI of a private scheme is for public clients only.");
  }
  const reason = reasonToRefuse(uri);
  if (reason !== undefined) throw refused(reason);
}

function reasonToRefuse(uri: string): string | undefined {
  if (uri.length > MAX_REDIRECT_URI) return "A redirect URI is too long.";
  if (uri.includes("#")) return "A redirect URI must not have a fragment.";
  if (uri.includes("*")) return "A redirect URI must not have wildcards.";
  const parts = PARTS.exec(uri);
  if (parts === null) {
    return "A redirect URI must be https, or http on a loopback host; one of a private scheme must stand in the " +
      "server's setting private_redirects.";
  }
  const [, scheme, authority = "", path = "", query = ""] = parts;
  if (authority.includes("@")) return "A redirect URI must not have userinfo.";
  const [, host, port] = AUTHORITY.exec(authority) ?? [];
  if (host === undefined) {
    return "A redirect URI needs a host in lower case, and a port of 1 to 65535 if any.";
  }
  if (port !== undefined && Number(port) > 65_535) return "A redirect URI has a port above 65535.";
  if (scheme === "https" && host === "[::1]") return "A redirect URI with https needs a name.";
  if (scheme === "http" && !LOOPBACK.has(host)) return "A redirect URI with http needs a loopback host.";
  if (!PATH.test(path) || (query !== "" && !QUERY.test(query))) {
    return "A redirect URI has a character that must be percent-encoded.";
  }
  // Encoded control characters and backslashes: whoever decodes once too often splits a header or finds another path.
  if (/%(?:[01][0-9a-f]|7f|5c)/i.test(uri)) return "A redirect URI has an encoded control character.";
  for (const name of new URLSearchParams(query).keys()) {
    if (ANSWER_PARAMETERS.has(name)) return "A redirect URI must not carry parameters of the answer.";
  }
  if (!survivesParsing(scheme ?? "", host, path, query)) {
    return "A redirect URI must be written in its canonical form.";
  }
  return undefined;
}

/** True if a browser reads the same host, path and query as are written: no `127.1`, no `0x7f000001`, no `/../`. */
function survivesParsing(scheme: string, host: string, path: string, query: string): boolean {
  const url = URL.parse(`${scheme}://${host}${path}${query}`);
  return url !== null && url.hostname === host && url.pathname === (path === "" ? "/" : path) &&
    url.search === (query === "?" ? "" : query.replaceAll("'", "%27")) && !/%2e/i.test(path) &&
    !host.endsWith(".") && host.split(".").every((label) => label !== "" && !/^-|-$/.test(label));
}

function refused(message: string): DynamoSqlError {
  return new DynamoSqlError("invalid_redirect_uri", message);
}
