/**
 * On whose behalf an MCP request is served, and how that travels through the SDK.
 * @module
 */
import type { AuthInfo } from "@modelcontextprotocol/server";
import type { VerifiedToken } from "../oauth/resource_server/token_verifier.ts";

/** An authenticated caller: what its token says. */
export type Caller = Pick<VerifiedToken, "principal" | "clientId" | "scopes" | "expiresAt">;

/** What the SDK hands back to us per request. */
export interface CallContext {
  readonly caller: Caller;
  readonly requestId: string;
  /** The method of the one message of the request; absent for a batch, which may hold any. */
  readonly method: string | undefined;
}

// Typed and unforgeable, where `AuthInfo.extra` would be a bag of unknowns that every reader must re-check.
const contexts = new WeakMap<AuthInfo, CallContext>();

/** The SDK's view of a caller. The token itself is left out: nothing behind the gate has a use for it. */
export function toAuthInfo(context: CallContext, resourceMetadataUrl: string): AuthInfo {
  const { clientId, scopes, expiresAt } = context.caller;
  const info: AuthInfo = {
    token: "",
    clientId,
    scopes: [...scopes],
    expiresAt: expiresAt / 1000,
    resourceMetadataUrl,
  };
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
