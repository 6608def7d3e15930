import assert from "node:assert/strict";
import { answer, bearer, type Harness, modern, startHarness } from "../harness.ts";

async function call(harness: Harness, name: string, args: unknown = {}, token = "full") {
  const response = await modern(harness, "tools/call", { name, arguments: args }, {
    authorization: bearer(token),
  });
  return (await answer(response)).result;
}

Deno.test("list_tables without a schema lists the default one and names the others", async () => {
  await using harness = await startHarness();
  const result = await call(harness, "list_tables");
  assert.deepEqual(result.structuredContent, {
    schema_name: "east",
    tables: ["orders", "customers"].map((name) => ({
      name,
      qualified_name: `east.${name}`,
      physical_table_name: `prod-${name}`,
      item_count: 2,
      refreshed_at: "1970-01-01T00:00:00.000Z",
    })),
    truncated: false,
    refreshed: false,
    refreshed_at: "1970-01-01T00:00:00.000Z",
    stale_after_seconds: 900,
    schemas: ["west"],
  });
  assert.deepEqual(result.content, [{ type: "text", text: JSON.stringify(result.structuredContent) }]);
  const named = await call(harness, "list_tables", { schema_name: "west", refresh: "force" });
  assert.equal(named.structuredContent.refreshed, true);
  assert.equal("schemas" in named.structuredContent, false);
});

Deno.test("describe_table tells columns in SQL types, keys first, indexes, evidence and sample", async () => {
  await using harness = await startHarness();
  const result = await call(harness, "describe_table", { table_name: "orders" });
  assert.deepEqual(result.structuredContent, {
    schema_name: "east",
    table_name: "orders",
    qualified_name: "east.orders",
    physical_table_name: "prod-orders",
    item_count: 2,
    refreshed: false,
    refreshed_at: "2026-01-02T03:04:05.000Z",
    stale_after_seconds: 900,
    columns: [
      { name: "id", type: "VARCHAR", nullable: false, presence: 1 },
      { name: "at", type: "BIGINT", nullable: false, presence: 1 },
      { name: "city", type: "VARCHAR", nullable: true, presence: 0.5 },
    ],
    indexes: [
      { name: "PRIMARY", type: "PRIMARY", hashKey: "id", hashKeyType: "S", sortKey: "at", sortKeyType: "N" },
      { name: "by_city", type: "GSI", hashKey: "city", hashKeyType: "S", projection: "ALL" },
    ],
    attribute_types: { id: { S: 2 }, at: { N: 2 }, city: { S: 1 } },
    sample: { items: 2, complete: true },
  });
  assert.deepEqual(result.content, [{ type: "text", text: JSON.stringify(result.structuredContent) }]);
});

Deno.test("a missing table or schema is a tool error, the same for another tenant's as for none", async () => {
  await using harness = await startHarness();
  const failure = async (name: string, args: unknown) => {
    const result = await call(harness, name, args);
    assert.equal(result.isError, true);
    return JSON.parse(result.content[0].text);
  };
  assert.deepEqual(await failure("describe_table", { table_name: "nothing" }), {
    code: "table_not_found",
    message: "Table not found: east.nothing",
    advice: "Call list_tables for the names.",
  });
  const foreign = await failure("list_tables", { schema_name: "vault" });
  const absent = await failure("list_tables", { schema_name: "nowhere" });
  assert.deepEqual(
    { ...foreign, message: foreign.message.replace("vault", "X") },
    { ...absent, message: absent.message.replace("nowhere", "X") },
  );
  const wrong = async (name: string, args: unknown) => {
    const { code, message } = await failure(name, args);
    assert.equal(code, "invalid_parameter");
    return message;
  };
  assert.equal(await wrong("describe_table", {}), "table_name: is missing");
  assert.equal(await wrong("describe_table", { table_name: "" }), "table_name: must not be empty");
  assert.equal(
    await wrong("describe_table", { table: "orders" }),
    'table_name: is missing; there is no "table" (did you mean table_name?): there are table_name, schema_name, refresh',
  );
  assert.equal(
    await wrong("list_tables", { refresh: "now" }),
    'refresh: must be "if_stale" or "force" or "skip"',
  );
});

Deno.test("two tokens on one connection see each their own tenant", async () => {
  await using harness = await startHarness();
  // One after the other: the client's pool sends them over one connection.
  for (const [token, schema] of [["full", "east"], ["rival", "vault"], ["full", "east"]]) {
    const result = await call(harness, "list_tables", {}, token);
    assert.equal(result.structuredContent.schema_name, schema);
  }
});
