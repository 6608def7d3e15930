import assert from "node:assert/strict";
import { cliJson, runCli } from "../fixtures/cli.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, putItems, uniqueRegion } from "../fixtures/tables.ts";

Deno.test("an index is declared complete, used, found not to be, and the declaration is taken back", async () => {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-complete-" });
  const env = { DYNAMOSQL_STORE: `kv:${folder}/store.kv` };
  const database = { endpoint: await dynamodbLocal(), region: uniqueRegion() };
  await createTable(database, {
    name: "sales",
    hash: "id",
    gsis: [{ name: "by_status", hash: "status", sort: "sold_at" }],
  });
  await putItems(
    database,
    "sales",
    // 40 items of some 1,000 bytes: 10 blocks of 4,096 bytes, 5 read units.
    Array.from({ length: 40 }, (_, at) => ({
      id: `s${at}`,
      status: `st${at % 20}`,
      sold_at: "2026-01-01",
      pad: "-".repeat(960),
    })),
  );
  const declare = ["schema", "index-complete", "sales", "by_status"];
  const cost = async () => {
    const { code, stderr } = await runCli(["query", "SELECT id FROM sales WHERE status = 'st1'"], { env });
    assert.equal(code, 0, stderr);
    return stderr;
  };
  try {
    await cliJson(
      ["schema", "add", "shop", "--region", database.region, "--endpoint", database.endpoint, "--json"],
      { env },
    );
    assert.match(await cost(), /^2 rows, 40 items read, 5 read units/m);
    const on = await runCli(declare, { env });
    assert.equal(
      on.stdout,
      "shop.sales, index by_status: declared complete. None of 40 items that were looked at contradicts that. " +
        "Running servers know within 5 seconds.\n",
    );
    assert.match(await cost(), /^2 rows, 2 items read, 0\.5 read units/m);
    await putItems(database, "sales", [{ id: "odd", status: "st1" }]);
    const met = await runCli(["query", "SELECT status FROM sales WHERE id = 'odd'"], { env });
    assert.match(met.stderr, /an item that was read lacks attribute sold_at/);
    assert.match(
      met.stderr,
      /shop\.sales: index by_status is not complete, as an item lacks sold_at; the declaration is withdrawn\./,
    );
    assert.match(await cost(), /^3 rows, 41 items read, 5 read units/m);
    const off = ["schema", "index-complete", "shop.sales", "by_status", "--off", "--json"];
    assert.deepEqual(await cliJson(off, { env }), {
      schema_name: "shop",
      table_name: "sales",
      index_name: "by_status",
      complete: false,
      sampled: 40,
    });
    for (
      const [args, said] of [
        [
          ["schema", "index-complete", "sales", "by_stat"],
          /sales has no index by_stat\. Nearest: by_status\./,
        ],
        [
          ["schema", "index-complete", "sale", "by_status"],
          /Table not found: shop\.sale\. Did you mean sales\?/,
        ],
        [["schema", "index-complete", "sales"], /missing required argument 'index'/],
        [[...declare, "--schema", "shp"], /shp/],
      ] as const
    ) {
      const { code, stdout, stderr } = await runCli([...args], { env });
      assert.notEqual(code, 0, stdout);
      assert.match(stderr, said);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
