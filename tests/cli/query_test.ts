import assert from "node:assert/strict";
import { cliJson, runCli, startServer } from "../fixtures/cli.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, putItems, uniqueRegion } from "../fixtures/tables.ts";

/** A store with a schema over a table of 1,500 items. */
async function withShop(use: (env: Record<string, string>) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-query-" });
  const env = { DYNAMOSQL_STORE: `kv:${folder}/store.kv` };
  const database = { endpoint: await dynamodbLocal(), region: uniqueRegion() };
  try {
    await createTable(database, { name: "orders", hash: "customer", sort: "no:N" });
    await putItems(
      database,
      "orders",
      Array.from({ length: 1_500 }, (_, no) => ({
        customer: no < 3 ? "ada" : "bea",
        no,
        note: no === 0 ? 'say "hi",\nthen' : no === 1 ? "" : undefined,
        tags: no === 0 ? ["a", "b"] : undefined,
      })),
    );
    await cliJson([
      ...["schema", "add", "shop", "--region", database.region, "--endpoint", database.endpoint, "--json"],
    ], { env });
    await use(env);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Answer {
  readonly columns: { name: string; type: string }[];
  readonly rows: unknown[][];
  readonly row_count: number;
  readonly complete: boolean;
  readonly stats: { items_read: number; read_units: number };
}

Deno.test("query answers in every format, beside a running server", async (t) => {
  await withShop(async (env) => {
    const served = await startServer([], { env });
    const sql = `SELECT customer, no, note, tags FROM orders WHERE customer = 'ada' ORDER BY no`;
    try {
      await t.step("a table, with its cost on standard error", async () => {
        const { code, stdout, stderr } = await runCli(["query", sql], { env });
        assert.equal(code, 0, stderr);
        assert.deepEqual(stdout.split("\n"), [
          "customer  no  note             tags",
          "--------  --  ---------------  ---------",
          'ada       0   say "hi",\\nthen  ["a","b"]',
          "ada       1                    NULL",
          "ada       2   NULL             NULL",
          "",
        ]);
        assert.match(stderr, /^3 rows, 3 items read, [\d.]+ read units\.$/m);
      });

      await t.step("JSON, in the shape of the MCP tool", async () => {
        const answer = await cliJson<Answer>(["query", sql, "--json"], { env });
        assert.deepEqual(answer.rows[0], ["ada", 0, 'say "hi",\nthen', ["a", "b"]]);
        assert.deepEqual(answer.columns.map((one) => one.type), [
          "VARCHAR",
          "BIGINT",
          "VARCHAR",
          "VARCHAR[]",
        ]);
        assert.deepEqual([answer.row_count, answer.complete, answer.stats.items_read], [3, true, 3]);
      });

      await t.step("CSV tells NULL from an empty text and quotes what must be", async () => {
        const { stdout } = await runCli(["query", sql, "--format", "csv"], { env });
        assert.equal(
          stdout,
          'customer,no,note,tags\r\nada,0,"say ""hi"",\nthen","[""a"",""b""]"\r\nada,1,"",\r\nada,2,,\r\n',
        );
      });

      await t.step("NDJSON, one object a row, names made distinct", async () => {
        const { stdout } = await runCli(["query", "SELECT 1 AS a, 2 AS a, NULL AS b", "--format", "ndjson"], {
          env,
        });
        assert.equal(stdout, '{"a":1,"a_1":2,"b":null}\n');
      });

      await t.step("more rows than a page holds are fetched page by page", async () => {
        const all = await cliJson<Answer>(
          ["query", "SELECT no FROM orders", "--max-rows", "5000", "--json"],
          { env },
        );
        assert.equal(new Set(all.rows.map(([no]) => no)).size, 1_500);
        assert.deepEqual([all.row_count, all.complete, all.stats.items_read], [1_500, true, 1_500]);
        const some = await runCli([
          "query",
          "SELECT no FROM orders",
          "--max-rows",
          "1200",
          "--format",
          "ndjson",
        ], { env });
        assert.equal(some.stdout.trim().split("\n").length, 1_200);
        assert.match(some.stderr, /There are more rows: raise --max-rows/);
      });

      await t.step("a plan reads nothing and names the access", async () => {
        const { code, stdout, stderr } = await runCli(["query", sql, "--plan"], { env });
        assert.equal(code, 0);
        assert.match(stdout, /orders: Query/);
        assert.match(stderr, /^About [\d.]+ read units?\.$/m);
        const plan = await cliJson<{ tables: { access: string; key_conditions: string }[] }>(
          ["query", sql, "--plan", "--json"],
          { env },
        );
        assert.equal(plan.tables[0]?.access, "query");
        assert.match(plan.tables[0]?.key_conditions ?? "", /customer = 'ada'/);
      });

      await t.step("parameters and standard input", async () => {
        const args = ["query", "-", "--params", '["ada", 1]', "--format", "csv"];
        const { stdout } = await runCli(args, {
          env,
          stdin: "SELECT no FROM orders\nWHERE customer = ? AND no >= ? ORDER BY no",
        });
        assert.equal(stdout, "no\r\n1\r\n2\r\n");
        const named = await runCli(
          ["query", "SELECT $x || '!' AS y", "--params", '{"x": "hi"}', "--format", "csv"],
          { env },
        );
        assert.equal(named.stdout, "y\r\nhi!\r\n");
      });

      await t.step("a budget is kept; an error shows the place in the SQL; both exit 1", async () => {
        const dear = await runCli(
          ["query", "SELECT count(DISTINCT no) FROM orders", "--max-read-units", "1"],
          { env },
        );
        assert.equal(dear.code, 1);
        assert.match(dear.stderr, /^Error: .*read units/);
        const wrong = await runCli(["query", "SELECT no,\nFROM FROM orders"], { env });
        assert.equal(wrong.code, 1);
        assert.match(wrong.stderr, /line 2, column 6[\s\S]*^FROM FROM orders\n {5}\^$/m);
      });

      await t.step("validate and refresh ask DynamoDB", async () => {
        const check = await cliJson(["schema", "validate", "shop", "--json"], { env });
        assert.deepEqual(check, { ok: true, message: "1 table is visible and readable." });
        const [orders, ...others] = await cliJson<{ sampled: number; columns: number }[]>(
          ["schema", "refresh", "shop", "--json"],
          { env },
        );
        assert.equal(others.length, 0);
        const { sampled = 0, ...rest } = orders ?? {};
        assert.deepEqual(rest, { table: "orders", item_count: 1_500, columns: 4 });
        assert.ok(sampled >= 100);
      });
    } finally {
      assert.equal(await served.stop(), 0);
    }
  });
});
