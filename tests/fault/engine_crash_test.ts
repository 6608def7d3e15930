import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { open } from "../engine/world.ts";
import { withLocal } from "../query/local.ts";

/** Statements that make DuckDB 1.5.6 fail by a fault of its own; most of them spoil its instance for everybody. */
const CRASHERS = [
  "SELECT (0, 0) < ANY(SELECT n, n FROM numbers)",
  "SELECT (n, n) >= ALL(SELECT n, n + 1 FROM numbers) FROM numbers",
  "SELECT * FROM (SELECT n, g FROM numbers EXCEPT ALL SELECT n, g FROM numbers WHERE n > 3) x " +
  "ASOF LEFT JOIN numbers y ON x.n >= y.n",
  "SELECT * FROM (SELECT n, g FROM numbers INTERSECT ALL SELECT n, g FROM numbers) x " +
  "ASOF JOIN numbers y ON x.n >= y.n",
  "SELECT lead(n ORDER BY n) OVER (ORDER BY g ROWS BETWEEN 3 FOLLOWING AND 1 FOLLOWING) FROM numbers",
  "SELECT lag(n ORDER BY n) OVER (ORDER BY g ROWS BETWEEN 1 PRECEDING AND 3 PRECEDING) FROM numbers",
  "SELECT date_sub('era', '2000-01-01'::TIMESTAMPTZ, '2020-01-01'::TIMESTAMPTZ)",
  "SELECT date_diff('era', '2000-01-01'::TIMESTAMPTZ, '2020-01-01'::TIMESTAMPTZ)",
];

Deno.test({
  name: "A statement that crashes the engine gets a sentence, its neighbours their rows once, charged once",
  ...open,
  async fn() {
    await withLocal({ engines: 1, query_seconds: 60 }, 200, async (service) => {
      const clean = await service.run("SELECT n FROM numbers WHERE n % 2 = 0 ORDER BY n");
      for (const sql of CRASHERS) {
        const neighbours = [0, 1, 2].map((k) =>
          service.run(`SELECT n FROM numbers WHERE n % 2 = 0 AND n + ${k} >= ${k} ORDER BY n`)
        );
        const outcome = await service.run(sql).then(() => null, (error: unknown) => error);
        if (outcome !== null) {
          assert.ok(outcome instanceof DynamoSqlError, sql);
          assert.ok(["invalid_query", "type_mismatch"].includes(outcome.code), `${sql}: ${outcome.code}`);
          assert.match(outcome.message, /\w{3,} .*\.$/, sql);
        }
        for (const page of await Promise.all(neighbours)) {
          assert.deepEqual(page.rows, clean.rows, sql);
          assert.equal(page.stats.readUnits, clean.stats.readUnits, sql);
        }
      }
      assert.deepEqual((await service.run("SELECT count(*) FROM numbers")).rows, [[200]]);
    });
  },
});

Deno.test({
  name: "A statement that crashed the engine once leaves its neighbours' process alone the next time",
  ...open,
  async fn() {
    await withLocal({ engines: 2, query_seconds: 60 }, 50, async (service) => {
      const crasher = (k: number) =>
        service.run(
          `SELECT lead(n ORDER BY n) OVER (ORDER BY g ROWS BETWEEN 3 FOLLOWING AND 1 FOLLOWING) + ${k} FROM numbers`,
        ).then(() => "ok", (error: unknown) => error instanceof DynamoSqlError ? error.code : String(error));
      if (await crasher(0) === "ok") return assert.fail("It does not crash any more: take another one.");
      await service.run("SELECT 1");
      const slow = service.run(
        "SELECT count(*) FROM range(3000) a, range(3000) b WHERE (a.range * b.range) % 7 = 1",
      );
      while (!service.engines().some(({ load }) => load === 1)) await new Promise((r) => setTimeout(r, 5));
      const pid = service.engines().find(({ load }) => load === 1)?.pid;
      assert.equal(await crasher(1), "invalid_query");
      await slow;
      assert.ok(service.engines().some((engine) => engine.pid === pid), "its process lived on");
    });
  },
});
