import assert from "node:assert/strict";
import { INSTRUCTIONS } from "../../../src/mcp/instructions.ts";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { answer, bearer, legacy, modern, startHarness } from "../harness.ts";

const MOST_TOKENS = 1_500;

Deno.test("the whole tool list costs a client at most 1,500 tokens, in both eras", async () => {
  await using harness = await startHarness();
  for (const send of [modern, legacy]) {
    const { result } = await answer(await send(harness, "tools/list"));
    assert.equal(result.tools.length, 3);
    const tokens = countTokens(JSON.stringify(result));
    assert.ok(tokens <= MOST_TOKENS, `${tokens} tokens`);
  }
});

Deno.test("run_sql and the instructions together cost a client at most 1,500 tokens", async () => {
  await using harness = await startHarness();
  const { result } = await answer(await modern(harness, "tools/list"));
  const tool = result.tools.find((each: { name: string }) => each.name === "run_sql");
  const tokens = countTokens(JSON.stringify(tool)) + countTokens(INSTRUCTIONS);
  assert.ok(tokens > 500 && tokens <= MOST_TOKENS, `${tokens} tokens`);
});

Deno.test("tools are listed by scope, in a fixed order", async () => {
  await using harness = await startHarness();
  const expected = {
    full: ["list_tables", "describe_table", "run_sql"],
    schemas: ["list_tables", "describe_table"],
    query: ["run_sql"],
    nothing: [],
  };
  for (const [token, names] of Object.entries(expected)) {
    for (const send of [modern, legacy]) {
      const { result } = await answer(
        await send(harness, "tools/list", {}, { authorization: bearer(token) }),
      );
      assert.deepEqual(result.tools.map((tool: { name: string }) => tool.name), names, token);
    }
  }
});

Deno.test("every tool has a title, a description, closed input, an output schema and all four annotations", async () => {
  await using harness = await startHarness();
  const { result } = await answer(await modern(harness, "tools/list"));
  for (const tool of result.tools) {
    assert.ok(tool.title.length > 0);
    assert.ok(tool.description.length > 0);
    assert.equal(tool.inputSchema.type, "object");
    assert.equal(tool.inputSchema.additionalProperties, false);
    assert.equal(tool.outputSchema.type, "object");
    assert.deepEqual(tool.annotations, {
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    });
    // Descriptions there would cost every client tokens for nothing: a model sees the output itself.
    assert.doesNotMatch(JSON.stringify(tool.outputSchema), /"description"/);
  }
});

Deno.test("the arguments and results of the tools have the names clients rely on", async () => {
  await using harness = await startHarness();
  const { result } = await answer(await modern(harness, "tools/list"));
  const shapes = Object.fromEntries(
    result.tools.map((tool: { name: string; inputSchema: Shape; outputSchema: Shape }) => [
      tool.name,
      [Object.keys(tool.inputSchema.properties), Object.keys(tool.outputSchema.properties)],
    ]),
  );
  assert.deepEqual(shapes, {
    list_tables: [
      ["schema_name", "name_contains", "refresh"],
      ["schema_name", "tables", "truncated", "refreshed", "refreshed_at", "stale_after_seconds", "schemas"],
    ],
    describe_table: [
      ["table_name", "schema_name", "refresh"],
      [
        "schema_name",
        "table_name",
        "qualified_name",
        "physical_table_name",
        "item_count",
        "refreshed",
        "refreshed_at",
        "stale_after_seconds",
        "columns",
        "indexes",
        "attribute_types",
        "sample",
        "more_columns",
      ],
    ],
    run_sql: [
      ["sql", "schema_name", "params", "max_rows", "cursor", "mode", "max_read_units", "consistent_read"],
      [
        "columns",
        "rows",
        "row_count",
        "complete",
        "incomplete_reason",
        "next_cursor",
        "warnings",
        "stats",
        "plan",
        "tables",
        "estimated_read_units",
        "normalized_sql",
        "advice",
      ],
    ],
  });
});

Deno.test("no schema of a tool has a list of types or says nothing: clients warn of both at every start", async () => {
  await using harness = await startHarness();
  const look = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    if (!Array.isArray(value) && !path.endsWith("properties") && !path.endsWith("default")) {
      assert.ok(!("type" in value && Array.isArray(value.type)), path);
      assert.ok(Object.keys(value).length > 0, path);
    }
    for (const [name, inner] of Object.entries(value)) look(inner, `${path}/${name}`);
  };
  for (const send of [modern, legacy]) {
    const { result } = await answer(await send(harness, "tools/list"));
    for (const tool of result.tools) {
      look(tool.inputSchema, `${tool.name}/input`);
      look(tool.outputSchema, `${tool.name}/output`);
    }
  }
});

interface Shape {
  readonly properties: Record<string, unknown>;
}

Deno.test("what depends on the token may be cached by its client alone", async () => {
  await using harness = await startHarness();
  const requests: [string, Record<string, unknown>][] = [
    ["server/discover", {}],
    ["tools/list", {}],
    ["prompts/list", {}],
    ["resources/list", {}],
    ["resources/templates/list", {}],
    ["resources/read", { uri: "dynamosql://docs/sql" }],
  ];
  for (const [method, params] of requests) {
    const { result } = await answer(await modern(harness, method, params));
    assert.equal(result.cacheScope, "private", method);
    assert.ok(result.ttlMs > 0, method);
  }
});

Deno.test("the server says who it is, what it can do, and how to work with it", async () => {
  await using harness = await startHarness();
  const { result } = await answer(await modern(harness, "server/discover"));
  assert.deepEqual(result.capabilities, {
    tools: { listChanged: false },
    resources: { listChanged: false },
    prompts: { listChanged: false },
    completions: {},
  });
  const info = result._meta["io.modelcontextprotocol/serverInfo"];
  assert.equal(info.name, "dynamosql");
  assert.equal(info.title, "DynamoSQL");
  assert.match(result.instructions, /list_tables.*describe_table.*run_sql/s);
  assert.ok(countTokens(result.instructions) < 300);
  const initialized = await answer(
    await legacy(harness, "initialize", {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "t", version: "1" },
    }),
  );
  assert.equal(initialized.result.instructions, result.instructions);
  assert.equal(initialized.result.serverInfo.name, "dynamosql");
  assert.deepEqual(initialized.result.capabilities, result.capabilities);
});
