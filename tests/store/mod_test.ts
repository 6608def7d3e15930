import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { FORMAT_KEY, FORMAT_VERSION } from "../../src/store/format.ts";
import { openStore } from "../../src/store/mod.ts";

const CONFIG_INVALID = (error: unknown) => error instanceof DynamoSqlError && error.code === "config_invalid";

Deno.test("a specification that names no store is refused, in words that do not repeat it", async () => {
  for (const spec of ["", "kv:", "memory:x", "memory", "redis:secret", "/tmp/x.db", ":memory:", "KV:x"]) {
    await assert.rejects(openStore(spec), CONFIG_INVALID, spec);
  }
  await assert.rejects(openStore("redis:secret"), (error: Error) => !error.message.includes("secret"));
});

Deno.test("dynamodb: is refused as not in this release", async () => {
  await assert.rejects(openStore("dynamodb:table"), /not in this release/);
});

Deno.test("kv: makes the folder and the file, readable by their owner only, and keeps what is written", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/new/deeper/store.db`;
    const store = await openStore(`kv:${path}`);
    await store.set(["a"], "kept");
    await store.close();
    assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    assert.equal(((await Deno.stat(`${folder}/new`)).mode ?? 0) & 0o777, 0o700);
    const again = await openStore(`kv:${path}`);
    assert.equal((await again.get(["a"]))?.value, "kept");
    await again.close();
  });
});

Deno.test("kv: with a path that is no store, or cannot be one, is refused without naming the path", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/text.db`, "This is some text, not a database. ".repeat(100));
    for (const path of [folder, `${folder}/text.db`, `${folder}/text.db/below.db`]) {
      await assert.rejects(
        openStore(`kv:${path}`),
        (error) => CONFIG_INVALID(error) && error instanceof Error && !error.message.includes(folder),
        path,
      );
    }
  });
});

Deno.test("kv::memory: is a file like any other, never a database that is gone with the process", async () => {
  await withFolder(async (folder) => {
    const store = await openStore(`kv:${folder}/:memory:`);
    await store.close();
    assert.ok((await Deno.stat(`${folder}/:memory:`)).isFile);
  });
});

Deno.test("a new store carries our format version; one of our format opens again", async () => {
  await withFolder(async (folder) => {
    for (let time = 0; time < 2; time++) {
      const store = await openStore(`kv:${folder}/store.db`);
      assert.deepEqual((await store.get(FORMAT_KEY))?.value, { version: FORMAT_VERSION });
      await store.close();
    }
  });
});

Deno.test("a store of a newer format, or an unreadable one, refuses to open and stays as it is", async () => {
  await withFolder(async (folder) => {
    const spec = `kv:${folder}/store.db`;
    for (const value of [{ version: FORMAT_VERSION + 1 }, { version: "1" }, "1"]) {
      // Each round writes over what the last one left, past the check of the format.
      const raw = await openUnchecked(`${folder}/store.db`);
      await raw.set(FORMAT_KEY, value);
      await raw.close();
      await assert.rejects(openStore(spec), CONFIG_INVALID);
      const after = await openUnchecked(`${folder}/store.db`);
      assert.deepEqual((await after.get(FORMAT_KEY))?.value, value);
      await after.close();
    }
  });
});

Deno.test("ten openings of one new store at once all succeed", async () => {
  await withFolder(async (folder) => {
    const stores = await Promise.all(Array.from({ length: 10 }, () => openStore(`kv:${folder}/store.db`)));
    await Promise.all(stores.map((store) => store.close()));
  });
});

Deno.test("kv:URL of a server that is not there answers unavailable within six seconds", async () => {
  const started = performance.now();
  await assert.rejects(
    openStore("kv:http://127.0.0.1:9/", { accessToken: "test-token-0123456789" }),
    (error: unknown) => error instanceof DynamoSqlError && error.code === "unavailable",
  );
  assert.ok(performance.now() - started < 6000);
  Deno.env.delete("DENO_KV_ACCESS_TOKEN");
});

Deno.test("kv:URL without an access token says which variable is missing", async () => {
  await assert.rejects(openStore("kv:http://127.0.0.1:9/"), /DYNAMOSQL_STORE_TOKEN/);
});

async function openUnchecked(path: string) {
  const { openKv } = await import("../../src/store/drivers/kv.ts");
  return openKv(await Deno.openKv(path));
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
