import assert from "node:assert/strict";
import { openKv } from "../../../src/store/drivers/kv.ts";
import type { Store } from "../../../src/store/store.ts";

/** A store on a database in memory, whose reads are counted. */
async function counted(): Promise<{ store: Store; reads: () => number }> {
  const kv = await Deno.openKv(":memory:");
  let reads = 0;
  const getMany = kv.getMany.bind(kv);
  // The engine's own object, so that everything else of it stays as it is.
  kv.getMany = (...args) => {
    reads++;
    return getMany(...args);
  };
  return { store: openKv(kv), reads: () => reads };
}

Deno.test("a commit whose checks hold reads nothing before it", async () => {
  const { store, reads } = await counted();
  const version = await store.set(["a"], 1, { expiresAt: Date.now() + 60_000 });
  const checks = [{ key: ["a"], version }, { key: ["b"], version: null }];
  assert.equal(await store.commit(checks, [{ type: "set", key: ["a"], value: 2 }]), true);
  assert.equal(reads(), 0);
  await store.close();
});

Deno.test("a commit that the engine refuses for an expired entry is looked into, and done", async () => {
  const { store, reads } = await counted();
  await store.set(["a"], 1, { expiresAt: Date.now() - 1 });
  assert.equal(
    await store.commit([{ key: ["a"], version: null }], [{ type: "set", key: ["a"], value: 2 }]),
    true,
  );
  assert.equal(reads(), 1);
  await store.close();
});

Deno.test("a commit that rests on what has expired meanwhile is refused without asking the engine", async () => {
  const kv = await Deno.openKv(":memory:");
  let now = Date.now();
  const store = openKv(kv, { clock: () => now });
  const version = await store.set(["a"], 1, { expiresAt: now + 60_000 });
  now += 60_000;
  kv.atomic = () => assert.fail("the engine was asked");
  await assert.rejects(store.commit([{ key: ["b"], version: null }], []));
  assert.equal(await store.commit([{ key: ["a"], version }], []), false);
  await store.close();
});

Deno.test("what is no version of this driver never holds", async () => {
  const kv = await Deno.openKv(":memory:");
  const store = openKv(kv);
  const version = await store.set(["a"], 1);
  for (const text of ["", "x", "@", version.toUpperCase() + "0", `${version}x`, `x@${Date.now() + 1000}`]) {
    assert.equal(await store.commit([{ key: ["a"], version: text }], []), false, text);
  }
  assert.equal(await store.commit([{ key: ["a"], version }], []), true);
  await store.close();
});
