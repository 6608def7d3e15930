/**
 * The scopes there are (docs/reference/oauth.md#scopes), and which of them an MCP token may carry.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/** Every scope. */
export const SCOPES = ["query", "schemas:read", "schemas:write", "usage:read"] as const;

/** One of {@linkcode SCOPES}. */
export type ScopeName = typeof SCOPES[number];

/** All that a token for `/mcp` may carry; also what a new API client gets. */
export const MCP_SCOPES: readonly ScopeName[] = ["query", "schemas:read"];

/** True if there is a scope of that name. */
export function isScope(name: string): name is ScopeName {
  return (SCOPES as readonly string[]).includes(name); // widened: `includes` takes only members otherwise
}

/** Scopes from text (`query schemas:read`), each once. Fails with `invalid_scope` on an unknown one or none. */
export function parseScopes(text: string): ScopeName[] {
  const names = new Set(text.split(/[ ,]+/).filter((name) => name !== ""));
  const scopes = [...names].map((name) => {
    if (!isScope(name)) {
      throw new DynamoSqlError("invalid_scope", `Unknown scope. The scopes are: ${SCOPES.join(", ")}.`);
    }
    return name;
  });
  if (scopes.length === 0) {
    throw new DynamoSqlError("invalid_scope", `Name at least one scope of: ${SCOPES.join(", ")}.`);
  }
  return scopes;
}
