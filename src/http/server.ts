/**
 * The HTTP stack that every route of the product stands on.
 * @module
 */
import { Hono } from "@hono/hono";
import { accessLog } from "./access_log.ts";
import { bodyLimit } from "./body.ts";
import { clientAddress } from "./client_address.ts";
import type { HttpEnv, HttpLog } from "./env.ts";
import { PROBE_PATHS } from "./health.ts";
import { hostGuard, hostsOf } from "./host_guard.ts";
import { mcpEndpoint, type McpEndpointOptions } from "./mcp_endpoint.ts";
import { allowedOrigins } from "./origin_guard.ts";
import { notFound, onError } from "./problem.ts";
import { requestId } from "./request_id.ts";
import { securityHeaders } from "./security_headers.ts";
import { trustedProxies } from "./trusted_proxy.ts";

/** What the stack is made of. */
export interface HttpOptions {
  /** The origin, without a trailing slash. */
  readonly publicUrl: string;
  /** Further origins whose pages may call `/mcp`. */
  readonly allowedOrigins: readonly string[];
  /** CIDR ranges of proxies whose `X-Forwarded-For` is believed. */
  readonly trustProxy: readonly string[];
  /** Largest request body, in bytes. */
  readonly bodyBytes: number;
  readonly log: HttpLog;
  /** The MCP endpoint behind the guards. */
  readonly mcp: Pick<McpEndpointOptions, "handler" | "verify" | "listen">;
}

/** Path of the MCP endpoint, on the public origin. */
export const MCP_PATH = "/mcp";

/** RFC 9728 §3.1: the well-known path goes between origin and path. */
export function resourceMetadataUrl(publicUrl: string): string {
  return `${publicUrl}/.well-known/oauth-protected-resource${MCP_PATH}`;
}

/** The stack with `/mcp` mounted. Add the other routes to it. */
export function createHttp(options: HttpOptions): Hono<HttpEnv> {
  const { publicUrl, bodyBytes, log } = options;
  const app = new Hono<HttpEnv>();
  app.onError(onError(log));
  app.notFound(notFound);
  app.use(requestId());
  app.use(clientAddress(trustedProxies(options.trustProxy)));
  app.use(accessLog(log));
  app.use(securityHeaders({ https: publicUrl.startsWith("https:") }));
  app.use(hostGuard(hostsOf(publicUrl), PROBE_PATHS));
  app.all(
    MCP_PATH,
    mcpEndpoint({
      ...options.mcp,
      resourceMetadataUrl: resourceMetadataUrl(publicUrl),
      origins: allowedOrigins(publicUrl, options.allowedOrigins),
      bodyBytes,
      log,
    }),
  );
  // Behind /mcp, which counts its body itself and answers in JSON-RPC.
  app.use(bodyLimit(bodyBytes));
  return app;
}
