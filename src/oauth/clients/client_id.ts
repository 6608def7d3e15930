/**
 * The ids of OAuth clients: by the id alone one knows how a client is known.
 * @module
 */
import { type Random, randomText } from "../../lib/random.ts";
import { documentHost } from "./document_url.ts";

/** Begins the ids of clients that registered themselves; no API client (`dsc_`), user or grant begins so. */
const SELF_PREFIX = "dsr_";
const SELF_ID = /^dsr_[0-9A-Za-z]{22}$/;

/** Unreserved characters (RFC 3986 §2.3), so that an id means the same in a header, a form and a URL. */
const OPERATOR_ID = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,99}$/;
const TAKEN_PREFIXES = ["dsc_", "dsr_", "dss_", "usr_", "grt_"];

/**
 * How a client of that id would be known, unless the operator registered it; null = no client has such an id.
 * @example
 * ```ts
 * assert.equal(kindOfClientId("https://app.example/client.json"), "document");
 * assert.equal(kindOfClientId("my-app"), "operator");
 * assert.equal(kindOfClientId("dsr_short"), null);
 * ```
 */
export function kindOfClientId(clientId: string): "operator" | "document" | "self" | null {
  if (/^https:/i.test(clientId)) return "document";
  if (SELF_ID.test(clientId)) return "self";
  return isOperatorId(clientId) ? "operator" : null;
}

/**
 * True for 1 to 100 letters, digits and `.` `_` `~` `-`, unless it looks like an id of another kind; and for the URL of
 * a metadata document, which then needs not be fetched.
 */
export function isOperatorId(clientId: string): boolean {
  if (documentHost(clientId) !== null) return true;
  return OPERATOR_ID.test(clientId) &&
    !TAKEN_PREFIXES.some((prefix) => clientId.toLowerCase().startsWith(prefix));
}

/** The id of a client that registers itself: `dsr_` and 22 letters and digits (130 bits). */
export function newSelfId(random: Random): string {
  return SELF_PREFIX + randomText(random, 22);
}
