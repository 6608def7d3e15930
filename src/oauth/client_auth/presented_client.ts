/**
 * Reads the client's credentials from a request: which client it claims to be, and by which method (RFC 6749 §2.3, RFC
 * 7523 §2.2).
 * @module
 */
import { decodeJwt } from "@panva/jose";
import { DynamoSqlError } from "../../errors.ts";
import { parseBasic } from "./secret.ts";
import type { ClientAuthMethod } from "../clients/client.ts";
import type { Form } from "../form.ts";

/** A client as it presents itself; nothing of it is checked. */
export interface PresentedClient {
  readonly method: ClientAuthMethod;
  readonly clientId: string;
  /** With the two secret methods. */
  readonly secret?: string;
  /** With `private_key_jwt`. */
  readonly assertion?: string;
}

/** RFC 7523 §2.2 */
const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Characters of an assertion at most; real ones have less than 1,000. */
const MAX_ASSERTION_LENGTH = 8192;

/**
 * Reads the client. Fails with `invalid_request` on two methods or two names in one request, with `invalid_client`
 * where no client is named, or not readably.
 */
export function presentedClient(authorization: string | null, form: Form): PresentedClient {
  const formId = form.get("client_id");
  const formSecret = form.get("client_secret");
  const hasAssertion = form.get("client_assertion") !== undefined ||
    form.get("client_assertion_type") !== undefined;
  const methods = [authorization !== null, formSecret !== undefined, hasAssertion].filter(Boolean);
  // RFC 6749 §2.3: not more than one method in a request.
  if (methods.length > 1) {
    throw new DynamoSqlError("invalid_request", "Authenticate the client one way only.");
  }
  if (hasAssertion) return byAssertion(form);
  if (authorization !== null) {
    const basic = parseBasic(authorization);
    if (basic === null) throw unnamed();
    if (formId !== undefined && formId !== basic.clientId) throw twoNames();
    return { method: "client_secret_basic", clientId: basic.clientId, secret: basic.clientSecret };
  }
  if (formId === undefined) throw unnamed();
  if (formSecret === undefined) return { method: "none", clientId: formId };
  return { method: "client_secret_post", clientId: formId, secret: formSecret };
}

/** The assertion says whose it is (`sub`); that it is true is for its signature to show. */
function byAssertion(form: Form): PresentedClient {
  const assertion = form.get("client_assertion");
  if (form.get("client_assertion_type") !== JWT_BEARER || assertion === undefined) {
    throw new DynamoSqlError(
      "invalid_request",
      `client_assertion needs client_assertion_type=${JWT_BEARER}, and the reverse.`,
    );
  }
  const clientId = subjectOf(assertion);
  if (clientId === null) throw unnamed();
  const formId = form.get("client_id");
  if (formId !== undefined && formId !== clientId) throw twoNames();
  return { method: "private_key_jwt", clientId, assertion };
}

function subjectOf(assertion: string): string | null {
  if (assertion.length > MAX_ASSERTION_LENGTH) return null;
  try {
    return decodeJwt(assertion).sub || null;
  } catch {
    return null;
  }
}

function twoNames(): DynamoSqlError {
  return new DynamoSqlError("invalid_request", "The request names two clients.");
}

function unnamed(): DynamoSqlError {
  return new DynamoSqlError(
    "invalid_client",
    "The client must say who it is: client_id, with its credentials if it has any.",
  );
}
