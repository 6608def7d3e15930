import assert from "node:assert/strict";
import { loadVega } from "../../fixtures/vega.ts";
import { connect, startWorld } from "../session.ts";
import { childPids } from "../../bench/measure.ts";
import { code, failure, stillWorks } from "./outcome.ts";

/** Queries that would run or grow for ever, and the codes that may end them. */
const RUNAWAYS: { readonly name: string; readonly sql: string; readonly codes: readonly string[] }[] = [
  {
    name: "a recursive CTE that never ends",
    sql: "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
    codes: ["timeout", "too_large"],
  },
  {
    name: "a cross join that explodes in time",
    sql:
      "SELECT count(*) FROM cars a, cars b, cars c, cars d, cars e WHERE a.car_no + b.car_no + c.car_no = -d.car_no - e.car_no - 1",
    codes: ["timeout", "too_large"],
  },
  {
    name: "a cross join that explodes in memory",
    sql: `SELECT list(a."Name" || b."Name" || c."Name") FROM cars a, cars b, cars c, cars d`,
    codes: ["timeout", "too_large"],
  },
  {
    name: "an array of a hundred million",
    sql: "SELECT len(range(100000000))",
    codes: ["too_large", "function_not_allowed", "timeout"],
  },
  {
    name: "an array whose length is data",
    sql: `SELECT sum(len(range(100000000 + car_no))) FROM cars`,
    // The engine itself refuses a list of more than 2^32 elements in one go.
    codes: ["too_large", "function_not_allowed", "timeout", "invalid_query"],
  },
  {
    name: "a text of a billion characters",
    sql: `SELECT max(length(repeat("Name", 100000000 + car_no))) FROM cars`,
    codes: ["too_large", "function_not_allowed", "timeout"],
  },
];

Deno.test("runaway SQL is ended, its neighbours and the server go on", async (t) => {
  const world = await startWorld(loadVega, {
    DYNAMOSQL_QUERY_SECONDS: "4s",
    DYNAMOSQL_ENGINE_MEMORY: "512MiB",
    DYNAMOSQL_ENGINES: "1",
  });
  try {
    await using session = await connect(world.served.url, await world.token());
    await stillWorks(world, session);

    for (const { name, sql, codes } of RUNAWAYS) {
      await t.step(name, async () => {
        const from = performance.now();
        const got = await failure(session, sql);
        assert.ok(codes.includes(got.code), `${got.code}: ${got.message}`);
        assert.ok(performance.now() - from < 10_000, "it ends soon after its time");
        await stillWorks(world, session);
      });
    }

    await t.step("a neighbour on the same engine gets its answer all the same", async () => {
      await using other = await connect(world.served.url, await world.token());
      const doomed = code(session, RUNAWAYS[2]?.sql ?? "");
      const neighbours = await Promise.all([1, 2].map(async (n) => {
        const answer = await other.call("run_sql", { sql: `SELECT count(*) + ${n} FROM cars` });
        return answer["rows"];
      }));
      assert.deepEqual(neighbours, [[[407]], [[408]]]);
      assert.ok(["timeout", "too_large"].includes(await doomed));
    });

    await t.step("an engine killed by hand in mid-query costs at most that query", async () => {
      const slow = session.client.callTool({ name: "run_sql", arguments: { sql: RUNAWAYS[1]?.sql ?? "" } });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const engines = childPids(world.served.pid);
      assert.ok(engines.length > 0, "an engine runs");
      for (const pid of engines) Deno.kill(pid, "SIGKILL");
      const { isError, content } = await slow;
      assert.equal(isError, true);
      const first = content[0];
      const error = JSON.parse(first?.type === "text" ? first.text : "{}");
      assert.ok(["timeout", "unavailable", "too_large"].includes(error.code), JSON.stringify(error));
      await stillWorks(world, session);
    });

    await t.step("a client that goes away stops its query", async () => {
      const abort = new AbortController();
      const gone = session.client.callTool({ name: "run_sql", arguments: { sql: RUNAWAYS[1]?.sql ?? "" } }, {
        signal: abort.signal,
      });
      setTimeout(() => abort.abort(), 300);
      await assert.rejects(gone);
      await stillWorks(world, session);
    });

    await t.step("more queries at once than allowed: rate_limited", async () => {
      const sql = RUNAWAYS[1]?.sql ?? "";
      const results = await Promise.all(Array.from({ length: 8 }, () => failure(session, sql)));
      const codes = results.map((one) => one.code);
      assert.ok(codes.includes("rate_limited"), codes.join());
      await stillWorks(world, session);
    });

    const engines = childPids(world.served.pid);
    assert.ok(engines.length > 0);
    assert.equal(await world.served.stop(), 0, "the server itself never died");
    for (const pid of engines) await assert.rejects(Deno.stat(`/proc/${pid}`), "and leaves no engine behind");
  } finally {
    await world.close();
  }
});
