import assert from "node:assert/strict";
import { runCli, startServer } from "../fixtures/cli.ts";
import {
  callTool,
  childrenOf,
  type EndingWorld,
  hearsSigterm,
  lives,
  lockStore,
  openEndingWorld,
  sendHalf,
  until,
} from "./ending_world.ts";
import { endAtRandomMoments } from "./sigterm.ts";

/** Seconds that an end may take, and what a busy machine adds. */
const END_MS = 8_000 + 1_500;

const QUERY = { sql: "SELECT sum(total) AS s FROM orders" };

/** Never answers, from now on. */
function silence(world: EndingWorld): void {
  world.proxy.script = () => ({ kind: "delay", ms: 600_000 });
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`${signal} ends a server within 8 s while a DynamoDB never answers; the calls answer cancelled`, async () => {
    await using world = await openEndingWorld();
    const served = await world.serve();
    const token = await world.token(served);
    // The first query is answered: the engine is there, and the table is known.
    assert.match(await callTool(served, token, "run_sql", QUERY), /\[\[66\]\]/);
    silence(world);
    const query = callTool(served, token, "run_sql", QUERY);
    // The table itself was looked at a moment ago, which is not asked for again so soon.
    const listed = callTool(served, token, "list_tables", { refresh: "force" });
    const half = await sendHalf(served, token);
    await until(() => world.proxy.underWay >= 2);
    const engines = childrenOf(served.pid);
    assert.ok(engines.length > 0 && world.temporary().length > 0);
    const started = performance.now();
    const code = await served.stop(signal);
    const took = performance.now() - started;
    assert.equal(code, 0, served.output().stderr);
    assert.ok(took > 4_500 && took < END_MS, `${took} ms`);
    assert.match(await query, /cancelled.*The server is stopping/);
    assert.match(await listed, /cancelled.*The server is stopping/);
    assert.deepEqual(engines.filter(lives), []);
    assert.deepEqual(world.temporary(), []);
    assert.doesNotMatch(served.output().stderr, /rror:|at file:/);
    half.close();
  });
}

Deno.test("a query that ends within the grace is answered, and the server ends right after it", async () => {
  await using world = await openEndingWorld();
  const served = await world.serve();
  const token = await world.token(served);
  await callTool(served, token, "run_sql", QUERY);
  world.proxy.script = () => ({ kind: "delay", ms: 1_500 });
  const query = callTool(served, token, "run_sql", QUERY);
  await until(() => world.proxy.underWay > 0);
  assert.equal(await served.stop(), 0);
  assert.match(await query, /\[\[66\]\]/);
  assert.deepEqual(world.temporary(), []);
});

Deno.test("a second signal ends at once, and leaves neither engines nor folders", async () => {
  await using world = await openEndingWorld();
  const served = await world.serve();
  const token = await world.token(served);
  await callTool(served, token, "run_sql", QUERY);
  silence(world);
  const query = callTool(served, token, "run_sql", QUERY).catch(() => "cut");
  await until(() => world.proxy.underWay > 0);
  const engines = childrenOf(served.pid);
  Deno.kill(served.pid, "SIGTERM");
  await until(() => /Stopping\./.test(served.output().stderr));
  await new Promise((resolve) => setTimeout(resolve, 400));
  const started = performance.now();
  assert.equal(await served.stop(), 1);
  assert.ok(performance.now() - started < 2_000);
  await query;
  await until(() => engines.every((pid) => !lives(pid)));
  assert.deepEqual(world.temporary(), []);
});

Deno.test("a signal while the store is locked ends a server that still starts, with exit code 0", async () => {
  await using world = await openEndingWorld();
  const unlock = lockStore(world.file);
  try {
    const spawned = Promise.withResolvers<number>();
    const starting = startServer(["--store", world.store], { env: world.env, onSpawn: spawned.resolve });
    const ended = assert.rejects(starting, /The server ended with 0 before it listened/);
    const pid = await spawned.promise;
    await until(() => hearsSigterm(pid));
    await new Promise((resolve) => setTimeout(resolve, 700));
    const started = performance.now();
    Deno.kill(pid, "SIGTERM");
    await ended;
    assert.ok(performance.now() - started < END_MS);
    assert.deepEqual(world.temporary(), []);
  } finally {
    unlock();
  }
});

Deno.test("a signal ends a server whose store another program locks for good, with exit code 0", async () => {
  await using world = await openEndingWorld();
  const served = await world.serve();
  const unlock = lockStore(world.file);
  try {
    // A write that waits for the lock.
    void fetch(`${served.url}/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ redirect_uris: ["http://127.0.0.1/cb"], token_endpoint_auth_method: "none" }),
    }).then((response) => response.text()).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    const started = performance.now();
    assert.equal(await served.stop(), 0);
    assert.ok(performance.now() - started < END_MS);
  } finally {
    unlock();
  }
});

Deno.test("folders of a killed server are removed by the next one, those of a living one stay", async () => {
  await using world = await openEndingWorld();
  const [living, killed] = [await world.serve(), await world.serve()];
  for (const served of [living, killed]) {
    await callTool(served, await world.token(served), "run_sql", QUERY);
  }
  assert.equal(world.temporary().length, 2);
  const engines = childrenOf(killed.pid);
  assert.equal(await killed.stop("SIGKILL"), 137);
  await until(() => engines.every((pid) => !lives(pid)));
  assert.equal(world.temporary().length, 2);
  const next = await world.serve();
  assert.equal(world.temporary().length, 1);
  assert.match(await callTool(living, await world.token(living), "run_sql", QUERY), /\[\[66\]\]/);
  assert.equal(await next.stop(), 0);
  assert.equal(await living.stop(), 0);
  assert.deepEqual(world.temporary(), []);
});

Deno.test("serve and query refuse to start where no folder for temporary files can be made, and say what to set", async () => {
  await using world = await openEndingWorld();
  const TMPDIR = `${world.env.TMPDIR}/none`;
  for (const args of [["serve", "--port", "0"], ["query", "SELECT 1"]]) {
    const { code, stderr } = await runCli([...args, "--store", world.store], { env: { TMPDIR } });
    assert.equal(code, 2, args.join(" "));
    assert.match(
      stderr,
      /^Error: No folder for temporary files can be made in \S+\/none\. Set TMPDIR to a folder/,
    );
  }
});

Deno.test("twenty signals at random moments of start and load: always exit code 0, nothing left, usage kept", async () => {
  await endAtRandomMoments(20, 1);
});
