import assert from "node:assert/strict";
import type { Allowance, AttributeValue } from "../../../src/dynamodb/access.ts";
import { readStreams } from "../../../src/dynamodb/readers/page_streams.ts";
import { createReservations } from "../../../src/dynamodb/readers/reservations.ts";
import { limitsFor } from "../../../src/dynamodb/readers/request_limits.ts";

Deno.test("a read without a filter asks for what is left of what is wanted, then for as much again", () => {
  const limits = limitsFor({ limitHint: 10 });
  let request = limits.next();
  const asked = [request.limit];
  for (const count of [4, 6, 1]) {
    request.gave({ count, scanned: count, readUnits: 0.5 });
    request = limits.next();
    asked.push(request.limit);
  }
  assert.deepEqual(asked, [10, 6, 10, 10]);
  assert.equal(limitsFor({}).next().limit, undefined);
});

Deno.test("where nothing passes the filter, requests double: a rare item costs a dozen more at most", () => {
  const limits = limitsFor({ limitHint: 1, lookAt: { first: 4, perBlock: 4 } });
  const asked: (number | undefined)[] = [];
  for (let request = 0; request < 6; request++) {
    const { limit, gave } = limits.next();
    asked.push(limit);
    gave({ count: 0, scanned: limit ?? 0, readUnits: 0.5 });
  }
  assert.deepEqual(asked, [4, 8, 16, 32, 64, 128]);
});

Deno.test("what has passed says how many items to look at for the rest, in whole blocks", () => {
  const limits = limitsFor({ limitHint: 10, lookAt: { first: 12, perBlock: 4.1 } });
  // Three blocks hold 12.3 items.
  const first = limits.next();
  assert.equal(first.limit, 12);
  // Nine in twelve passed: for the last one 1.3 items, of a block that holds 4.1.
  first.gave({ count: 9, scanned: 12, readUnits: 0.5 });
  assert.equal(limits.next().limit, 4);
});

Deno.test("items larger than a block are asked for one by one at least", () => {
  const limits = limitsFor({ limitHint: 1, lookAt: { first: 1, perBlock: 0.2 } });
  const first = limits.next();
  assert.equal(first.limit, 1);
  first.gave({ count: 0, scanned: 1, readUnits: 0.5 });
  assert.equal(limits.next().limit, 2);
});

Deno.test("no request asks for more than DynamoDB takes, however much is wanted or however little passes", () => {
  const filtered = limitsFor({ limitHint: 1, lookAt: { first: 1_000, perBlock: 40 } });
  for (let request = 0; request < 60; request++) {
    const { limit: scanned = 0, gave } = filtered.next();
    assert.ok(scanned > 0 && scanned < 2 ** 31, `${scanned} in request ${request}`);
    gave({ count: 0, scanned, readUnits: 0.5 });
  }
  for (const limitHint of [3_000_000_000, Number.MAX_SAFE_INTEGER]) {
    assert.ok((limitsFor({ limitHint }).next().limit ?? Infinity) < 2 ** 31);
  }
});

/** An allowance of its own, of items of so many units. */
function allowanceOf(left: () => number, itemUnits: number, more: Partial<Allowance> = {}): Allowance {
  return {
    left,
    reservations: createReservations(),
    itemUnits,
    pageUnits: 128,
    blockUnits: 0.5,
    refuse: (units) => new Error(`An item takes ${units}.`),
    ...more,
  };
}

Deno.test("near the end of what is left a request looks at what half of it pays for, and at few items one by one", () => {
  const limit = (left: number, itemUnits: number, more: Parameters<typeof limitsFor>[0] = {}) =>
    limitsFor({ allowance: allowanceOf(() => left, itemUnits), ...more }).next().limit;
  // 5 / 0.25 = 20
  assert.equal(limit(10, 0.25), 20);
  assert.equal(limit(10, 0.25, { limitHint: 1_000 }), 20);
  assert.equal(limit(10, 0.25, { limitHint: 5 }), 5);
  assert.equal(limit(10, 0.25, { limitHint: 1, lookAt: { first: 9, perBlock: 1 } }), 9);
  // 5 / 0.88 = 5.7
  assert.equal(limit(10, 0.88), 1);
  assert.equal(limit(0.5, 0.5), 1);
  // A page costs no more than what is left.
  assert.equal(limit(128, 0.88), undefined);
  assert.equal(limit(128, 0.88, { limitHint: 1_000 }), 1_000);
});

Deno.test("an item that is dearer than what is left is not asked for", () => {
  for (
    const [left, itemUnits, told] of [[10, 10.2, 10.5], [0, 0.01, 0.5], [-5, 0.01, 0.5], [
      0.4,
      0.1,
      0.5,
    ]] as const
  ) {
    const limits = limitsFor({ allowance: allowanceOf(() => left, itemUnits) });
    assert.throws(() => limits.next(), new Error(`An item takes ${told}.`));
  }
});

Deno.test("the widest page so far makes an item larger than known, and none makes it smaller", () => {
  const after = (scanned: number, readUnits: number, itemUnits: number) => {
    const limits = limitsFor({ allowance: allowanceOf(() => 40, itemUnits) });
    limits.next().gave({ count: 0, scanned, readUnits });
    limits.handedOver(readUnits);
    limits.next().gave({ count: 0, scanned: 1_000, readUnits: 0.5 });
    limits.handedOver(0.5);
    return limits.next().limit;
  };
  // 10 items took 21 units: 2.1 each; 20 / 2.1 = 9.5.
  assert.deepEqual([after(10, 21, 0.1), after(10, 21, 2.2), after(10, 21, 9)], [9, 9, 1]);
});

Deno.test("the rest of a table that is known to fit is asked for at once, and an item more shows its end", () => {
  const whole = { items: 100, readUnits: 9.7 };
  const limits = limitsFor({ allowance: allowanceOf(() => 10, 0.097, { whole }) });
  assert.equal(limits.next().limit, 101);
  assert.ok(limits.mayBegin, "its other segments are part of the same rest");
  const smaller = limitsFor({ allowance: allowanceOf(() => 9.5, 0.097, { whole }) });
  assert.equal(smaller.next().limit, 48);
});

Deno.test("reads that share an allowance count what the others may take, and wait for it", async () => {
  const reservations = createReservations();
  const shared = () => limitsFor({ allowance: allowanceOf(() => 10, 0.5, { reservations }) });
  const [one, other] = [shared(), shared()];
  const request = one.next();
  // Five units pay for ten items.
  assert.deepEqual([request.limit, reservations.units], [10, 5]);
  const beside = other.next();
  assert.deepEqual([beside.limit, reservations.units], [1, 5.5]);
  for (let n = 0; n < 9; n++) other.next();
  assert.throws(() => other.next());
  let ready = false;
  const waiting = other.ready().then(() => ready = true);
  await Promise.resolve();
  assert.equal(ready, false);
  request.gave({ count: 0, scanned: 4, readUnits: 2 });
  await waiting;
  assert.equal(other.next().limit, 1);
  one.close();
  other.close();
  beside.failed();
});

const numberIn = (value?: AttributeValue) => value !== undefined && "N" in value ? Number(value.N) : 0;

/** Reads streams of items of a unit each, within a budget. @returns what was asked of DynamoDB, and in how many requests */
async function paid(
  { budget, sizes, ordered, readAhead, pageUnits = 128, itemUnits = 1 }: {
    readonly budget: number;
    readonly sizes: readonly number[];
    readonly ordered: boolean;
    readonly readAhead: number;
    readonly pageUnits?: number;
    readonly itemUnits?: number;
  },
): Promise<
  {
    readonly units: number;
    readonly requests: number;
    readonly order: readonly number[];
    readonly refused: boolean;
  }
> {
  let [counted, units, requests] = [0, 0, 0];
  const order: number[] = [];
  const pages = readStreams({
    count: sizes.length,
    ordered,
    readAhead,
    async fetch(stream, cursor, limit = pageUnits) {
      const from = numberIn(cursor?.["n"]);
      const scanned = Math.min(limit, pageUnits, (sizes[stream] ?? 0) - from);
      units += scanned;
      requests++;
      // The first stream is the slowest, or the quickest.
      await new Promise((resolve) => setTimeout(resolve, stream === 0 ? 4 : 1));
      const to = from + scanned;
      return {
        items: [{ stream: { N: `${stream}` } }],
        count: scanned,
        scanned,
        readUnits: scanned,
        requests: 1,
        bytes: 0,
        cursor: to < (sizes[stream] ?? 0) ? { n: { N: `${to}` } } : null,
      };
    },
  }, {
    signal: new AbortController().signal,
    allowance: allowanceOf(() => budget - counted, itemUnits, { pageUnits, blockUnits: 1 }),
  });
  let refused = false;
  try {
    for await (const { readUnits, items } of pages) {
      counted += readUnits;
      order.push(numberIn(items[0]?.["stream"]));
    }
  } catch {
    refused = true;
  }
  return { units, requests, order, refused };
}

Deno.test("requests read ahead, or at once, are within what is left together, and use all of it", async () => {
  for (const budget of [1, 5, 100, 200, 300, 1_000, 2_000]) {
    for (const streams of [1, 2, 8]) {
      for (const ordered of [true, false]) {
        const sizes = Array.from({ length: streams }, () => 9_000);
        const told = await paid({ budget, sizes, ordered, readAhead: streams });
        assert.deepEqual([told.units, told.refused], [budget, true], `${budget} in ${streams} streams`);
        assert.ok(told.requests <= budget / 64 + 30, `${told.requests} requests for ${budget}`);
      }
    }
  }
});

Deno.test("what just suffices is enough, however uneven its parts are, and their order stays", async () => {
  for (const sizes of [[300, 40, 40, 40], [40, 40, 40, 300], [1, 1, 1, 1, 900, 1, 1], [128, 128]]) {
    const budget = sizes.reduce((sum, size) => sum + size);
    for (const ordered of [true, false]) {
      const { units, order } = await paid({ budget, sizes, ordered, readAhead: sizes.length });
      assert.equal(units, budget, `${sizes}`);
      if (ordered) assert.deepEqual(order, order.toSorted((a, b) => a - b));
    }
  }
});
