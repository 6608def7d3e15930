import assert from "node:assert/strict";
import { withDatabase, withSession } from "../../fixtures/duckdb.ts";

/** Memory that large results spill from. */
const SMALL = { memoryBytes: 200e6, tempBytes: 1e9, threads: 2 };

// The wall behind the guard: these never get this far in a query, and must fail all the same.
const hostile = [
  "SET threads = 1",
  "SET GLOBAL memory_limit = '100GB'",
  "SET enable_external_access = true",
  "RESET memory_limit",
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM '/etc/passwd'",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM glob('/*')",
  "COPY (SELECT 1) TO '/tmp/dynamosql-must-not-exist'",
  "ATTACH '/tmp/dynamosql-must-not-exist.db'",
  "INSTALL httpfs",
  "LOAD httpfs",
  "SELECT getenv('HOME')",
  "EXPORT DATABASE '/tmp/dynamosql-must-not-exist'",
];

for (const sql of hostile) {
  Deno.test(`with the guard off, the engine's lock refuses ${sql}`, async () => {
    await withSession(async (session) => {
      await assert.rejects(session.rows(sql));
    }, SMALL);
  });
}

Deno.test("the settings of the contract hold in every session", async () => {
  await withSession(async (session) => {
    assert.deepEqual(
      await session.rows("SELECT current_setting('TimeZone'), current_setting('errors_as_json')"),
      [[
        "UTC",
        true,
      ]],
    );
    const order = await session.rows("SELECT * FROM (VALUES (1), (NULL)) t(x) ORDER BY x");
    assert.deepEqual(order, [[null], [1]]);
    const descending = await session.rows("SELECT * FROM (VALUES (1), (NULL)) t(x) ORDER BY x DESC");
    assert.deepEqual(descending, [[1], [null]]);
  }, SMALL);
});

Deno.test("temporary tables are a session's own", async () => {
  await withDatabase(async (database) => {
    const { signal } = new AbortController();
    const [one, two] = [await database.session(signal), await database.session(signal)];
    await one.run("CREATE TEMP TABLE t AS SELECT 1 AS x");
    await assert.rejects(two.rows("SELECT * FROM t"), /does not exist/);
    await two.run("CREATE TEMP TABLE t AS SELECT 2 AS x");
    assert.deepEqual([await one.rows("FROM t"), await two.rows("FROM t")], [[[1]], [[2]]]);
    one.close();
    two.close();
    assert.equal(await database.tableBytes(), 0);
  }, SMALL);
});

Deno.test("what does not fit the memory spills to the temporary directory", async () => {
  await withSession(async (session) => {
    await session.run(
      "CREATE TEMP TABLE big AS SELECT range a, repeat('x', 200) || range b FROM range(2000000)",
    );
    assert.deepEqual(await session.rows("SELECT count(*), count(DISTINCT a) FROM big"), [[
      2_000_000n,
      2_000_000n,
    ]]);
  }, SMALL);
});

Deno.test("an abort interrupts the running statement with the abort's own reason", async () => {
  await withSession(async (session, abort) => {
    setTimeout(() => abort.abort(new Error("enough")), 100);
    const began = Date.now();
    await assert.rejects(
      session.rows("SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1"),
      /enough/,
    );
    assert.ok(Date.now() - began < 3_000);
    await assert.rejects(session.run("SELECT 1"), /enough/);
  }, SMALL);
});

Deno.test("a session serializes, prints and binds for the SQL front, quotes and all", async () => {
  await withSession(async (session) => {
    const tree = await session.serialize("SELECT 'it''s' AS \"a\"\"b\"");
    assert.equal(JSON.parse(tree).error, false);
    assert.equal(await session.deserialize(tree), "SELECT 'it''s' AS \"a\"\"b\"");
    await session.prepare("SELECT 1");
    await assert.rejects(session.prepare("SELECT nope"), (error: Error) => {
      assert.equal(JSON.parse(error.message).exception_type, "Binder");
      return true;
    });
  }, SMALL);
});
