import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { DynamoSqlError } from "../../src/errors.ts";
import { backupStore } from "../../src/store/backup.ts";
import { openStore } from "../../src/store/mod.ts";
import { holdsLock } from "./drivers/locks.ts";

const COUNTER = fileURLToPath(new URL("./counter_process.ts", import.meta.url));

Deno.test("a backup beside two processes that write is the store at one moment, and opens", async () => {
  await withFolder(async (folder) => {
    const spec = `kv:${folder}/store.kv`;
    const store = await openStore(spec);
    const writers = ["one", "two"].map((name) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", "--no-check", COUNTER, spec, name, "400"],
        stdout: "piped",
        stderr: "piped",
      }).output()
    );
    while ((await store.get<number>(["counter"]))?.value === undefined) await pause();
    const counts: number[] = [];
    for (let round = 0; round < 6; round++) {
      const before = (await store.get<number>(["counter"]))?.value ?? 0;
      const { to, bytes } = await backupStore(spec, `${folder}/copy${round}`);
      const after = (await store.get<number>(["counter"]))?.value ?? 0;
      assert.ok(holdsLock(`${folder}/store.kv`));
      const info = await Deno.stat(to);
      assert.deepEqual([info.size, (info.mode ?? 0) & 0o777], [bytes, 0o600]);
      const copy = await openStore(`kv:${to}`, { missing: "refuse" });
      const count = (await copy.get<number>(["counter"]))?.value ?? 0;
      // Each commit adds one to the counter and leaves one trace: both are in the copy, or neither.
      assert.equal((await Array.fromAsync(copy.list(["trace"]))).length, count);
      assert.ok(before <= count && count <= after, `${before} ${count} ${after}`);
      counts.push(count);
      await copy.close();
    }
    for (const writer of await Promise.all(writers)) {
      assert.equal(new TextDecoder().decode(writer.stderr), "");
    }
    assert.ok(new Set(counts).size > 1, `nobody wrote in between: ${counts}`);
    assert.equal((await store.get(["counter"]))?.value, 800);
    await store.close();
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => /part/.test(name));
    assert.deepEqual(left, []);
  });
});

Deno.test("a backup of a store that nobody has open is the store", async () => {
  await withFolder(async (folder) => {
    const store = await openStore(`kv:${folder}/store.kv`);
    await store.set(["a"], { kept: [1, "ä"] });
    await store.close();
    await backupStore(`kv:${folder}/store.kv`, `${folder}/copy`);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["copy", "store.kv"]);
    const copy = await openStore(`kv:${folder}/copy`);
    assert.deepEqual((await copy.get(["a"]))?.value, { kept: [1, "ä"] });
    await copy.close();
  });
});

Deno.test("a backup that cannot be made leaves nothing, and names the file and what to do", async () => {
  await withFolder(async (folder) => {
    const spec = `kv:${folder}/store.kv`;
    await (await openStore(spec)).close();
    await Deno.writeTextFile(`${folder}/there`, "mine");
    const failing = async (store: string, to: string, code: string, message: RegExp) =>
      await assert.rejects(backupStore(store, to), (error: unknown) => {
        assert.ok(error instanceof DynamoSqlError);
        assert.equal(error.code, code);
        assert.match(error.message, message);
        return true;
      });
    await failing(spec, `${folder}/there`, "conflict", /there is there already\. Choose another name/);
    await failing(spec, `${folder}/store.kv`, "conflict", /store\.kv is there already/);
    await failing(
      spec,
      `${folder}/none/copy`,
      "config_invalid",
      /none\/copy cannot be made: No such file or dir/,
    );
    await failing(
      spec,
      `${folder}/there/copy`,
      "config_invalid",
      /there\/copy cannot be made: Not a directory/,
    );
    await failing(
      `kv:${folder}/typo`,
      `${folder}/copy`,
      "config_invalid",
      /There is no store at .*typo\. Check/,
    );
    await failing("memory:", `${folder}/copy`, "invalid_parameter", /copies the file of a kv:PATH store/);
    await failing("kv:http://127.0.0.1:9/", `${folder}/copy`, "invalid_parameter", /backed up where it lies/);
    const lock = new DatabaseSync(`${folder}/store.kv`);
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; SELECT count(*) FROM kv");
    await failing(spec, `${folder}/copy`, "unavailable", /stayed locked by another program.*store\.kv/);
    lock.exec("ROLLBACK");
    lock.close();
    assert.equal(await Deno.readTextFile(`${folder}/there`), "mine");
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["store.kv", "there"]);
  });
});

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
