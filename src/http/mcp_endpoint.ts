/**
 * `/mcp`: what happens before a message reaches the MCP SDK, in this order: origin (docs/reference/protocol_rules.md#t2),
 * preflight, token (#l10 there), method, body, batch (#l6).
 * @module
 */
import type { Context } from "@hono/hono";
import type { McpHttpHandler } from "@modelcontextprotocol/server";
import { asDynamoSqlError, DynamoSqlError } from "../errors.ts";
import { MCP_SCOPES } from "../identity/scopes.ts";
import { toAuthInfo } from "../mcp/caller.ts";
import type { LazyMcp } from "../mcp/lazy.ts";
import { unauthorized } from "../oauth/resource_server/challenge.ts";
import type { Endpoints } from "../oauth/endpoints.ts";
import type { TokenVerifier, VerifiedToken } from "../oauth/resource_server/token_verifier.ts";
import { mediaTypeOf } from "../lib/http_body.ts";
import { readText } from "./body.ts";
import { addCorsHeaders, isPreflight, preflightResponse } from "./cors.ts";
import type { HttpEnv, HttpLog } from "./env.ts";
import { jsonRpcError } from "./json_rpc_error.ts";
import { streamIfLate } from "./sse_if_slow.ts";
import { isAllowedOrigin } from "./origin_guard.ts";

/** What the endpoint is made of. */
export interface McpEndpointOptions {
  readonly handler: Pick<McpHttpHandler, "fetch"> & Partial<Pick<LazyMcp, "wake">>;
  readonly verifier: Pick<TokenVerifier, "verify">;
  readonly endpoints: Pick<Endpoints, "mcp" | "mcpResourceMetadata">;
  readonly origins: ReadonlySet<string>;
  /** Largest body, in bytes. */
  readonly bodyBytes: number;
  readonly log: HttpLog;
}

// JSON-RPC batching was removed with 2025-06-18; a missing header means 2025-03-26, which still has it.
const LAST_BATCH_REVISION = "2025-03-26";

/** The handler of every method on `/mcp`. */
export function mcpEndpoint(options: McpEndpointOptions): (c: Context<HttpEnv>) => Promise<Response> {
  return async (c) => {
    const request = c.req.raw;
    const origin = request.headers.get("origin");
    if (!isAllowedOrigin(origin, options.origins)) {
      return jsonRpcError("forbidden_origin", "Requests from this origin are not allowed.");
    }
    if (origin !== null && isPreflight(request)) return preflightResponse(origin);
    const response = await serve(request, c.get("requestId"), options);
    if (origin !== null) addCorsHeaders(response.headers, origin);
    return response;
  };
}

async function serve(request: Request, requestId: string, options: McpEndpointOptions): Promise<Response> {
  try {
    options.handler.wake?.();
    // Before method and version checks: clients probe with GET to find the authorization server.
    const caller = await authenticate(request, options);
    if (caller instanceof Response) return caller;
    if (request.method !== "POST") {
      return jsonRpcError("method_not_allowed", "This endpoint answers POST only.", { allow: "POST" });
    }
    // The SDK answers 415 without reading the body.
    if (mediaTypeOf(request.headers) !== "application/json") return await options.handler.fetch(request);
    const message = parse(await readText(request, options.bodyBytes));
    refuseLateBatch(message, request.headers.get("mcp-protocol-version"));
    const method = methodOf(message);
    const authInfo = toAuthInfo({ caller, requestId, method }, options.endpoints.mcpResourceMetadata);
    const send = (to: Request) => options.handler.fetch(to, { authInfo, parsedBody: message });
    // Only a call can take long.
    return method === "tools/call" ? await streamIfLate(request, send) : await send(request);
  } catch (thrown) {
    const error = asDynamoSqlError(thrown);
    if (error.code !== "internal") return jsonRpcError(error.code, error.message);
    options.log.failure(requestId, error.detail.cause ?? error);
    return jsonRpcError("internal", `Internal error. Request id: ${requestId}`);
  }
}

/** The caller, or the challenge to send. */
async function authenticate(
  request: Request,
  { verifier, endpoints }: McpEndpointOptions,
): Promise<VerifiedToken | Response> {
  const outcome = await verifier.verify(request.headers.get("authorization"), endpoints.mcp);
  if (outcome.ok) return outcome.token;
  const { status, wwwAuthenticate, body } = unauthorized(outcome.presented, {
    resourceMetadata: endpoints.mcpResourceMetadata,
    scopes: MCP_SCOPES,
  });
  return Response.json(body, {
    status,
    headers: { "www-authenticate": wwwAuthenticate, "cache-control": "no-store" },
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DynamoSqlError("parse_error", "Parse error: the body is not valid JSON.");
  }
}

function refuseLateBatch(message: unknown, version: string | null): void {
  if (!Array.isArray(message)) return;
  if (version !== null && version > LAST_BATCH_REVISION) {
    throw new DynamoSqlError(
      "bad_request",
      `Protocol revision ${revision(version)} has no batches: send one message.`,
    );
  }
  if (message.length === 0) throw new DynamoSqlError("bad_request", "Invalid request: an empty batch.");
}

function revision(version: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(version) ? version : "after 2025-03-26";
}

/** The method of a single message; undefined for a batch and for what is no message. */
function methodOf(message: unknown): string | undefined {
  const has = typeof message === "object" && message !== null && "method" in message;
  return has && typeof message.method === "string" ? message.method : undefined;
}
