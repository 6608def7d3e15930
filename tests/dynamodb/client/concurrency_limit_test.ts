import assert from "node:assert/strict";
import fc from "fast-check";
import { createConcurrencyLimit } from "../../../src/dynamodb/client/concurrency_limit.ts";

const never = new AbortController().signal;
const isStrain = (error: unknown) => error instanceof RangeError;

/** Requests that end when told to. */
function requests(limit: ReturnType<typeof createConcurrencyLimit>) {
  const open: PromiseWithResolvers<{ value: number; strained: boolean }>[] = [];
  return {
    open,
    begin(signal: AbortSignal = never): Promise<number> {
      return limit.run(
        () => {
          const request = Promise.withResolvers<{ value: number; strained: boolean }>();
          open.push(request);
          return request.promise;
        },
        isStrain,
        signal,
      );
    },
  };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("a limit starts small, and grows by one with every answer while it is used up", async () => {
  const limit = createConcurrencyLimit(2, 5);
  const { open, begin } = requests(limit);
  const all = Array.from({ length: 10 }, () => begin());
  await turn();
  assert.equal(open.length, 2);
  for (let at = 0; at < 10; at++) {
    open[at]?.resolve({ value: at, strained: false });
    await turn();
    assert.equal(limit.limit, Math.min(5, 3 + at), `after ${at + 1} answers`);
    assert.equal(open.length, Math.min(10, at + 1 + limit.limit));
  }
  assert.deepEqual(await Promise.all(all), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("a limit that is not used up does not grow", async () => {
  const limit = createConcurrencyLimit(4, 32);
  for (let at = 0; at < 20; at++) {
    await limit.run(() => Promise.resolve({ value: at, strained: false }), isStrain, never);
  }
  assert.equal(limit.limit, 4);
});

Deno.test("throttling halves the limit once for all that were under way, and never below one", async () => {
  const limit = createConcurrencyLimit(8, 32);
  const { open, begin } = requests(limit);
  const first = Array.from({ length: 8 }, () => begin().catch(() => -1));
  await turn();
  for (const each of open.slice(0, 4)) each.resolve({ value: 1, strained: true });
  for (const each of open.slice(4)) each.reject(new RangeError("too fast"));
  await Promise.all(first);
  assert.equal(limit.limit, 4);
  for (let at = 0; at < 5; at++) {
    await limit.run(() => Promise.resolve({ value: 0, strained: true }), isStrain, never);
  }
  assert.equal(limit.limit, 1);
});

Deno.test("another failure is no reason to slow down, and gives its place back", async () => {
  const limit = createConcurrencyLimit(1, 32);
  await assert.rejects(limit.run(() => Promise.reject(new TypeError("denied")), isStrain, never), TypeError);
  assert.equal(await limit.run(() => Promise.resolve({ value: 7, strained: false }), isStrain, never), 7);
});

Deno.test("who stops waiting leaves the queue without a request; the others go on in order", async () => {
  const limit = createConcurrencyLimit(1, 1);
  const { open, begin } = requests(limit);
  const gone = new AbortController();
  const order: number[] = [];
  const first = begin().then(() => order.push(1));
  const left = begin(gone.signal);
  const third = begin().then(() => order.push(3));
  await turn();
  gone.abort(new Error("left"));
  await assert.rejects(left, /left/);
  open[0]?.resolve({ value: 0, strained: false });
  await turn();
  assert.equal(open.length, 2);
  open[1]?.resolve({ value: 0, strained: false });
  await Promise.all([first, third]);
  assert.deepEqual(order, [1, 3]);
  await assert.rejects(begin(gone.signal), /left/);
});

Deno.test("never more requests are under way than the limit allows, whatever becomes of them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.record({ ms: fc.nat(3), strained: fc.boolean(), fails: fc.boolean() }), { maxLength: 40 }),
      async (start, lives) => {
        const limit = createConcurrencyLimit(start, 8);
        let underWay = 0;
        const outcomes = await Promise.allSettled(lives.map(({ ms, strained, fails }) =>
          limit.run(
            async () => {
              underWay++;
              assert.ok(underWay <= 8);
              await new Promise((resolve) => setTimeout(resolve, ms));
              underWay--;
              if (fails) throw strained ? new RangeError() : new TypeError();
              return { value: 1, strained };
            },
            isStrain,
            never,
          )
        ));
        assert.equal(underWay, 0);
        assert.equal(outcomes.length, lives.length);
        assert.ok(limit.limit >= 1 && limit.limit <= 8);
        // Everything came to its turn: nobody is left holding a place.
        assert.equal(
          await limit.run(() => Promise.resolve({ value: 9, strained: false }), isStrain, never),
          9,
        );
      },
    ),
    { numRuns: 60 },
  );
});
