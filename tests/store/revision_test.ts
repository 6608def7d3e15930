import assert from "node:assert/strict";
import { openMemory } from "../../src/store/drivers/memory.ts";
import { createRevision } from "../../src/store/revision.ts";
import type { Store } from "../../src/store/store.ts";

/** Two processes' notices on one store, the first poll done. */
async function pair(store: Store = openMemory()) {
  const [here, there] = [createRevision(store), createRevision(store)];
  await here.poll();
  await there.poll();
  return { here, there, store };
}

Deno.test("a bump is heard here at once, and elsewhere at the next poll, once", async () => {
  const { here, there } = await pair();
  const heard: string[] = [];
  here.onChange("clients", () => heard.push("here"));
  there.onChange("clients", () => heard.push("there"));
  await here.bump("clients");
  assert.deepEqual(heard, ["here"]);
  await there.poll();
  await there.poll();
  assert.deepEqual(heard, ["here", "there"]);
});

Deno.test("a notice inside a commit is heard elsewhere though the writer died before announcing it", async () => {
  const { here, there, store } = await pair();
  let heard = 0;
  there.onChange("keys", () => heard++);
  await store.commit([], [here.mutation("keys")]);
  await there.poll();
  assert.equal(heard, 1);
});

Deno.test("a change of one topic is not heard by the listeners of another", async () => {
  const { here, there } = await pair();
  let heard = 0;
  there.onChange("keys", () => heard++);
  await here.bump("clients");
  await there.poll();
  assert.equal(heard, 0);
});

Deno.test("the first poll tells all listeners: what they cached before it cannot be vouched for", async () => {
  const revision = createRevision(openMemory());
  let heard = 0;
  revision.onChange("keys", () => heard++);
  await revision.poll();
  assert.equal(heard, 1);
});

Deno.test("while the store cannot be read listeners are told at every poll, so that caches fail closed", async () => {
  const { here, store } = await pair();
  let heard = 0;
  here.onChange("clients", () => heard++);
  await store.close();
  await here.poll();
  await here.poll();
  assert.equal(heard, 2);
});

Deno.test("a poll that hangs tells listeners at the next tick", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const memory = openMemory();
  const slow: Store = {
    ...memory,
    async *list(prefix, options) {
      await promise;
      yield* memory.list(prefix, options);
    },
  };
  const revision = createRevision(slow, { pollMs: 10 });
  const heard = Promise.withResolvers<void>();
  revision.onChange("clients", heard.resolve);
  revision.start();
  // The poller's own timer keeps no process alive, so the test needs one.
  const late = setTimeout(() => heard.reject(new Error("not told")), 5000);
  await heard.promise;
  clearTimeout(late);
  resolve();
  await revision.stop();
});

Deno.test("an ended subscription hears nothing more", async () => {
  const { here } = await pair();
  let heard = 0;
  const end = here.onChange("clients", () => heard++);
  end();
  await here.bump("clients");
  assert.equal(heard, 0);
});
