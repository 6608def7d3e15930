import assert from "node:assert/strict";
import { codeOf, isAlive, type Scripted, until, withScripted } from "./scripted.ts";

const MODULE = import.meta.resolve("./unguarded_engine.ts");
const engineCommand = () => ({ file: Deno.execPath(), args: ["run", "-A", "--quiet", MODULE] });
const LIMITS = { engines: 2, engine_memory: 768 * 2 ** 20, query_seconds: 4 };

const SLEEPLESS = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n > 0)";

const MEMORY_BOMBS = {
  "a huge list in a scalar function": "SELECT len(range(100000000))",
  "several huge lists": "SELECT sum(len(range(50000000 + i))) FROM range(8) r(i)",
  "a huge text": "SELECT length(repeat(repeat('x', 1000000), 4000))",
  "a padded text": "SELECT length(lpad('', 2000000000, 'x'))",
  "a list of everything": "SELECT len(list(a.range || b.range::VARCHAR)) FROM range(100000) a, range(1000) b",
  "lists in lists": "SELECT sum(len(list_transform(range(20000 + i), x -> range(20000)))) FROM range(8) r(i)",
  "a text of all texts":
    "SELECT length(string_agg(repeat('x', 1000) || a.range, '')) FROM range(10000) a, range(10000) b",
  "a formatted width": "SELECT max(length(format('{:>2000000000}', 'x' || i))) FROM range(8) r(i)",
  "a JSON text of all rows": "SELECT length(to_json(range(100000000))::VARCHAR)",
  "a text that doubles":
    "WITH RECURSIVE t AS (SELECT 'x' s UNION ALL SELECT s || s FROM t) SELECT max(length(s)) FROM t",
  "an endless sort": "SELECT max(x) FROM (SELECT hash(a.range, b.range) x FROM range(1000000) a, " +
    "range(1000000) b ORDER BY x)",
  "an array of a billion": "SELECT len(list_resize([1], 1000000000))",
};

const ENDLESS = {
  "a recursive query that never ends": `${SLEEPLESS} SELECT count(*) FROM t`,
  "a cross join that explodes":
    "SELECT sum(a.range * b.range * c.range) FROM range(1000000) a, range(1000000) b, range(1000) c",
  "a comparison that nobody can interrupt":
    "SELECT levenshtein(repeat('ab', 1000000), repeat('ba', 1000000 + i)) FROM range(2) r(i)",
  "a bind that nobody can interrupt": `SELECT ${"nullif(".repeat(20)}1${", 2)".repeat(20)}`,
  "a function that only sleeps": "SELECT sleep_ms(60000)",
};

/** Small queries one after the other until told to stop: a neighbour. */
async function keepAsking(service: Scripted, stop: AbortSignal): Promise<number> {
  let answers = 0;
  while (!stop.aborted) {
    const page = await service.run("SELECT sum(range) FROM range(1000)");
    assert.deepEqual(page.rows, [["499500"]]);
    answers += 1;
  }
  return answers;
}

async function withNeighbour(service: Scripted, work: () => Promise<void>): Promise<void> {
  await service.run("SELECT 1");
  const stop = new AbortController();
  const neighbour = keepAsking(service, stop.signal).catch((error: unknown) => error);
  try {
    await work();
  } finally {
    stop.abort();
  }
  const answers = await neighbour;
  assert.ok(typeof answers === "number" && answers > 0, `the neighbour's: ${answers}`);
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const started = performance.now();
  return { value: await work(), seconds: (performance.now() - started) / 1000 };
}

for (const [name, sql] of Object.entries(MEMORY_BOMBS)) {
  Deno.test(`The process limit alone stops ${name} while a neighbour's queries go on`, async () => {
    await withScripted(LIMITS, async (service) => {
      await withNeighbour(service, async () => {
        const { value, seconds } = await timed(() => codeOf(service.run(sql)));
        assert.ok(["too_large", "timeout"].includes(value), value);
        assert.ok(seconds < LIMITS.query_seconds + 2, `${value} after ${seconds} s`);
      });
    }, { engineCommand });
  });
}

for (const [name, sql] of Object.entries(ENDLESS)) {
  Deno.test(`The time budget stops ${name} while a neighbour's queries go on`, async () => {
    await withScripted(LIMITS, async (service) => {
      await withNeighbour(service, async () => {
        const { value, seconds } = await timed(() => codeOf(service.run(sql)));
        assert.equal(value, "timeout");
        assert.ok(seconds < LIMITS.query_seconds + 2, `${value} after ${seconds} s`);
      });
    }, { engineCommand });
  });
}

Deno.test("A cancelled query that DuckDB does not let go of costs its process, not the server", async () => {
  await withScripted({ ...LIMITS, engines: 1, query_seconds: 30 }, async (service) => {
    await service.run("SELECT 1");
    const pid = service.engines()[0]?.pid ?? 0;
    const abort = new AbortController();
    const answer = codeOf(service.run(ENDLESS["a cross join that explodes"], {}, { signal: abort.signal }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    abort.abort();
    assert.equal(await answer, "cancelled");
    await until(() => !isAlive(pid) || service.engines().every(({ load }) => load === 0), 5);
    assert.equal((await service.run("SELECT 1")).rows.length, 1);
  }, { engineCommand });
});

Deno.test("what the program itself holds is not taken by queries, and a hog is caught all the same", async () => {
  const heavy = import.meta.resolve("./heavy_engine.ts");
  const command = () => ({ file: Deno.execPath(), args: ["run", "-A", "--quiet", heavy] });
  const limits = { engines: 1, engine_memory: 256 * 2 ** 20, query_seconds: 10 };
  await withScripted(limits, async (service) => {
    assert.equal((await service.run("SELECT len(range(500000))")).rows.length, 1);
    const [{ pid, residentBytes } = { pid: 0, residentBytes: 0 }] = service.engines();
    assert.ok(residentBytes > 2 * limits.engine_memory, `${residentBytes} bytes`);
    assert.equal((await service.run("SELECT 1")).rows.length, 1);
    assert.deepEqual(service.engines().map((engine) => engine.pid), [pid], "nor is it replaced when idle");
    assert.equal(await codeOf(service.run("SELECT len(range(100000000))")), "too_large");
    await until(() => !isAlive(pid));
  }, { engineCommand: command });
});
