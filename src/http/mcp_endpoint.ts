/**
 * `/mcp`: what happens before a message reaches the MCP SDK, in this order: origin (docs/reference/protocol_rules.md#t2),
 * preflight, token (#l10 there), how often, method, body, batch (#l6).
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
import type { AdmitCall } from "../identity/call_admission.ts";
import { contentLength, mediaTypeOf } from "../lib/http_body.ts";
import { readText } from "./body.ts";
import { addCorsHeaders, isPreflight, preflightResponse } from "./cors.ts";
import type { HttpEnv, HttpLog } from "./env.ts";
import { jsonOnly } from "./json_only.ts";
import { refusal, type RpcId, withId } from "./json_rpc_error.ts";
import { methodOf, parseMessage } from "./mcp_message.ts";
import { messageId } from "./message_id.ts";
import { streamIfLate } from "./sse_if_slow.ts";
import { isAllowedOrigin, refusedOrigin } from "./origin_guard.ts";

/** What the endpoint is made of. */
export interface McpEndpointOptions {
  readonly handler: Pick<McpHttpHandler, "fetch"> & Partial<Pick<LazyMcp, "wake">>;
  readonly verifier: Pick<TokenVerifier, "verify">;
  /** Counts every call of a principal, valid or not. */
  readonly admit: AdmitCall;
  readonly endpoints: Pick<Endpoints, "mcp" | "mcpResourceMetadata">;
  readonly origins: ReadonlySet<string>;
  /** Largest body, in bytes. */
  readonly bodyBytes: number;
  readonly log: HttpLog;
}

/** A refused caller learns which of its requests it is only where that takes no effort, in bytes. */
const SMALL_BODY = 16 * 1024;

/** The handler of every method on `/mcp`. */
export function mcpEndpoint(options: McpEndpointOptions): (c: Context<HttpEnv>) => Promise<Response> {
  return async (c) => {
    const request = c.req.raw;
    const origin = request.headers.get("origin");
    if (!isAllowedOrigin(origin, options.origins)) {
      const foreign = new DynamoSqlError("forbidden_origin", refusedOrigin(origin));
      return refusal(foreign, { id: null, requestId: c.get("requestId") });
    }
    if (origin !== null && isPreflight(request)) return preflightResponse(origin);
    const response = await serve(request, c.get("requestId"), options);
    if (origin !== null) addCorsHeaders(response.headers, origin);
    return response;
  };
}

async function serve(request: Request, requestId: string, options: McpEndpointOptions): Promise<Response> {
  let id: RpcId = null;
  try {
    options.handler.wake?.();
    // Before method and version checks: clients probe with GET to find the authorization server.
    const caller = await authenticate(request, options);
    if (caller instanceof Response) return caller;
    const wait = tooMany(caller, options);
    if (wait !== null) return refusal(wait, { id: await idOf(request, options), requestId });
    if (request.method !== "POST") {
      const error = new DynamoSqlError("method_not_allowed", "This endpoint answers POST only.");
      return refusal(error, { id, requestId }, { allow: "POST" });
    }
    // The SDK answers 415 without reading the body.
    if (mediaTypeOf(request.headers) !== "application/json") {
      return await withId(await options.handler.fetch(request), id);
    }
    const text = await readText(request, options.bodyBytes);
    id = messageId(text);
    const message = parseMessage(text, request.headers.get("mcp-protocol-version"));
    // The first message was counted above.
    if (Array.isArray(message)) message.slice(1).forEach(() => options.admit(caller.principal));
    const method = methodOf(message);
    const authInfo = toAuthInfo({ caller, requestId, method }, options.endpoints.mcpResourceMetadata);
    const send = (to: Request) =>
      jsonOnly(
        to,
        async (each) =>
          await withId(await options.handler.fetch(each, { authInfo, parsedBody: message }), id),
      );
    // Only a call can take long.
    return method === "tools/call" ? await streamIfLate(request, send) : await send(request);
  } catch (thrown) {
    const error = asDynamoSqlError(thrown);
    if (error.code === "internal") options.log.failure(requestId, error.detail.cause ?? error);
    return refusal(error, { id, requestId });
  }
}

/** What stops a caller that calls too often; null where nothing does. */
function tooMany({ principal }: VerifiedToken, options: McpEndpointOptions): DynamoSqlError | null {
  try {
    options.admit(principal);
    return null;
  } catch (thrown) {
    return asDynamoSqlError(thrown);
  }
}

/** The id of the request, where its body is small and says so. */
async function idOf(request: Request, options: McpEndpointOptions): Promise<RpcId> {
  const declared = contentLength(request);
  if (declared === null || declared > Math.min(SMALL_BODY, options.bodyBytes)) return null;
  return messageId(await readText(request, SMALL_BODY));
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
  const { host } = new URL(endpoints.mcp);
  const asked = request.headers.get("host") ?? host;
  // A client signs in where the metadata says, and finds that it asked somewhere else.
  const elsewhere = asked.toLowerCase() === host
    ? ""
    : ` This server's address is ${endpoints.mcp}: use that one.`;
  return Response.json({ ...body, error_description: body.error_description + elsewhere }, {
    status,
    headers: { "www-authenticate": wwwAuthenticate, "cache-control": "no-store" },
  });
}
