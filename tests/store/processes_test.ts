import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { DynamoSqlError } from "../../src/errors.ts";
import { openStore } from "../../src/store/mod.ts";
import { createRevision } from "../../src/store/revision.ts";
import { addTo } from "./counter.ts";

const PROCESS = fileURLToPath(new URL("./counter_process.ts", import.meta.url));
const TIMES = 150;

Deno.test("three processes on one kv file lose no update and see no torn write", async () => {
  await withStoreFile(async (path) => {
    const spec = `kv:${path}`;
    const store = await openStore(spec);
    const others = ["one", "two"].map((name) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", PROCESS, spec, name, String(TIMES)],
        stdout: "piped",
        stderr: "piped",
      }).output()
    );
    await addTo(store, "here", TIMES);
    for (const other of await Promise.all(others)) {
      assert.equal(new TextDecoder().decode(other.stderr), "");
      assert.ok(other.success);
    }
    assert.equal((await store.get(["counter"]))?.value, 3 * TIMES);
    for (const name of ["here", "one", "two"]) {
      let traces = 0;
      for await (const _entry of store.list(["trace", name])) traces++;
      assert.equal(traces, TIMES);
    }
    await store.close();
  });
});

Deno.test("a write waits for another process's lock and goes through when it ends", async () => {
  await withStoreFile(async (path) => {
    const store = await openStore(`kv:${path}`);
    const lock = new DatabaseSync(path);
    lock.exec("BEGIN IMMEDIATE");
    const writing = store.set(["a"], 1);
    setTimeout(() => lock.exec("ROLLBACK"), 1500);
    const started = performance.now();
    await writing;
    assert.ok(performance.now() - started > 1000, "the lock did not hold the write back");
    assert.equal((await store.get(["a"]))?.value, 1);
    lock.close();
    await store.close();
  });
});

Deno.test("a store that stays locked answers unavailable after five seconds, and reads go on meanwhile", async () => {
  await withStoreFile(async (path) => {
    const store = await openStore(`kv:${path}`);
    await store.set(["a"], 1);
    const lock = new DatabaseSync(path);
    lock.exec("BEGIN IMMEDIATE");
    const started = performance.now();
    const writing = assert.rejects(
      store.set(["a"], 2),
      (error: unknown) => error instanceof DynamoSqlError && error.code === "unavailable",
    );
    for (let read = 0; read < 5; read++) {
      assert.equal((await store.get(["a"]))?.value, 1);
      assert.equal((await Array.fromAsync(store.list([]))).length, 2);
    }
    assert.ok(performance.now() - started < 1000, "reads waited for the write");
    await writing;
    const waited = performance.now() - started;
    assert.ok(waited > 4000 && waited < 7000, `waited ${waited} ms`);
    lock.exec("ROLLBACK");
    lock.close();
    await store.close();
  });
});

for (
  const [how, lock] of [
    ["for writes", "BEGIN IMMEDIATE"],
    ["whole", "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; SELECT count(*) FROM kv"],
  ] as const
) {
  Deno.test(`a store that another program locks ${how} is refused with its path within five seconds, and opens later`, async () => {
    await withStoreFile(async (path) => {
      await (await openStore(`kv:${path}`)).close();
      const other = new DatabaseSync(path);
      other.exec(lock);
      const started = performance.now();
      await assert.rejects(
        openStore(`kv:${path}`),
        (error: unknown) =>
          error instanceof DynamoSqlError && error.code === "unavailable" &&
          error.message === `The store stayed locked by another program. It is at ${path}.`,
      );
      const waited = performance.now() - started;
      assert.ok(waited > 2000 && waited < 5000, `waited ${waited} ms`);
      other.exec("ROLLBACK");
      other.close();
      await (await openStore(`kv:${path}`)).close();
    });
  });
}

Deno.test("a store that stays locked closes all the same, at once", async () => {
  await withStoreFile(async (path) => {
    const store = await openStore(`kv:${path}`);
    const lock = new DatabaseSync(path);
    lock.exec("BEGIN IMMEDIATE");
    const writing = store.set(["a"], 2).then(() => "written", () => "refused");
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    await store.close();
    const waited = performance.now() - started;
    assert.ok(waited < 1500, `waited ${waited} ms`);
    lock.exec("ROLLBACK");
    lock.close();
    assert.equal(await writing, "written");
  });
});

Deno.test("a change in one opening of a kv file reaches another's listeners within five seconds", async () => {
  await withStoreFile(async (path) => {
    const [mine, theirs] = [await openStore(`kv:${path}`), await openStore(`kv:${path}`)];
    const revision = createRevision(mine);
    await revision.poll();
    revision.start();
    const heard = Promise.withResolvers<void>();
    revision.onChange("clients", heard.resolve);
    const started = performance.now();
    await createRevision(theirs).bump("clients");
    // The poller's own timer keeps no process alive, so the test needs one.
    const late = setTimeout(() => heard.reject(new Error("not heard in time")), 5000);
    await heard.promise;
    clearTimeout(late);
    assert.ok(performance.now() - started < 5000);
    await revision.stop();
    await mine.close();
    await theirs.close();
  });
});

async function withStoreFile(test: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(`${folder}/store.db`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
