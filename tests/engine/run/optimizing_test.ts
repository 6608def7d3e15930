import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { ALWAYS_SMALL, isSmall, NEVER_SMALL, SMALL } from "../../../src/engine/run/optimizing.ts";
import { node, nodes, readTree } from "../../../src/sql/tree.ts";

const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();

/** The tree of a query over the tables `t` of 1,000 rows, `few` of 10 and `many` of 20,000. */
async function small(sql: string, bounds = SMALL): Promise<boolean> {
  const reader = await connection.runAndReadAll("SELECT json_serialize_sql($1::VARCHAR)::VARCHAR", [sql]);
  const [statement = {}] = nodes(readTree(String(reader.getRows()[0]?.[0])), "statements");
  const rows = new Map([["t", 1_000], ["few", 10], ["many", 20_000]]);
  return isSmall(node(statement, "node") ?? {}, (name) => rows.get(name), bounds);
}

Deno.test("the rows of all sources are multiplied, wherever they stand", async () => {
  assert.ok(await small("SELECT * FROM t"));
  assert.ok(await small("SELECT * FROM t a, t b WHERE a.x = b.x"));
  assert.ok(!await small("SELECT * FROM t a, t b, few c"));
  assert.ok(!await small("SELECT (SELECT max(x) FROM t) FROM t WHERE EXISTS (SELECT 1 FROM few)"));
  assert.ok(!await small("SELECT * FROM many"));
  assert.ok(!await small("SELECT * FROM t, (VALUES (1), (2)) v(a), t u"));
});

Deno.test("each use of a CTE counts as its definition does", async () => {
  assert.ok(await small("WITH c AS (SELECT * FROM t) SELECT * FROM c a, c b"));
  assert.ok(!await small("WITH c AS (SELECT * FROM t) SELECT * FROM c a, c b, c d"));
  assert.ok(!await small("WITH c AS (SELECT * FROM t), d AS (SELECT * FROM c a, c b) SELECT * FROM d, few"));
  assert.ok(await small("WITH t AS (SELECT * FROM few) SELECT * FROM t a, t b, t c"));
});

Deno.test("what nobody can bound is not small, nor are windows over many rows", async () => {
  assert.ok(
    !await small("WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r) SELECT * FROM r LIMIT 1"),
  );
  assert.ok(await small("SELECT unnest(l) FROM few"));
  assert.ok(!await small("SELECT * FROM range(9) a, range(9) b"));
  assert.ok(await small("SELECT sum(x) OVER () FROM t"));
  assert.ok(!await small("SELECT sum(x) OVER () FROM t, few"));
});

Deno.test("CTEs that use each other twice over and over are weighed at once", async () => {
  const chain = Array.from({ length: 60 }, (_, n) => `c${n + 1} AS (SELECT * FROM c${n} a, c${n} b)`);
  const began = performance.now();
  assert.ok(!await small(`WITH c0 AS (SELECT * FROM few), ${chain.join(", ")} SELECT * FROM c60`));
  assert.ok(!await small(`WITH c0 AS (SELECT 1), ${chain.join(", ")} SELECT * FROM c60`));
  assert.ok(performance.now() - began < 2_000);
});

Deno.test("tests have it both ways", async () => {
  assert.ok(await small("SELECT sum(x) OVER () FROM many a, many b", ALWAYS_SMALL));
  assert.ok(!await small("SELECT 1", NEVER_SMALL));
});
