/**
 * The bearer token of a request (RFC 6750 §2.1): only from the `Authorization` header.
 * @module
 */

/** Characters of a token at most; ours have about 600. Longer ones are refused unread. */
export const MAX_TOKEN_LENGTH = 4096;

/** What an `Authorization` header presents. */
export type PresentedBearer =
  | { readonly type: "none" }
  | { readonly type: "malformed" }
  | { readonly type: "token"; readonly token: string };

/**
 * Reads the header. No header, another scheme, or a bare `Bearer`: no token was presented. Two tokens (which
 * reach us joined by a comma), odd characters, or overlength: malformed.
 * @example
 * ```ts
 * assert.deepEqual(presentedToken("bearer a.b.c"), { type: "token", token: "a.b.c" });
 * assert.deepEqual(presentedToken("Basic x"), { type: "none" });
 * assert.deepEqual(presentedToken("Bearer a.b.c, Bearer d.e.f"), { type: "malformed" });
 * ```
 */
export function presentedToken(authorization: string | null): PresentedBearer {
  // RFC 9110 §11.1: the scheme is case-insensitive.
  const match = /^bearer(?: +(.*))?$/is.exec(authorization?.slice(0, MAX_TOKEN_LENGTH + 20).trim() ?? "");
  if (match === null) return { type: "none" };
  const token = match[1]?.trim() ?? "";
  if (token === "") return { type: "none" };
  // A compact JWS (RFC 7515 §7.1): anything else was never ours.
  const wellFormed = token.length <= MAX_TOKEN_LENGTH && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
  return wellFormed ? { type: "token", token } : { type: "malformed" };
}
