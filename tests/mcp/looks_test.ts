import assert from "node:assert/strict";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { startLive } from "./live.ts";

/** Looks at tables over MCP, at a listener and over real tables: they are paid for like queries. */

// deno-lint-ignore no-explicit-any -- results of many shapes; the client checked them against the output schema
type Loose = any;

Deno.test("looking at tables is charged to the day that queries are charged to, and shared for 30 s", async () => {
  await using live = await startLive({ principal_day_read_units: 2 });
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${live.origin}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${await live.token()}` } },
    }),
  );
  const call = async (name: string, args: Record<string, unknown>): Promise<Loose> => {
    const result: Loose = await client.callTool({ name, arguments: args });
    return result.isError ? JSON.parse(result.content[0].text) : result.structuredContent;
  };
  const orders = { table_name: "orders", refresh: "force" };
  // Five small items: half a unit.
  const first = await call("describe_table", orders);
  assert.equal(first.refreshed, true);
  for (let time = 0; time < 10; time++) {
    const { refreshed, refreshed_at } = await call("describe_table", orders);
    assert.deepEqual([refreshed, refreshed_at], [false, first.refreshed_at]);
  }
  const sql = "SELECT count(*) FROM orders";
  for (let time = 0; time < 3; time++) {
    assert.deepEqual((await call("run_sql", { sql })).stats.read_units, 0.5);
  }
  const refused = [
    await call("describe_table", { table_name: "events" }),
    await call("describe_table", { table_name: "events", refresh: "force" }),
    await call("run_sql", { sql: "SELECT 1 FROM events" }),
    await call("run_sql", { sql: "SELECT 1 FROM events", mode: "plan" }),
    await call("run_sql", { sql }),
  ];
  for (const { code, message } of refused) {
    assert.equal(code, "budget_exceeded");
    assert.match(message, /^Nothing is left of your read units of today\. /);
  }
  // A resource is the same description.
  await assert.rejects(client.readResource({ uri: "dynamosql://east/events" }), /Nothing is left/);
  assert.equal((await call("describe_table", { table_name: "orders" })).table_name, "orders");
  assert.equal((await call("list_tables", { refresh: "force" })).tables.length, 2);
  assert.equal((await call("run_sql", { sql, mode: "plan" })).estimated_read_units, 0.5);
  await client.close();
});
