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

Deno.test("kv: with a path that is no store, or cannot be one, is refused with the path and the reason", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/text.db`, "This is some text, not a database. ".repeat(100));
    await Deno.symlink(`${folder}/nowhere`, `${folder}/link.db`);
    for (
      const [path, reason] of [
        [folder, "it is not a file"],
        [`${folder}/text.db`, "it is not a store"],
        [`${folder}/text.db/below.db`, "a part of the path is not a folder"],
        [`${folder}/link.db`, "it is a link that leads nowhere"],
      ] as const
    ) {
      await assert.rejects(
        openStore(`kv:${path}`),
        (error) =>
          CONFIG_INVALID(error) && error instanceof Error &&
          error.message.startsWith(`store: ${path} cannot be opened or made: ${reason}. Choose`),
        path,
      );
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["link.db", "text.db"]);
  });
});

Deno.test("a store that must be there is not made: no file, an empty one, one without our mark", async () => {
  await withFolder(async (folder) => {
    const refused = (path: string) =>
      assert.rejects(
        openStore(`kv:${path}`, { missing: "refuse" }),
        (error) =>
          CONFIG_INVALID(error) && error instanceof Error &&
          error.message.startsWith(`There is no store at ${path}. Check`),
      );
    await refused(`${folder}/new/store.db`);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    await Deno.writeTextFile(`${folder}/empty.db`, "");
    await refused(`${folder}/empty.db`);
    // What a copy of the file of a young, running store is: a database in which nothing is.
    const unmarked = await openUnchecked(`${folder}/unmarked.db`);
    await unmarked.close();
    await refused(`${folder}/unmarked.db`);
    const memory = await openStore("memory:", { missing: "refuse" });
    await memory.close();
  });
});

Deno.test("who makes a store is told where, who opens it later is not", async () => {
  await withFolder(async (folder) => {
    const made: string[] = [];
    for (let time = 0; time < 2; time++) {
      const store = await openStore(`kv:${folder}/./store.db`, { onMade: (place) => made.push(place) });
      await store.close();
    }
    assert.deepEqual(made, [`${folder}/store.db`]);
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
