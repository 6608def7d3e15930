/**
 * The yardstick: the SDK's own `createMcpHandler` with the product's three tools and nothing around it: no token, no
 * guard, no log. Prints its URL.
 * @module
 */
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { limitsSchema } from "../../src/config.ts";
import { advertise } from "../../src/mcp/schema.ts";
import { ANNOTATIONS } from "../../src/mcp/tool.ts";
import { createTools } from "../../src/mcp/tools/mod.ts";

const tools = createTools(limitsSchema.parse({})).map((tool) => ({
  name: tool.name,
  config: {
    title: tool.title,
    description: tool.description,
    inputSchema: advertise<unknown>(tool.inputJson),
    outputSchema: advertise<Record<string, unknown>>(tool.outputJson),
    annotations: ANNOTATIONS,
  },
}));

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "bare", version: "1" });
  for (const { name, config } of tools) server.registerTool(name, config, () => ({ content: [] }));
  return server;
}, { legacy: "stateless" });

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
}, (request) => handler.fetch(request));
