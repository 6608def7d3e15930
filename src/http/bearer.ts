/**
 * Bearer tokens on protected paths: reading the header, and the challenges of RFC 6750 §3 and RFC 9728 §5.1.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/** What an Authorization header holds for us. */
export type Presented = { readonly kind: "none" } | { readonly kind: "malformed" } | {
  readonly kind: "token";
  readonly token: string;
};

// RFC 6750 §2.1 b64token. Tokens of ours are about 700 characters; longer ones are not worth a signature check.
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const LONGEST_TOKEN = 8192;

/**
 * Reads the header. Another scheme, or a scheme with nothing behind it, presents no token; two values or a value
 * that cannot be a token are malformed.
 */
export function presentedToken(header: string | null): Presented {
  const [scheme = "", ...rest] = (header ?? "").trim().split(/ +/);
  if (scheme.toLowerCase() !== "bearer" || rest.length === 0) return { kind: "none" };
  const [token = ""] = rest;
  if (rest.length > 1 || token.length > LONGEST_TOKEN || !B64TOKEN.test(token)) return { kind: "malformed" };
  return { kind: "token", token };
}

/** What a challenge says. */
export interface Challenge {
  readonly resourceMetadataUrl: string;
  /** Every scope that makes the call work. */
  readonly scopes: readonly string[];
  /** Absent where no token was presented: RFC 6750 §3.1 wants no error code then. */
  readonly error?: { readonly code: "invalid_token" | "insufficient_scope"; readonly description: string };
}

/** The value of `WWW-Authenticate`. */
export function challengeHeader(challenge: Challenge): string {
  const parts: string[] = [];
  if (challenge.error !== undefined) {
    parts.push(
      `error="${challenge.error.code}"`,
      `error_description="${quotable(challenge.error.description)}"`,
    );
  }
  parts.push(`scope="${quotable(challenge.scopes.join(" "))}"`);
  parts.push(`resource_metadata="${quotable(challenge.resourceMetadataUrl)}"`);
  return `Bearer ${parts.join(", ")}`;
}

/** 401 with a challenge, or 403 for `insufficient_scope`; the body repeats it as OAuth error JSON. */
export function challengeResponse(challenge: Challenge): Response {
  const error = challenge.error?.code ?? "unauthorized";
  const description = challenge.error?.description ?? "A bearer token is required.";
  return Response.json({ error, error_description: description }, {
    status: error === "insufficient_scope" ? 403 : 401,
    headers: { "www-authenticate": challengeHeader(challenge), "cache-control": "no-store" },
  });
}

/** What a caller may know of a refused token. Anything but `invalid_token` is passed on as it is. */
export function refusal(thrown: unknown): string {
  if (thrown instanceof DynamoSqlError && thrown.code === "invalid_token") return thrown.message;
  throw thrown;
}

// RFC 9110 §5.6.4: inside a quoted-string; RFC 6750 §3 forbids quotes and backslashes outright.
function quotable(text: string): string {
  return text.replaceAll(/["\\]/g, "'").replaceAll(/[^\x20-\x7e]/g, " ");
}
