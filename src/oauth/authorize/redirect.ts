/**
 * The way back to the client (RFC 6749 §4.1.2, §4.1.2.1; RFC 9207).
 * @module
 */
import type { DynamoSqlError } from "../../errors.ts";
import { descriptionOf, oauthErrorOf } from "../error_words.ts";
import { defined } from "../../lib/defined.ts";

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

/** Parameters are added to a query that is there already (RFC 6749 §3.1.2); `iss` exactly once (RFC 9207 §2). */
function location({ redirectUri, state, issuer }: ReturnAddress, answer: Record<string, string>): string {
  const query = new URLSearchParams({ ...answer, ...defined({ state }), iss: issuer });
  const glue = !redirectUri.includes("?") ? "?" : /[?&]$/.test(redirectUri) ? "" : "&";
  return `${redirectUri}${glue}${query}`;
}
