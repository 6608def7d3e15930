/**
 * The MCP surface: tools, resources, prompts and completions over the catalogue and the query service.
 * @module
 */
import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import { shaped } from "./request_shape.ts";
import { createMcpServerFactory } from "./server.ts";
import type { McpServices } from "./services.ts";

export type { Caller } from "./caller.ts";
export type { McpServices } from "./services.ts";

/**
 * The HTTP handler that speaks 2026-07-28 and, statelessly, the 2025 revisions. `fetch` needs the `authInfo` of
 * `toAuthInfo` and the parsed body; guards, authentication and limits are the caller's business.
 */
export function createMcp(services: McpServices): McpHttpHandler {
  const handler = createMcpHandler(createMcpServerFactory(services), { legacy: "stateless" });
  return {
    ...handler,
    async fetch(request, options) {
      if (options?.parsedBody === undefined) return await handler.fetch(request, options);
      const found = shaped(options.parsedBody);
      if ("refusal" in found) return found.refusal;
      return await handler.fetch(request, { ...options, parsedBody: found.message });
    },
  };
}
