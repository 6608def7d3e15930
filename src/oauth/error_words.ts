/**
 * Words an error for an OAuth client, at the token endpoint and on a redirect alike.
 * @module
 */
import { type DynamoSqlError, type ErrorEntry, ERRORS } from "../errors.ts";

/**
 * The OAuth code (RFC 6749 §4.1.2.1, §5.2). What is no OAuth error is `invalid_request` where the
 * caller is to blame, else `server_error` or, where a retry helps, `temporarily_unavailable`; the token endpoint has no
 * words of its own for these two.
 */
export function oauthErrorOf(error: DynamoSqlError): string {
  const entry: ErrorEntry = ERRORS[error.code];
  if (entry.oauth !== undefined) return entry.oauth;
  if (entry.http === 503 || entry.http === 429) return "temporarily_unavailable";
  return entry.http < 500 ? "invalid_request" : "server_error";
}

/** Only what RFC 6749 §4.1.2.1 and §5.2 let into `error_description`; nothing of an internal failure. */
export function descriptionOf(error: DynamoSqlError): string {
  if (error.code === "internal") return "Internal error.";
  return error.message.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "");
}
