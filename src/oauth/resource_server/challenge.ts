/**
 * The challenge answers at `/mcp` and `/v1` where the token is missing, bad or too weak (RFC 6750 §3, RFC 9728 §5.1).
 * @module
 */
import { defined } from "../../lib/defined.ts";

/** A refusal, ready to be put into a response of whatever body format. */
export interface Challenge {
  /** No token that is good for anything, or one without the scope (RFC 6750 §3.1). */
  readonly status: 401 | 403;
  /** Value of `WWW-Authenticate`. */
  readonly wwwAuthenticate: string;
  /** An OAuth error body; `error` is absent from the challenge but present here when no token came. */
  readonly body: { readonly error: string; readonly error_description: string };
}

/** Where a client learns how to get a token, and for which scopes to ask. */
export interface ChallengeTarget {
  /** `endpoints.mcpResourceMetadata`; absent where the resource publishes none. */
  readonly resourceMetadata?: string;
  /** All scopes that the operation needs, also those the token has already. */
  readonly scopes: readonly string[];
}

/**
 * 401. Without `error` where no token was presented (RFC 6750 §3.1), else `invalid_token`, whatever is wrong
 * with it: the caller learns nothing about why.
 */
export function unauthorized(presented: boolean, target: ChallengeTarget): Challenge {
  const description = presented
    ? "The access token is invalid, expired, revoked or meant for another resource."
    : "An access token is needed.";
  const error = presented ? { error: "invalid_token", error_description: description } : {};
  return {
    status: 401,
    wwwAuthenticate: bearer({ ...error, ...locations(target) }),
    body: { error: "invalid_token", error_description: description },
  };
}

/** 403: the token is good but lacks scopes. Names every scope the operation needs. */
export function insufficientScope(target: ChallengeTarget): Challenge {
  const body = {
    error: "insufficient_scope",
    error_description: `The access token lacks a scope that this operation needs: ${
      target.scopes.join(" ")
    }.`,
  };
  return { status: 403, wwwAuthenticate: bearer({ ...body, ...locations(target) }), body };
}

function locations({ resourceMetadata, scopes }: ChallengeTarget): Record<string, string> {
  return defined({
    resource_metadata: resourceMetadata,
    scope: scopes.length === 0 ? undefined : scopes.join(" "),
  });
}

function bearer(parameters: Readonly<Record<string, string>>): string {
  const parts = Object.entries(parameters).map(([name, value]) => `${name}="${quotable(value)}"`);
  return ["Bearer", parts.join(", ")].join(" ").trimEnd();
}

/** RFC 6750 §3: neither quotes, backslashes, control characters nor anything beyond ASCII. */
function quotable(value: string): string {
  return value.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "");
}
