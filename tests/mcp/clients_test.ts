import assert from "node:assert/strict";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { bearer, type Harness, startHarness } from "./harness.ts";

// Both clients check every structured result against the output schema that the tool advertises.

function connection(harness: Harness): [URL, { requestInit: RequestInit }] {
  return [new URL(`${harness.origin}/mcp`), { requestInit: { headers: { authorization: bearer("full") } } }];
}

/** What both generations of clients can do, by the same names. */
type AnyClient = Pick<
  Client,
  "listTools" | "callTool" | "listResources" | "readResource" | "listPrompts" | "getPrompt" | "complete"
>;

async function useEverything(client: AnyClient): Promise<void> {
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name), ["list_tables", "describe_table", "run_sql"]);
  const calls = [
    { name: "list_tables", arguments: {} },
    { name: "describe_table", arguments: { table_name: "orders" } },
    { name: "run_sql", arguments: { sql: "SELECT 1" } },
    { name: "run_sql", arguments: { sql: "SELECT 1", mode: "plan" } },
  ];
  for (const call of calls) {
    const result = await client.callTool(call);
    assert.ok(!result.isError, call.name);
    assert.ok(result.structuredContent !== undefined);
  }
  const failed = await client.callTool({ name: "run_sql", arguments: { sql: "typo" } });
  assert.equal(failed.isError, true);
  const { resources } = await client.listResources();
  assert.equal(resources.length, 6);
  const { contents } = await client.readResource({ uri: "dynamosql://docs/costs" });
  assert.equal(contents.length, 1);
  const { prompts } = await client.listPrompts();
  assert.equal(prompts.length, 3);
  const { messages } = await client.getPrompt({ name: "explain_cost", arguments: { sql: "SELECT 1" } });
  assert.equal(messages.length, 1);
  const { completion } = await client.complete({
    ref: { type: "ref/resource", uri: "dynamosql://{schema}/{table}" },
    argument: { name: "schema", value: "e" },
  });
  assert.deepEqual(completion.values, ["east"]);
}

Deno.test("the current SDK client works on 2026-07-28", async () => {
  await using harness = await startHarness();
  const client = new Client({ name: "test", version: "1" }, {
    versionNegotiation: { mode: { pin: "2026-07-28" } },
  });
  await client.connect(new StreamableHTTPClientTransport(...connection(harness)));
  assert.equal(client.getNegotiatedProtocolVersion(), "2026-07-28");
  await useEverything(client);
  await client.close();
});

Deno.test("the current SDK client works on a 2025 revision", async () => {
  await using harness = await startHarness();
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "legacy" } });
  await client.connect(new StreamableHTTPClientTransport(...connection(harness)));
  assert.equal(client.getNegotiatedProtocolVersion(), "2025-11-25");
  await useEverything(client);
  await client.close();
});

Deno.test("the 2025-era SDK client works, progress included", async () => {
  await using harness = await startHarness();
  const client = new OldClient({ name: "test", version: "1" });
  // Their transport type says `sessionId: string | undefined` where exactOptionalPropertyTypes wants it absent.
  await client.connect(new OldTransport(...connection(harness)) as Parameters<typeof client.connect>[0]);
  assert.match(client.getInstructions() ?? "", /run_sql/);
  // The same methods with the same results; only the types of the two SDKs differ by name.
  await useEverything(client as unknown as AnyClient);
  const seen: number[] = [];
  await client.callTool({ name: "run_sql", arguments: { sql: "slow" } }, undefined, {
    onprogress: ({ progress }: { progress: number }) => seen.push(progress),
  });
  assert.ok(seen.length >= 2);
  await client.close();
});

Deno.test("the current client gets progress on 2026-07-28, and cancels a query by giving up", async () => {
  await using harness = await startHarness();
  const client = new Client({ name: "test", version: "1" }, {
    versionNegotiation: { mode: { pin: "2026-07-28" } },
  });
  await client.connect(new StreamableHTTPClientTransport(...connection(harness)));
  const seen: number[] = [];
  await client.callTool({ name: "run_sql", arguments: { sql: "slow" } }, {
    onprogress: ({ progress }: { progress: number }) => seen.push(progress),
  });
  assert.ok(seen.length >= 2);
  const controller = new AbortController();
  const endless = client.callTool({ name: "run_sql", arguments: { sql: "endless" } }, {
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(), 400);
  await assert.rejects(endless);
  for (let i = 0; i < 100 && harness.aborted.length === 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.deepEqual(harness.aborted, ["endless"]);
  await client.close();
});
