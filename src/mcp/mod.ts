/**
 * The MCP surface: tools, resources, prompts and completions over the catalogue and the query service.
 * @module
 */
import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import { createMcpServerFactory } from "./server.ts";
import type { McpServices } from "./services.ts";

export type { Caller } from "./caller.ts";
export type { McpServices } from "./services.ts";

/**
 * The HTTP handler that speaks 2026-07-28 and, statelessly, the 2025 revisions. `fetch` needs the `authInfo` of
 * `toAuthInfo` and the parsed body; guards, authentication and limits are the caller's business.
 */
export function createMcp(services: McpServices): McpHttpHandler {
  return createMcpHandler(createMcpServerFactory(services), { legacy: "stateless" });
}
