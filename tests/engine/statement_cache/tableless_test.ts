import assert from "node:assert/strict";
import { VARYING } from "../../../src/sql/template/varying.ts";
import { FUNCTIONS } from "../../../src/sql/guard/functions.ts";
import { createExecutor, type Executor } from "../../../src/engine/execute.ts";
import type { Job } from "../../../src/engine/messages/job.ts";
import { withSession } from "../../fixtures/duckdb.ts";
import { createTable } from "../../fixtures/tables.ts";
import { failure, job, open, openWorld } from "../world.ts";

const NEVER = new AbortController().signal;

/** Runs a job that asks for no table. */
async function run(executor: Executor, sql: string, more: Partial<Job> = {}, signal = NEVER) {
  const rows: string[] = [];
  const result = await executor.execute(job(sql, more), {
    signal,
    lookup: () => Promise.reject(new Error("No table is asked for.")),
    rows(given) {
      rows.push(...given);
      return Promise.resolve();
    },
    progress() {},
  });
  assert.ok(result.mode === "execute");
  const { columns, warnings, complete } = result;
  return { rows, columns, warnings, complete };
}

/** @param work gets an executor, and one that never knows a statement */
async function withExecutors(work: (executor: Executor, plain: Executor) => Promise<void>): Promise<void> {
  const tempDirectory = await Deno.makeTempDir();
  const options = { memoryBytes: 2 ** 29, tempBytes: 2 ** 28, tempDirectory, threads: 1 };
  const executor = await createExecutor(options);
  const plain = await createExecutor({ ...options, fewItems: 0 });
  try {
    await work(executor, plain);
  } finally {
    await executor.close();
    await plain.close();
    await Deno.remove(tempDirectory, { recursive: true });
  }
}

Deno.test("a statement without a table says the same when it is known, and needs no plan then", async () => {
  const statements = [
    "select 1",
    "SELECT 1 AS a, 'x' AS a, NULL, [1, 2], {'k': 1.50}, DATE '2024-02-29', 5 // 2, 1e300 * 10",
    "SELECT 9223372036854775807 + 1 AS wide, 0.1 + 0.2, 7 / 2",
    "VALUES (2, 'b'), (1, 'a')",
    "SELECT unnest([3, 1, 2]) AS n ORDER BY n DESC",
    "SELECT i, sum(i) OVER (ORDER BY i) FROM range(5) r(i)",
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT max(n) FROM c",
    "SELECT count(*) FROM (VALUES (1), (NULL)) v(a)",
    "SELECT (SELECT 1) + 1, EXISTS (SELECT 2), true, 't'",
    "SELECT '2024-01-01'::DATE + 1, CAST('12' AS INTEGER)",
    "SELECT 1 WHERE false",
  ];
  await withExecutors(async (executor, plain) => {
    for (const sql of statements) {
      const expected = await run(plain, sql);
      assert.deepEqual(await run(executor, sql), expected, sql);
      const before = executor.fastPath.runs;
      for (let again = 0; again < 2; again++) assert.deepEqual(await run(executor, sql), expected, sql);
      // A recursive term may be as large as it likes: it runs with the optimizer, and is planned each time.
      assert.equal(executor.fastPath.runs - before, sql.includes("RECURSIVE") ? 0 : 2, sql);
    }
    assert.equal(plain.fastPath.runs, 0);
  });
});

Deno.test("other constants and other parameters are another statement", async () => {
  await withExecutors(async (executor) => {
    const columnsOf = async (sql: string, parameters: Job["parameters"] = []) => {
      const { rows, columns } = await run(executor, sql, { parameters });
      return [...rows, ...columns.map(({ name, type }) => `${name}: ${type}`)];
    };
    for (let again = 0; again < 3; again++) {
      assert.deepEqual(await columnsOf("SELECT 1"), ["[1]", "1: INTEGER"]);
      assert.deepEqual(await columnsOf("SELECT 2"), ["[2]", "2: INTEGER"]);
      assert.deepEqual(await columnsOf("SELECT '1'"), ['["1"]', "'1': VARCHAR"]);
      assert.deepEqual(await columnsOf("SELECT $1 AS p", [1]), ["[1]", "p: BIGINT"]);
      assert.deepEqual(await columnsOf("SELECT $1 AS p", ["1"]), ['["1"]', "p: VARCHAR"]);
      assert.deepEqual(await columnsOf("SELECT $1 AS p", [true]), ["[true]", "p: BOOLEAN"]);
      assert.deepEqual(await columnsOf("SELECT $a AS p, $b AS q", { a: "x", b: 0.5 }), [
        '["x",0.5]',
        "p: VARCHAR",
        "q: DECIMAL(2,1)",
      ]);
    }
    assert.ok(executor.fastPath.runs > 0);
    assert.equal((await failure(run(executor, "SELECT $1 AS p"))).code, "invalid_parameter");
    assert.equal((await failure(run(executor, "SELECT 1", { parameters: [1] }))).code, "invalid_parameter");
  });
});

Deno.test("what looks at a clock or rolls dice does so anew each time", async () => {
  await withExecutors(async (executor) => {
    const each = [
      "SELECT random(), uuid(), uuidv7()",
      "SELECT epoch_us(now())",
      "SELECT epoch_us(CURRENT_TIMESTAMP)",
      "SELECT current_localtimestamp()::VARCHAR, current_localtime()::VARCHAR, localtimestamp::VARCHAR",
      "SELECT (SELECT max(random()) FROM range(3))",
      "SELECT list_transform([1, 2], lambda x: random())",
    ];
    for (const sql of each) {
      const seen = new Set<string>();
      for (let again = 0; again < 5; again++) {
        seen.add(String((await run(executor, sql)).rows));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      assert.equal(seen.size, 5, sql);
    }
    assert.ok(executor.fastPath.runs >= 4 * 4);
    // It may have any number of rows the next time.
    const before = executor.fastPath.runs;
    for (let again = 0; again < 3; again++) {
      await run(executor, "SELECT i FROM range(100) r(i) WHERE random() < 0.5");
      await run(executor, "SELECT i FROM range(100) r(i) WHERE now() > DATE '2020-01-01'");
    }
    assert.equal(executor.fastPath.runs, before);
  });
});

Deno.test("what fails says so each time, in the same words, and what is long is not held beside the memory limit", async () => {
  await withExecutors(async (executor, plain) => {
    for (
      const sql of ["SELECT CAST('x' AS INTEGER)", "SELECT nothing", "SELECT 1 +", "SELECT getenv('HOME')"]
    ) {
      const { code, message } = await failure(run(plain, sql));
      for (let again = 0; again < 3; again++) {
        const error = await failure(run(executor, sql));
        assert.deepEqual([error.code, error.message], [code, message]);
      }
    }
    for (let again = 0; again < 3; again++) {
      assert.equal((await run(executor, "SELECT i FROM range(1500) r(i)")).rows.length, 1_500);
      assert.equal((await run(executor, "SELECT repeat('x', 70000)")).rows.join("").length, 70_004);
    }
    assert.equal(executor.fastPath.runs, 0);
  });
});

Deno.test("a known statement keeps to the rows that may be kept, and stops when it is stopped", async () => {
  await withExecutors(async (executor) => {
    const sql = "VALUES (1), (2), (3)";
    for (let again = 0; again < 2; again++) assert.equal((await run(executor, sql)).complete, true);
    const before = executor.fastPath.runs;
    const cut = await run(executor, sql, { resultRowsMax: 2 });
    assert.equal(executor.fastPath.runs, before + 1);
    assert.deepEqual([cut.rows, cut.complete, cut.warnings.length], [["[1]", "[2]"], false, 1]);
    assert.deepEqual((await run(executor, sql)).warnings, []);
    const stopped = AbortSignal.abort();
    assert.equal((await failure(run(executor, sql, {}, stopped))).code, "cancelled");
    assert.equal((await run(executor, sql)).rows.length, 3);
  });
});

Deno.test({
  name: "a statement that names a table and does not read it asks for that table each time",
  ...open,
  async fn() {
    const world = await openWorld();
    try {
      await createTable(world.database, { name: "there", hash: "id" });
      for (let again = 0; again < 3; again++) {
        const { rows } = await world.run("WITH t AS (SELECT * FROM there) SELECT 1");
        assert.deepEqual(rows, ["[1]"]);
        const error = await failure(world.run("WITH t AS (SELECT * FROM nowhere) SELECT 1"));
        assert.equal(error.code, "table_not_found");
      }
      assert.equal(world.executor.fastPath.runs, 0);
    } finally {
      await world.close();
    }
  },
});

Deno.test("every allowed function that DuckDB does not call consistent is known to vary", async () => {
  await withSession(async (session) => {
    const rows = await session.rows(
      "SELECT DISTINCT function_name FROM duckdb_functions() " +
        "WHERE stability <> 'CONSISTENT' OR has_side_effects ORDER BY 1",
    );
    // They name what is the same for the process's whole life.
    const steady = new Set(["current_database", "current_schema", "current_schemas"]);
    const missing = rows.map(([name]) => String(name)).filter((name) =>
      FUNCTIONS.has(name) && !VARYING.has(name) && !steady.has(name)
    );
    assert.deepEqual(missing, []);
  });
});
