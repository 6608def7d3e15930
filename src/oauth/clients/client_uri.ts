/**
 * URLs in a client's metadata that lead out of here: `jwks_uri`, `logo_uri`, `client_uri` and their kin.
 * @module
 */

/** Ports below 1024 that speak no HTTP must not be knocked at in our name. */
const HTTPS_PORT = 443;
const FIRST_FREE_PORT = 1024;

/** Names that never lead to the public internet (RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`). */
const LOCAL_NAMES =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|onion)$/;

/** Host and port of a URL that may be looked at from here. */
export interface PublicTarget {
  readonly host: string;
  readonly port: number;
}

/**
 * Where an https URL with a host of the public name space leads; null for everything else: other schemes, userinfo,
 * fragments, addresses in place of names in any spelling, single-label and local names, ports below 1024 but 443.
 */
export function publicTarget(text: string): PublicTarget | null {
  if (!/^https:\/\/[!-~]+$/.test(text) || text.includes("#") || text.includes("\\")) return null;
  const url = URL.parse(text);
  const authority = /^https:\/\/([^/?]*)/.exec(text)?.[1] ?? "";
  if (url === null || authority.includes("@") || authority === "") return null;
  const host = url.hostname;
  const labels = host.split(".");
  // `URL` has turned every spelling of an IPv4 address (decimal, octal, hex, short) into dotted digits, and keeps brackets.
  const isName = labels.length > 1 && /^[a-z0-9.-]+$/.test(host) && !/^[0-9]+$/.test(labels.at(-1) ?? "") &&
    labels.every((label) => label !== "" && label.length <= 63) && host.length <= 253;
  if (!isName || LOCAL_NAMES.test(host)) return null;
  const port = url.port === "" ? HTTPS_PORT : Number(url.port);
  return port === HTTPS_PORT || port >= FIRST_FREE_PORT ? { host, port } : null;
}
