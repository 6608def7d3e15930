import assert from "node:assert/strict";
import { deleteTable } from "../fixtures/tables.ts";
import { type Local, withLocal } from "../query/local.ts";
import { codeOf, isAlive, until } from "./scripted.ts";

const LIMITS = { engines: 2, engine_memory: 768 * 2 ** 20, query_seconds: 5 };

/** Statements that want more memory or time than there is, and what they may answer. */
const BOMBS: Record<string, readonly [sql: string, ...codes: string[]]> = {
  "a huge list": ["SELECT len(range(100000000))", "function_not_allowed", "too_large"],
  "a huge list from a column": [
    "SELECT len(range(100000000 + n)) FROM numbers WHERE g = 'g3' AND n = 7",
    "too_large",
  ],
  "a huge text": ["SELECT length(repeat(repeat('x', 100000), 40000))", "too_large", "timeout"],
  "a huge text from a column": [
    "SELECT max(length(repeat(text, 3000000))) FROM numbers",
    "function_not_allowed",
    "too_large",
  ],
  "a recursive query that never ends": [
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n > 0) SELECT count(*) FROM t",
    "timeout",
    "too_large",
  ],
  "a cross join that explodes in time": [
    "SELECT sum(hash(a.n, b.n, c.n, d.n) % 7) FROM numbers a, numbers b, numbers c, numbers d",
    "timeout",
  ],
  "a cross join that explodes in memory": [
    "SELECT list(a.text || b.text || c.text || d.n) FROM numbers a, numbers b, numbers c, numbers d",
    "too_large",
    "timeout",
  ],
  "a sort of too much": [
    "SELECT a.text || b.text || c.n AS t FROM numbers a, numbers b, numbers c ORDER BY hash(t) LIMIT 5",
    "timeout",
    "too_large",
  ],
};

async function keepAsking(service: Local, stop: AbortSignal): Promise<number> {
  let answers = 0;
  while (!stop.aborted) {
    const page = await service.run("SELECT count(*) FROM numbers WHERE g = 'g1'");
    assert.equal(page.rows[0]?.[0], 75);
    answers += 1;
  }
  return answers;
}

Deno.test("Every bomb ends within its limits and two seconds, while a neighbour's queries go on", async (t) => {
  await withLocal(LIMITS, 300, async (service) => {
    await service.run("SELECT 1");
    for (const [name, [sql, ...codes]] of Object.entries(BOMBS)) {
      await t.step(name, async () => {
        const stop = new AbortController();
        const neighbour = keepAsking(service, stop.signal);
        const started = performance.now();
        const code = await codeOf(service.run(sql)).finally(() => stop.abort());
        const seconds = (performance.now() - started) / 1000;
        assert.ok(codes.includes(code), code);
        assert.ok(seconds < LIMITS.query_seconds + 2, `${code} after ${seconds} s`);
        assert.ok(await neighbour > 0);
      });
    }
  });
});

Deno.test("A query over DynamoDB whose engine is killed by hand answers all the same", async () => {
  await withLocal({ engines: 1 }, 300, async (service) => {
    await service.run("SELECT 1");
    const pid = service.engines()[0]?.pid ?? 0;
    const slow = "SELECT count(*), sum(hash(a.n, b.n, c.n) % 2) >= 0 FROM numbers a, numbers b, numbers c";
    const answers = [service.run(slow), service.run("SELECT count(*) FROM numbers")];
    await new Promise((resolve) => setTimeout(resolve, 100));
    Deno.kill(pid, "SIGKILL");
    const [first, second] = await Promise.all(answers);
    assert.deepEqual([first?.rows, second?.rows], [[[27_000_000, true]], [[300]]]);
    assert.ok(service.engines().every((engine) => engine.pid !== pid));
  });
});

Deno.test("A client that goes away stops its query in the engine", async () => {
  await withLocal({ engines: 1 }, 300, async (service) => {
    await service.run("SELECT 1");
    const pid = service.engines()[0]?.pid ?? 0;
    const abort = new AbortController();
    const bomb = BOMBS["a cross join that explodes in time"]?.[0] ?? "";
    const answer = codeOf(service.run(bomb, {}, abort.signal));
    await new Promise((resolve) => setTimeout(resolve, 300));
    abort.abort();
    assert.equal(await answer, "cancelled");
    await until(() => service.engines().every(({ load }) => load === 0), 5);
    assert.ok(isAlive(pid), "the query let itself be stopped");
  });
});

Deno.test("A table deleted between two pages fails its cursor and nothing else", async () => {
  await withLocal({ engines: 1 }, 4000, async (service) => {
    const first = await service.run("SELECT n, text FROM numbers", { maxRows: 1000 });
    await deleteTable(service.database, "numbers");
    let cursor = first.nextCursor;
    let code = "";
    while (cursor !== undefined && code === "") {
      const next = service.run("SELECT n, text FROM numbers", { cursor });
      [cursor, code] = await next.then((page) => [page.nextCursor, ""], (error) => [undefined, error.code]);
    }
    assert.equal(code, "table_not_found");
    assert.equal((await service.run("SELECT 1")).rows.length, 1);
  });
});
