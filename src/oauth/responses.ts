/**
 * Makes the HTTP answers of the authorization server.
 * @module
 */
import { asDynamoSqlError, type ErrorEntry, ERRORS, retryAfterOf } from "../errors.ts";
import { descriptionOf, oauthErrorOf } from "./error_words.ts";

/** Any page may call these endpoints from a browser: they take no cookie, so `*` gives nothing away. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "WWW-Authenticate, Retry-After, x-request-id",
};

/** Headers that browser clients send to these endpoints. */
const ALLOW_HEADERS = "Authorization, Content-Type, Accept, MCP-Protocol-Version";

/** RFC 6749 §5.1: nothing that carries a token may be stored on the way. */
const NO_STORE = { "cache-control": "no-store", "pragma": "no-cache" };

/** A public document. */
export function documentResponse(document: unknown, maxAgeSeconds: number): Response {
  return json(document, 200, { "cache-control": `public, max-age=${maxAgeSeconds}` });
}

/** An answer that carries a token. */
export function tokenResponse(body: unknown): Response {
  return json(body, 200, NO_STORE);
}

/** The answer to a registration (RFC 7591 §3.2.1): it may carry a secret. */
export function registrationResponse(body: unknown): Response {
  return json(body, 201, NO_STORE);
}

/** The answer to a preflight, with or without an origin. */
export function preflightResponse(allow: string): Response {
  const headers = {
    ...CORS,
    allow,
    "access-control-allow-methods": allow,
    "access-control-allow-headers": ALLOW_HEADERS,
    "access-control-max-age": "600",
  };
  return new Response(null, { status: 204, headers });
}

/** 405 with what is allowed (RFC 9110 §15.5.6). */
export function methodNotAllowedResponse(allow: string): Response {
  const body = { error: "invalid_request", error_description: `This endpoint answers ${allow} only.` };
  return json(body, 405, { ...NO_STORE, allow });
}

/**
 * A failure as RFC 6749 §5.2 says it.
 * @param basic the client used the `Authorization` header; then a 401 must name a scheme
 */
export function errorResponse(thrown: unknown, basic: boolean): Response {
  const error = asDynamoSqlError(thrown);
  const entry: ErrorEntry = ERRORS[error.code];
  const headers = new Headers(NO_STORE);
  if (entry.http === 401 && basic) {
    headers.set("www-authenticate", 'Basic realm="DynamoSQL", charset="UTF-8"');
  }
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
  return json(
    { error: oauthErrorOf(error), error_description: descriptionOf(error) },
    entry.http,
    headers,
  );
}

function json(body: unknown, status: number, headers: HeadersInit): Response {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const response = new Response(bytes, { status, headers });
  response.headers.set("content-type", "application/json");
  // Said, because an answer to HEAD loses the body but must not claim that it is empty (RFC 9110 §8.6).
  response.headers.set("content-length", String(bytes.length));
  for (const [name, value] of Object.entries(CORS)) response.headers.set(name, value);
  return response;
}
