/**
 * On whose behalf an MCP request is served, and how that travels through the SDK.
 * @module
 */
import type { AuthInfo } from "@modelcontextprotocol/server";
import type { Principal } from "../query/service.ts";

/** The scopes an MCP token can carry (SPEC section 3), in the order challenges name them. */
export const MCP_SCOPES = ["query", "schemas:read"] as const;

/** One of them. */
export type McpScope = typeof MCP_SCOPES[number];

/** An authenticated caller, for one request. */
export interface Caller {
  readonly principal: Principal;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** When the token ends, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** What the SDK hands back to us per request. */
export interface CallContext {
  readonly caller: Caller;
  readonly requestId: string;
}

// Typed and unforgeable, where `AuthInfo.extra` would be a bag of unknowns that every reader must re-check.
const contexts = new WeakMap<AuthInfo, CallContext>();

/** The SDK's view of a caller. The token itself is left out: nothing behind the gate has a use for it. */
export function toAuthInfo(context: CallContext, resourceMetadataUrl: string): AuthInfo {
  const { clientId, scopes, expiresAt } = context.caller;
  const info: AuthInfo = { token: "", clientId, scopes: [...scopes], expiresAt, resourceMetadataUrl };
  contexts.set(info, context);
  return info;
}

/** The caller behind an `AuthInfo` of {@linkcode toAuthInfo}; anything else is a defect of ours. */
export function contextOf(authInfo: AuthInfo | undefined): CallContext {
  const context = authInfo === undefined ? undefined : contexts.get(authInfo);
  if (context === undefined) {
    throw new Error("An MCP request reached the server without an authenticated caller.");
  }
  return context;
}
