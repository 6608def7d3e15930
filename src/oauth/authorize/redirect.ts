/**
 * The way back to the client (RFC 6749 §4.1.2, §4.1.2.1; RFC 9207).
 * @module
 */
import { DynamoSqlError, type ErrorEntry, ERRORS } from "../../errors.ts";

/** Where an answer goes, and what it must carry. */
export interface ReturnAddress {
  /** Verified. Never build one from a URI that the client did not register. */
  readonly redirectUri: string;
  /** As it was sent; undefined = none was. */
  readonly state: string | undefined;
  readonly issuer: string;
}

/** The redirect URI with a code. */
export function codeLocation(to: ReturnAddress, code: string): string {
  return location(to, { code });
}

/** The redirect URI with an error. */
export function errorLocation(to: ReturnAddress, error: DynamoSqlError): string {
  return location(to, { error: oauthErrorOf(error), error_description: descriptionOf(error) });
}

/** The OAuth code of an error (RFC 6749 §4.1.2.1). */
export function oauthErrorOf(error: DynamoSqlError): string {
  const entry: ErrorEntry = ERRORS[error.code];
  if (entry.oauth !== undefined) return entry.oauth;
  return entry.http === 503 || entry.http === 429 ? "temporarily_unavailable" : "server_error";
}

/** Only what RFC 6749 §4.1.2.1 lets into `error_description`; nothing of an internal failure. */
export function descriptionOf(error: DynamoSqlError): string {
  if (error.code === "internal") return "Internal error.";
  return error.message.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "");
}

/**
 * 303: after it a browser always makes a GET, so that no password or form ever reaches the client (RFC 9700 §4.12).
 * @param location absolute, or a path of ours
 */
export function seeOther(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
}

/** Parameters are added to a query that is there already (RFC 6749 §3.1.2); `iss` exactly once (RFC 9207 §2). */
function location({ redirectUri, state, issuer }: ReturnAddress, answer: Record<string, string>): string {
  const query = new URLSearchParams({ ...answer, ...(state === undefined ? {} : { state }), iss: issuer });
  const glue = !redirectUri.includes("?") ? "?" : /[?&]$/.test(redirectUri) ? "" : "&";
  return `${redirectUri}${glue}${query}`;
}
