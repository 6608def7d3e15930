/**
 * The HTTP stack that every route of the product stands on.
 * @module
 */
import { Hono } from "@hono/hono";
import { type Endpoints, PATHS } from "../oauth/endpoints.ts";
import { accessLog } from "./access_log.ts";
import { clientAddress } from "./client_address.ts";
import type { HttpEnv, HttpLog } from "./env.ts";
import { PROBE_PATHS } from "./health.ts";
import { hostGuard } from "./host_guard.ts";
import { mcpEndpoint, type McpEndpointOptions } from "./mcp_endpoint.ts";
import { allowedOrigins } from "./origin_guard.ts";
import { notFound, onError } from "./problem.ts";
import { requestId } from "./request_id.ts";
import { securityHeaders } from "./security_headers.ts";
import { trustedProxies } from "./trusted_proxy.ts";

/** What the stack is made of. */
export interface HttpOptions {
  /** Every absolute URL, from the public one. */
  readonly endpoints: Endpoints;
  /** Further origins whose pages may call `/mcp`. */
  readonly allowedOrigins: readonly string[];
  /** CIDR ranges of proxies whose `X-Forwarded-For` is believed. */
  readonly trustProxy: readonly string[];
  /** Largest body of `/mcp`, in bytes. Other routes read theirs by `src/lib/http_body.ts`, each within its bound. */
  readonly bodyBytes: number;
  readonly log: HttpLog;
  /** The MCP endpoint behind the guards. */
  readonly mcp: Pick<McpEndpointOptions, "handler" | "verifier" | "admit">;
}

/** The stack with `/mcp` mounted. Add the other routes to it. */
export function createHttp(options: HttpOptions): Hono<HttpEnv> {
  const { endpoints, bodyBytes, log } = options;
  const app = new Hono<HttpEnv>();
  app.onError(onError(log));
  app.notFound(notFound(endpoints.mcp));
  app.use(requestId());
  app.use(clientAddress(trustedProxies(options.trustProxy), (address) => log.untrustedProxy(address)));
  app.use(accessLog(log));
  app.use(securityHeaders({ https: endpoints.issuer.startsWith("https:") }));
  app.use(hostGuard(endpoints.issuer, PROBE_PATHS));
  const mcp = mcpEndpoint({
    ...options.mcp,
    endpoints,
    origins: allowedOrigins(endpoints.issuer, options.allowedOrigins),
    bodyBytes,
    log,
  });
  app.all(PATHS.mcp, mcp);
  // As people write it.
  app.all(`${PATHS.mcp}/`, mcp);
  return app;
}
