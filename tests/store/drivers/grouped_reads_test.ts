import assert from "node:assert/strict";
import { DynamoSqlError } from "../../../src/errors.ts";
import { groupedReads } from "../../../src/store/drivers/grouped_reads.ts";

/** A database in memory whose reads are counted, and wait for `hold`'s end. */
async function counted() {
  const kv = await Deno.openKv(":memory:");
  const sizes: number[] = [];
  let gate: Promise<void> = Promise.resolve();
  const getMany = kv.getMany.bind(kv);
  // The engine's own object, so that everything else of it stays as it is.
  kv.getMany = async (keys, ...rest) => {
    sizes.push(keys.length);
    await gate;
    return await getMany(keys, ...rest);
  };
  return {
    kv,
    sizes,
    /** Holds reads up until the returned function is called. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

Deno.test("keys asked for during a read go together into the next one, at most ten, each to who asked", async () => {
  const { kv, sizes, hold } = await counted();
  for (let index = 0; index < 25; index++) await kv.set(["k", String(index)], index);
  const read = groupedReads<number>(kv);
  const goOn = hold();
  const all = Array.from({ length: 25 }, (_, index) => read(["k", String(index)]));
  const missing = read(["nothing"]);
  goOn();
  assert.deepEqual((await Promise.all(all)).map(({ value }) => value), [...Array(25).keys()]);
  assert.equal((await missing).value, null);
  assert.deepEqual(sizes, [1, 10, 10, 5]);
  kv.close();
});

Deno.test("a read that begins after a write sees it, whatever is under way", async () => {
  const { kv, hold } = await counted();
  await kv.set(["a"], 1);
  const read = groupedReads<number>(kv);
  const goOn = hold();
  const before = read(["b"]);
  await kv.set(["a"], 2);
  const after = read(["a"]);
  goOn();
  assert.equal((await after).value, 2);
  await before;
  kv.close();
});

Deno.test("when the engine is away all who wait hear it at once, and the next read tries again", async () => {
  const { kv, sizes, hold } = await counted();
  const read = groupedReads<number>(kv);
  const goOn = hold();
  const all = Array.from({ length: 15 }, () => read(["a"]));
  const failing = kv.getMany;
  kv.getMany = () => Promise.reject(new Error("the disk is gone"));
  goOn();
  const [first, ...others] = await Promise.allSettled(all);
  assert.equal(first?.status, "fulfilled");
  for (const { status, ...rest } of others) {
    assert.equal(status, "rejected");
    assert.ok(
      "reason" in rest && rest.reason instanceof DynamoSqlError && rest.reason.code === "unavailable",
    );
  }
  kv.getMany = failing;
  assert.equal((await read(["a"])).value, null);
  assert.deepEqual(sizes, [1, 1]);
  kv.close();
});
