import assert from "node:assert/strict";
import { ANN, codeOf, isAlive, type Scripted, until, withScripted } from "./scripted.ts";
import { within } from "../fixtures/within.ts";

async function touch(): Promise<string> {
  return await Deno.makeTempFile({ prefix: "dynamosql-once-" });
}

/** The process id of the first engine, when that is up and works on something or has done so. */
async function enginePid(service: Scripted): Promise<number> {
  await until(() => (service.engines()[0]?.residentBytes ?? 0) > 0);
  return service.engines()[0]?.pid ?? 0;
}

Deno.test("No engine process exists before the first query and after the service is closed", async () => {
  let pid = 0;
  await withScripted({ engines: 1 }, async (service) => {
    assert.deepEqual(service.engines(), []);
    const page = await service.run("rows 3");
    assert.equal(page.rows.length, 3);
    pid = await enginePid(service);
    assert.ok(isAlive(pid));
  });
  assert.ok(!isAlive(pid));
});

Deno.test("A query whose engine is killed by hand in mid-query is run again and answers", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const answer = service.run("rows 10; wait 600; rows 5");
    const pid = await enginePid(service);
    Deno.kill(pid, "SIGKILL");
    const page = await answer;
    assert.deepEqual(page.rows.map(([n]) => n), Array.from({ length: 15 }, (_, n) => n));
    assert.notEqual(service.engines()[0]?.pid, pid);
  });
});

Deno.test("A query that kills its engine every time is told so after the second death, and the next like it after the first", async () => {
  await withScripted({ engines: 2 }, async (service) => {
    await assert.rejects(service.run("rows 1; die"), {
      code: "invalid_query",
      message: /crashes at this statement/,
    });
    assert.equal((await service.run("rows 2")).rows.length, 2);
    const neighbour = service.run("rows 2; wait 800");
    await until(() => service.engines().some(({ load }) => load === 1));
    const beside = service.engines().find(({ load }) => load === 1)?.pid;
    assert.equal(await codeOf(service.run("rows 1; die")), "invalid_query");
    await neighbour;
    assert.ok(service.engines().some(({ pid }) => pid === beside), "it ran where nobody else was");
  });
});

Deno.test("An engine whose DuckDB can no longer be used is replaced, and its queries run again", async () => {
  const file = await touch();
  await withScripted({ engines: 1 }, async (service) => {
    const neighbour = service.run("rows 2; wait 400; rows 2");
    await until(() => service.engines()[0]?.load === 1);
    const pid = await enginePid(service);
    assert.equal((await service.run(`rows 1; fatal_once ${file}; rows 3`)).rows.length, 4);
    assert.equal((await neighbour).rows.length, 4);
    assert.notEqual(await enginePid(service), pid);
    assert.equal(await codeOf(service.run("fatal")), "invalid_query");
    assert.equal((await service.run("rows 2")).rows.length, 2);
  });
});

Deno.test("A query that is run again is charged once, for the longer of its runs", async () => {
  const file = await touch();
  const charged: number[] = [];
  await withScripted({ engines: 1 }, async (service) => {
    const page = await service.run(`progress 70 40; wait 300; die_once ${file}; rows 3; progress 90 50`);
    assert.deepEqual([page.rows.length, page.stats.readUnits], [3, 50]);
    assert.equal((await service.run("progress 70 40; rows 3")).stats.readUnits, 40);
  }, { onQuery: ({ readUnits }) => void charged.push(readUnits) });
  assert.deepEqual(charged, [50, 40]);
});

Deno.test("Neighbours of a query that kills its engine answer, each of their rows once", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const neighbours = [1, 2, 3].map((n) => service.run(`rows ${n}; wait 400; rows ${n}`));
    await until(() => service.engines()[0]?.load === 3);
    const killer = codeOf(service.run("wait 100; die"));
    const pages = await Promise.all(neighbours);
    assert.deepEqual(pages.map((page) => page.rows.length), [2, 4, 6]);
    assert.equal(await killer, "invalid_query");
  });
});

Deno.test("A query that eats the engine's memory answers too_large, its neighbours their rows", async () => {
  await withScripted({ engines: 1, query_seconds: 20 }, async (service) => {
    const neighbour = service.run("rows 5; wait 1500; rows 5");
    await until(() => service.engines()[0]?.load === 1);
    assert.equal(await codeOf(service.run("wait 100; eat")), "too_large");
    assert.equal((await neighbour).rows.length, 10);
  });
});

Deno.test("A query that was beside a memory eater and is innocent is not blamed when its rerun succeeds", async () => {
  const file = await touch();
  await withScripted({ engines: 1, query_seconds: 20 }, async (service) => {
    const beside = service.run("rows 1; wait 800");
    await until(() => service.engines()[0]?.load === 1);
    const once = service.run(`wait 50; eat_once ${file}; rows 7`);
    assert.equal((await beside).rows.length, 1);
    assert.equal((await once).rows.length, 7);
  });
});

Deno.test("A query that cannot be stopped answers timeout within two seconds of its deadline", async () => {
  await withScripted({ engines: 1, query_seconds: 1 }, async (service) => {
    await service.run("rows 1");
    await within(3_000, async () => {
      const started = performance.now();
      assert.equal(await codeOf(service.run("hang")), "timeout");
      return performance.now() - started;
    });
    assert.equal((await service.run("rows 4")).rows.length, 4);
  });
});

Deno.test("A query that lets itself be stopped answers timeout and its engine lives on", async () => {
  await withScripted({ engines: 1, query_seconds: 1 }, async (service) => {
    await service.run("rows 1");
    const pid = await enginePid(service);
    assert.equal(await codeOf(service.run("wait 20000")), "timeout");
    assert.equal(await enginePid(service), pid);
  });
});

Deno.test("A neighbour of a query killed at its deadline is run again", async () => {
  await withScripted({ engines: 1, query_seconds: 4 }, async (service) => {
    const hung = codeOf(service.run("hang"));
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const neighbour = service.run("rows 2; wait 2800; rows 2");
    assert.equal(await hung, "timeout");
    // Its own deadline stays: of its 4 s at most 1 s is left, so it must end, one way or the other.
    const outcome = await neighbour.then((page) => page.rows.length, (error) => error.code);
    assert.ok(outcome === 4 || outcome === "timeout", String(outcome));
  });
});

Deno.test("A client that goes away gets cancelled at once and the engine stops the job", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const abort = new AbortController();
    const answer = codeOf(service.run("rows 1; wait 20000", {}, { signal: abort.signal }));
    await until(() => service.engines()[0]?.load === 1);
    const pid = await enginePid(service);
    abort.abort();
    assert.equal(await answer, "cancelled");
    await until(() => service.engines()[0]?.load === 0, 3);
    assert.equal(await enginePid(service), pid);
  });
});

Deno.test("A cancelled query that goes on all the same dies with its engine", async () => {
  await withScripted({ engines: 1, query_seconds: 30 }, async (service) => {
    const abort = new AbortController();
    const answer = codeOf(service.run("hang", {}, { signal: abort.signal }));
    const pid = await enginePid(service);
    abort.abort();
    assert.equal(await answer, "cancelled");
    await until(() => !isAlive(pid), 5);
  });
});

Deno.test("Queries spread over the engines allowed, and no more are started", async () => {
  await withScripted({ engines: 2 }, async (service) => {
    const runs = Array.from({ length: 6 }, () => service.run("wait 500; rows 1"));
    await until(() => service.engines().length === 2);
    assert.deepEqual(service.engines().map(({ load }) => load), [3, 3]);
    await Promise.all(runs);
    assert.equal(service.engines().length, 2);
  });
});

Deno.test("An engine whose server is killed ends by itself and removes its temporary directory", async () => {
  const script = `
    import { withScripted } from "${import.meta.resolve("./scripted.ts")}";
    await withScripted({ engines: 1 }, async (service) => {
      const running = service.run("hang");
      while (!service.engines()[0]?.residentBytes) await new Promise((r) => setTimeout(r, 20));
      console.log(service.engines()[0]?.pid);
      await running;
    });`;
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--ext=ts", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const input = server.stdin.getWriter();
  await input.write(new TextEncoder().encode(script));
  await input.close();
  const output = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const pid = Number((await output.read()).value);
  assert.ok(isAlive(pid));
  server.kill("SIGKILL");
  await server.status;
  await output.cancel();
  await until(() => !isAlive(pid), 5);
});

Deno.test("What a library prints in the engine does not disturb the protocol", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const page = await service.run('print {"type":"done","id":1}; rows 2');
    assert.equal(page.rows.length, 2);
  });
});

Deno.test("A promise that one job forgot takes no neighbour down", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const neighbour = service.run("wait 400; rows 3");
    await until(() => service.engines()[0]?.load === 1);
    const pid = await enginePid(service);
    await service.run("reject; wait 100; rows 1");
    assert.equal((await neighbour).rows.length, 3);
    assert.equal(await enginePid(service), pid);
  });
});

Deno.test("Errors keep their code across the process border, and foreign ones become internal", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    assert.equal(await codeOf(service.run("fail throttled")), "throttled");
    await assert.rejects(service.run("throw"), { code: "internal", message: "Internal error." });
  });
});

Deno.test("The engine asks the catalogue of its query's tenant and schema", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const page = await service.page(ANN, { sql: "lookup orders", schemaName: "east" });
    assert.match(String(page.rows[0]?.[1]), /Table not found: east\.orders/);
  });
});

Deno.test("An engine that blocks its event loop for seconds is waited for, not killed", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    assert.equal((await service.run("block 2500; rows 1")).rows.length, 1);
  });
});

Deno.test("Queries under way when the service closes answer unavailable", async () => {
  let answer: Promise<string> | undefined;
  await withScripted({ engines: 1 }, async (service) => {
    answer = codeOf(service.run("wait 20000"));
    await until(() => service.engines()[0]?.load === 1);
  });
  assert.equal(await answer, "unavailable");
});

Deno.test("Many queries over engines of which one dies all answer, each of their rows once", async () => {
  const file = await touch();
  await withScripted({ engines: 2, query_seconds: 20 }, async (service) => {
    const runs = Array.from({ length: 24 }, (_, n) => `rows ${n}; wait 50; rows ${n}`);
    runs[7] = `rows 1; die_once ${file}; rows 1`;
    const pages = await Promise.all(runs.map((script) => service.run(script)));
    assert.deepEqual(pages.map((page) => page.rows.length), runs.map((_, n) => n === 7 ? 2 : 2 * n));
  });
});
