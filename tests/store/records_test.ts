import assert from "node:assert/strict";
import { z } from "zod";
import { DynamoSqlError } from "../../src/errors.ts";
import { openMemory } from "../../src/store/drivers/memory.ts";
import { changeRecord, listRecords, readRecord } from "../../src/store/records.ts";

const schema = z.object({ count: z.number() });
const KEY = ["thing", "1"];

Deno.test("a record that lacks its shape is an internal error that tells no data", async () => {
  const store = openMemory();
  await store.set(KEY, { count: "confidential" });
  const internal = (error: unknown) =>
    error instanceof DynamoSqlError && error.code === "internal" && !error.message.includes("confidential");
  await assert.rejects(readRecord(store, schema, KEY), internal);
  await assert.rejects(Array.fromAsync(listRecords(store, schema, ["thing"])), internal);
});

Deno.test("a change is made from null, and again on top of itself", async () => {
  const store = openMemory();
  for (let round = 1; round <= 2; round++) {
    const written = await changeRecord(
      store,
      schema,
      KEY,
      (now) => ({ value: { count: (now?.count ?? 0) + 1 } }),
    );
    assert.deepEqual(written, { count: round });
  }
  assert.deepEqual((await Array.fromAsync(listRecords(store, schema, ["thing"]))).map(({ value }) => value), [
    { count: 2 },
  ]);
});

Deno.test("a change overtaken by another is made again on what the other wrote", async () => {
  const store = openMemory();
  let first = true;
  await changeRecord(store, schema, KEY, async (now) => {
    if (first) await store.set(KEY, { count: 10 });
    first = false;
    return { value: { count: (now?.count ?? 0) + 1 } };
  });
  assert.deepEqual((await store.get(KEY))?.value, { count: 11 });
});

Deno.test("a change that returns null leaves the record alone", async () => {
  const store = openMemory();
  assert.equal(await changeRecord(store, schema, KEY, () => null), null);
  assert.equal(await store.get(KEY), null);
});

Deno.test("a change always overtaken ends in conflict", async () => {
  const store = openMemory();
  await assert.rejects(
    changeRecord(store, schema, KEY, async (now) => {
      await store.set(KEY, { count: 0 });
      return { value: { count: (now?.count ?? 0) + 1 } };
    }),
    (error: unknown) => error instanceof DynamoSqlError && error.code === "conflict",
  );
});

Deno.test("what must be written with a record is written in the same commit, or not at all", async () => {
  const store = openMemory();
  const also = [{ type: "set", key: ["index"], value: 1 } as const];
  const checks = [{ key: ["gate"], version: null }];
  await changeRecord(store, schema, KEY, () => ({ value: { count: 1 }, also, checks }));
  assert.equal((await store.get(["index"]))?.value, 1);
  await store.set(["gate"], "shut");
  await store.delete(["index"]);
  await assert.rejects(changeRecord(store, schema, KEY, () => ({ value: { count: 2 }, also, checks })));
  assert.equal(await store.get(["index"]), null);
  assert.deepEqual((await store.get(KEY))?.value, { count: 1 });
});
