import assert from "node:assert/strict";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { UNTRUSTED_NOTE } from "../../src/mcp/tools/run_sql.ts";
import { EVENTS, type Live, startLive } from "./live.ts";

const MODERN = { pin: "2026-07-28" };

/**
 * A fetch whose answers live as long as the connection. Deno (2.9.6) forgets the signal of a fetch once its `Response` is
 * garbage, though the body is still read, and the client keeps the body only: its abort would reach nobody.
 */
function lastingFetch(): typeof fetch {
  const answers: Response[] = [];
  return async (input, init) => {
    const answer = await fetch(input, init);
    answers.push(answer);
    return answer;
  };
}

async function connect(live: Live, mode: "legacy" | { pin: string }, scope?: string) {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${live.origin}/mcp`), {
      fetch: lastingFetch(),
      requestInit: { headers: { authorization: `Bearer ${await live.token(scope)}` } },
    }),
  );
  return client;
}

// deno-lint-ignore no-explicit-any -- results of many shapes; the client checked them against the output schema
type Loose = any;

async function call(client: Client, name: string, args: Record<string, unknown>): Promise<Loose> {
  const result = await client.callTool({ name, arguments: args });
  assert.ok(!result.isError, JSON.stringify(result.content));
  return result.structuredContent;
}

async function failure(client: Client, name: string, args: Record<string, unknown>): Promise<Loose> {
  const result: Loose = await client.callTool({ name, arguments: args });
  assert.equal(result.isError, true);
  return JSON.parse(result.content[0].text);
}

Deno.test("the tools over real tables", async (t) => {
  await using live = await startLive();

  for (const mode of ["legacy", MODERN] as const) {
    const era = mode === "legacy" ? "2025" : "2026-07-28";
    const client = await connect(live, mode);
    await t.step(`${era}: list, describe, query and plan agree with the tables`, async () => {
      const listed = await call(client, "list_tables", {});
      assert.equal(listed.schema_name, "east");
      assert.deepEqual(listed.tables.map((table: Loose) => table.qualified_name), [
        "east.events",
        "east.orders",
      ]);
      assert.deepEqual(listed.schemas, []);

      const described = await call(client, "describe_table", { table_name: "orders" });
      assert.equal(described.item_count, 5);
      assert.deepEqual(described.sample, { items: 5, complete: true });
      assert.deepEqual(described.columns, [
        { name: "customer", type: "VARCHAR", nullable: false, presence: 1 },
        { name: "no", type: "BIGINT", nullable: false, presence: 1 },
        { name: "city", type: "VARCHAR", nullable: true, presence: 0.8 },
        { name: "note", type: "VARCHAR", nullable: true, presence: 1 },
        { name: "total", type: "DECIMAL(18,1)", nullable: true, presence: 1 },
      ]);
      assert.deepEqual(described.indexes, [
        {
          name: "PRIMARY",
          type: "PRIMARY",
          hashKey: "customer",
          hashKeyType: "S",
          sortKey: "no",
          sortKeyType: "N",
        },
        { name: "by_city", type: "GSI", hashKey: "city", hashKeyType: "S", projection: "ALL" },
      ]);
      assert.deepEqual(described.attribute_types.city, { S: 4 });

      const sql = "SELECT no, total FROM orders WHERE customer = $1 ORDER BY no DESC";
      const answer = await call(client, "run_sql", { sql, params: ["ann"] });
      assert.deepEqual(answer.columns, [{ name: "no", type: "BIGINT" }, {
        name: "total",
        type: "DECIMAL(18,1)",
      }]);
      assert.deepEqual(answer.rows, [[3, 3.5], [2, 2.5], [1, 1.5]]);
      assert.equal(answer.complete, true);
      assert.equal(answer.stats.items_read, 3);
      assert.ok(answer.stats.read_units > 0);

      const plan = await call(client, "run_sql", { sql, params: ["ann"], mode: "plan" });
      assert.deepEqual(plan.tables.map((table: Loose) => table.access), ["query"]);
      assert.ok(plan.estimated_read_units > 0);
    });
    await client.close();
  }

  const client = await connect(live, MODERN);

  await t.step("rows are marked as data, and the text is exactly the JSON of the result", async () => {
    const result: Loose = await client.callTool({
      name: "run_sql",
      arguments: { sql: "SELECT note FROM orders LIMIT 1" },
    });
    assert.deepEqual(result.content, [
      { type: "text", text: JSON.stringify(result.structuredContent) },
      { type: "text", text: UNTRUSTED_NOTE },
    ]);
  });

  await t.step("pages go on by cursor alone, until the last, without a row twice", async () => {
    const seen: number[] = [];
    let page = await call(client, "run_sql", { sql: "SELECT n FROM events", max_rows: 1000 });
    for (;;) {
      seen.push(...page.rows.flat());
      assert.equal(page.row_count, page.rows.length);
      if (page.next_cursor === undefined) break;
      assert.equal(page.complete, false);
      assert.equal(page.incomplete_reason, "row_cap");
      page = await call(client, "run_sql", { cursor: page.next_cursor, max_rows: 1000 });
    }
    assert.equal(page.complete, true);
    assert.deepEqual(seen.sort((a, b) => a - b), Array.from({ length: EVENTS }, (_, n) => n));
  });

  await t.step("failures have their codes, place and nearest names", async () => {
    const typo = await failure(client, "run_sql", { sql: "SELEC 1" });
    assert.equal(typo.code, "syntax_error");
    assert.equal(typo.line, 1);
    assert.match(typo.excerpt, /\^/);
    const table = await failure(client, "run_sql", { sql: "SELECT * FROM ordres" });
    assert.equal(table.code, "table_not_found");
    assert.match(table.message, /east\.ordres/);
    assert.match(table.message, /orders/);
    assert.equal((await failure(client, "describe_table", { table_name: "ordres" })).code, "table_not_found");
    assert.equal(
      (await failure(client, "run_sql", { sql: "DELETE FROM orders" })).code,
      "statement_not_allowed",
    );
    assert.equal((await failure(client, "list_tables", { schema_name: "west" })).code, "schema_not_found");
    const forged = await failure(client, "run_sql", { cursor: "forged" });
    assert.equal(forged.code, "cursor_invalid");
    const budget = await failure(client, "run_sql", { sql: "SELECT sum(n) FROM events", max_read_units: 1 });
    assert.equal(budget.code, "budget_exceeded");
  });

  await t.step("progress counts the items a scan has read", async () => {
    const seen: number[] = [];
    await client.callTool({ name: "run_sql", arguments: { sql: "SELECT sum(n) FROM events" } }, {
      onprogress: ({ progress }: { progress: number }) => seen.push(progress),
    });
    assert.ok(seen.length >= 1);
    assert.ok(seen.every((items, at) => items > (seen[at - 1] ?? 0) && items <= EVENTS), String(seen));
  });

  await t.step("tables are resources, and names complete", async () => {
    const { resources } = await client.listResources();
    assert.ok(resources.some(({ uri }) => uri === "dynamosql://east/orders"));
    const { contents } = await client.readResource({ uri: "dynamosql://east/orders" });
    const [content]: Loose[] = contents;
    assert.equal(JSON.parse(content.text).qualified_name, "east.orders");
    const { completion } = await client.complete({
      ref: { type: "ref/resource", uri: "dynamosql://{schema}/{table}" },
      argument: { name: "table", value: "or" },
    });
    assert.deepEqual(completion.values, ["orders"]);
  });

  await t.step("who goes away frees the places that the queries held", async () => {
    const sql = "SELECT count(*) FROM events a, events b, events c WHERE a.n + b.n + c.n = -1";
    const controller = new AbortController();
    const queries = [1, 2, 3].map(() =>
      client.callTool({ name: "run_sql", arguments: { sql } }, { signal: controller.signal, timeout: 60_000 })
    );
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.equal((await failure(client, "run_sql", { sql: "SELECT 1" })).code, "rate_limited");
    controller.abort();
    for (const query of queries) await assert.rejects(query);
    let freed = false;
    for (let i = 0; i < 60 && !freed; i++) {
      const result = await client.callTool({ name: "run_sql", arguments: { sql: "SELECT 1" } });
      freed = !result.isError;
      if (!freed) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(freed, "the places were still taken after 6 s");
  });

  await t.step("a token with less sees less", async () => {
    const narrow = await connect(live, MODERN, "schemas:read");
    const { tools } = await narrow.listTools();
    assert.deepEqual(tools.map(({ name }) => name), ["list_tables", "describe_table"]);
    await assert.rejects(narrow.callTool({ name: "run_sql", arguments: { sql: "SELECT 1" } }));
    await narrow.close();
  });

  await client.close();
});

/** A raw message of a 2025 revision. */
async function send(live: Live, message: unknown): Promise<Response> {
  return await fetch(`${live.origin}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await live.token()}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2025-11-25",
    },
    body: JSON.stringify({ jsonrpc: "2.0", ...message as object }), // every caller sends an object
  });
}

/** Works for far longer than a query may. */
const ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b";

const running = (id: string | number, more: object = {}) => ({
  id,
  method: "tools/call",
  params: { name: "run_sql", arguments: { sql: ENDLESS }, ...more },
});

Deno.test("a notification cancels the call of that id on the 2025 revisions, and frees its place within half a second", async (t) => {
  await using live = await startLive();
  // The engine has started, so that what is measured is the cancelling.
  await (await send(live, {
    id: 0,
    method: "tools/call",
    params: { name: "run_sql", arguments: { sql: "SELECT 1" } },
  }))
    .text();

  await t.step("a number and the same digits as a text are different ids", async () => {
    const call = send(live, running(7)).then((response) => response.text());
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const other = await send(live, { method: "notifications/cancelled", params: { requestId: "7" } });
    assert.equal(other.status, 202);
    const first = await Promise.race([call, new Promise((resolve) => setTimeout(resolve, 1_000, "running"))]);
    assert.equal(first, "running");
    const from = performance.now();
    assert.equal(
      (await send(live, { method: "notifications/cancelled", params: { requestId: 7 } })).status,
      202,
    );
    assert.match(await call, /cancelled/);
    await withinMs(500, performance.now() - from);
  });

  await t.step("two calls of one id are both left alone: none may end the other's", async () => {
    const calls = [1, 2].map(() => send(live, running("same")).then((response) => response.body));
    const bodies = await Promise.all(calls);
    await send(live, { method: "notifications/cancelled", params: { requestId: "same" } });
    const ended = await Promise.race([
      ...bodies.map(async (body) => await new Response(body?.tee()[0]).text()),
      new Promise((resolve) => setTimeout(resolve, 1_000, "running")),
    ]);
    assert.equal(ended, "running");
  });
});

Deno.test("a query that reads nothing for seconds tells at least every two seconds that it is at work", async () => {
  await using live = await startLive();
  const response = await send(live, running(1, { _meta: { progressToken: "p" } }));
  const values: number[] = [];
  const decoder = new TextDecoder();
  const from = performance.now();
  for await (const chunk of response.body ?? []) {
    for (const [, value] of decoder.decode(chunk).matchAll(/"progress":([0-9.]+)/g)) {
      values.push(Number(value));
    }
    if (values.length >= 3 || performance.now() - from > 20_000) break;
  }
  assert.ok(values.length >= 3, `${values}`);
  assert.deepEqual(values, [...new Set(values)].sort((a, b) => a - b));
});

function withinMs(most: number, took: number): void {
  assert.ok(
    took <= most * 4,
    `took ${Math.round(took)} ms, ${most} are promised; four times that on a busy machine`,
  );
}
