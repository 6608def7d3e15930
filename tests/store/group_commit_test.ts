import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { groupCommit } from "../../src/store/group_commit.ts";
import { openStore, type Store } from "../../src/store/mod.ts";

/** A store whose commits are counted, and wait for `open`. */
async function countedStore() {
  const memory = await openStore("memory:");
  const sizes: number[] = [];
  let gate: Promise<void> = Promise.resolve();
  const store: Store = {
    ...memory,
    async commit(checks, mutations) {
      sizes.push(mutations.length);
      await gate;
      return await memory.commit(checks, mutations);
    },
  };
  return {
    store,
    memory,
    sizes,
    /** Holds commits up until the returned function is called. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

const change = (name: string, version: string, value: unknown) => ({
  mutation: { type: "set" as const, key: ["r", name], value },
  version,
});

Deno.test("changes that arrive during a commit go together into the next one, at most 24", async () => {
  const { store, memory, sizes, hold } = await countedStore();
  const commit = groupCommit(store);
  const versions = await Promise.all(
    Array.from({ length: 40 }, (_, index) => memory.set(["r", String(index)], 0)),
  );
  const goOn = hold();
  const all = versions.map((version, index) => commit(change(String(index), version, 1)));
  goOn();
  assert.ok((await Promise.all(all)).every((committed) => committed));
  assert.deepEqual(sizes, [1, 24, 15]);
  for (let index = 0; index < 40; index++) assert.equal((await memory.get(["r", String(index)]))?.value, 1);
});

Deno.test("one late change in a group is refused alone, the others stand", async () => {
  const { store, memory, hold } = await countedStore();
  const commit = groupCommit(store);
  const versions = await Promise.all(["a", "b", "c", "d"].map((name) => memory.set(["r", name], 0)));
  const goOn = hold();
  const all = ["a", "b", "c", "d"].map((name, index) => commit(change(name, versions[index] ?? "", 1)));
  await memory.set(["r", "c"], "theirs");
  goOn();
  assert.deepEqual(await Promise.all(all), [true, true, false, true]);
  assert.equal((await memory.get(["r", "c"]))?.value, "theirs");
});

Deno.test("many changes of one version of one record: one of them is committed", async () => {
  const { store, memory } = await countedStore();
  const commit = groupCommit(store);
  const version = await memory.set(["r", "a"], 0);
  const all = await Promise.all(
    Array.from({ length: 64 }, (_, value) => commit(change("a", version, value))),
  );
  assert.equal(all.filter(Boolean).length, 1);
});

Deno.test("a store that fails fails for those who waited, and works for those who come later", async () => {
  const { store, memory } = await countedStore();
  let broken = true;
  const commit = groupCommit({
    ...store,
    commit: (...given) =>
      broken ? Promise.reject(new DynamoSqlError("unavailable", "away")) : store.commit(...given),
  });
  const version = await memory.set(["r", "a"], 0);
  const failing = Array.from({ length: 3 }, () => commit(change("a", version, 1)));
  for (const one of await Promise.allSettled(failing)) assert.equal(one.status, "rejected");
  broken = false;
  assert.equal(await commit(change("a", version, 1)), true);
});
