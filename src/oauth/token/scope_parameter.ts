/**
 * Reads `scope` at the token endpoint: which scopes a token gets (RFC 6749 §3.3).
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { isScope, type ScopeName } from "../../identity/scopes.ts";

/** OpenID Connect's word for "a refresh token, please" (Core §11). */
const OFFLINE_ACCESS = "offline_access";

/**
 * The scopes of a request without `offline_access`; undefined where no other is asked for. Some clients always ask for
 * it. It names nothing here: whether there is a refresh token depends on the client's grant types, and the token answer
 * says which scopes were given.
 */
export function withoutOfflineAccess(scope: string | undefined): string | undefined {
  const names = (scope ?? "").split(" ").filter((name) => name !== "" && name !== OFFLINE_ACCESS);
  return names.length === 0 ? undefined : names.join(" ");
}

/**
 * The scopes asked for, each once; all that are allowed if none is asked for. Fails with `invalid_scope` on an
 * unknown scope, one that is not allowed, or where nothing remains.
 * @param allowed what the client is granted and the resource takes
 * @example
 * ```ts
 * assert.deepEqual(grantedScopes("query", ["schemas:read", "query"]), ["query"]);
 * assert.deepEqual(grantedScopes(undefined, ["schemas:read", "query"]), ["schemas:read", "query"]);
 * assert.throws(() => grantedScopes("admin", ["query"]), { code: "invalid_scope" });
 * ```
 */
export function grantedScopes(
  requested: string | undefined,
  allowed: readonly ScopeName[],
): readonly ScopeName[] {
  const scopes = requested === undefined ? allowed : asked(requested, allowed);
  if (scopes.length === 0) {
    throw new DynamoSqlError("invalid_scope", "The client is granted no scope of this resource.");
  }
  return scopes;
}

function asked(requested: string, allowed: readonly ScopeName[]): ScopeName[] {
  const names = new Set(requested.split(" ").filter((name) => name !== ""));
  return [...names].map((name) => {
    // One answer for "there is none" and "not yours": the difference is nobody's business.
    if (!isScope(name) || !allowed.includes(name)) {
      throw new DynamoSqlError("invalid_scope", "A scope is unknown or not granted to this client.");
    }
    return name;
  });
}
