import assert from "node:assert/strict";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { createLazyMcp } from "../../src/mcp/lazy.ts";

const real = () => createMcpHandler(() => new McpServer({ name: "t", version: "1" }));

const ask = () =>
  new Request("http://localhost/mcp", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: {
        protocolVersion: "2025-06-18",
        capabilities: {},
        clientInfo: { name: "c", version: "1" },
      },
    }),
  });

Deno.test("the MCP surface is loaded at the first knock, once, however many come at once", async () => {
  let loads = 0;
  const mcp = createLazyMcp(() => Promise.resolve((loads++, real())));
  assert.equal(loads, 0);
  mcp.wake();
  mcp.wake();
  const answers = await Promise.all([mcp.fetch(ask()), mcp.fetch(ask())]);
  for (const answer of answers) assert.match(await answer.text(), /"serverInfo"/);
  assert.equal(loads, 1);
  await mcp.close();
});

Deno.test("a load that fails fails those who waited, and the next request tries again", async () => {
  let loads = 0;
  const mcp = createLazyMcp(() =>
    ++loads === 1 ? Promise.reject(new Error("no disk")) : Promise.resolve(real())
  );
  await assert.rejects(mcp.fetch(ask()), /no disk/);
  const answer = await mcp.fetch(ask());
  assert.match(await answer.text(), /"serverInfo"/);
  await mcp.close();
});

Deno.test("what was never loaded, or cannot be, is closed all the same", async () => {
  await createLazyMcp(() => Promise.resolve(real())).close();
  const broken = createLazyMcp(() => Promise.reject(new Error("no disk")));
  broken.wake();
  await broken.close();
});
