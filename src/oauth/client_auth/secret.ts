/**
 * Authenticates a confidential client by its secret: HTTP Basic or form parameters, one of them (RFC 6749 §2.3.1).
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { Form } from "../form.ts";

/** What a client presented. */
export interface PresentedCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Reads the credentials. Fails with `invalid_request` where both methods are used or the two client ids
 * differ, with `invalid_client` where there are none, or not readable ones.
 */
export function credentialsOf(authorization: string | null, form: Form): PresentedCredentials {
  const formId = form.get("client_id");
  const formSecret = form.get("client_secret");
  if (authorization === null) {
    if (formId === undefined || formSecret === undefined) throw noCredentials();
    return { clientId: formId, clientSecret: formSecret };
  }
  // RFC 6749 §2.3: not more than one method in a request.
  if (formSecret !== undefined) {
    throw new DynamoSqlError("invalid_request", "Send the client's credentials one way: Basic or form.");
  }
  const basic = parseBasic(authorization);
  if (basic === null) throw noCredentials();
  if (formId !== undefined && formId !== basic.clientId) {
    throw new DynamoSqlError("invalid_request", "The body names another client than the header.");
  }
  return basic;
}

/**
 * Id and secret of a `Basic` header, each form-decoded after the split at the first colon; else null.
 * @example RFC 6749 §2.3.1
 * ```ts
 * assert.deepEqual(parseBasic("Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"), {
 *   clientId: "s6BhdRkqt3",
 *   clientSecret: "7Fjfp0ZBr1KtDRbnfVdmIw",
 * });
 * assert.equal(parseBasic("Bearer x"), null);
 * ```
 */
export function parseBasic(authorization: string): PresentedCredentials | null {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization.trim())?.[1];
  const text = encoded === undefined ? null : decodeBase64Text(encoded);
  const colon = text?.indexOf(":") ?? -1;
  if (text === null || colon < 0) return null;
  const clientId = formDecode(text.slice(0, colon));
  const clientSecret = formDecode(text.slice(colon + 1));
  return clientId && clientSecret ? { clientId, clientSecret } : null;
}

function decodeBase64Text(encoded: string): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(encoded));
  } catch {
    return null;
  }
}

/** `application/x-www-form-urlencoded` backwards; null if a percent sign is followed by no byte. */
function formDecode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}

function noCredentials(): DynamoSqlError {
  return new DynamoSqlError(
    "invalid_client",
    "The client must authenticate: HTTP Basic or form credentials.",
  );
}
