import assert from "node:assert/strict";
import type { AttributeValue } from "../../../src/dynamodb/access.ts";
import { readStreams } from "../../../src/dynamodb/readers/page_streams.ts";
import { limitsFor } from "../../../src/dynamodb/readers/request_limits.ts";

Deno.test("a read without a filter asks for what is left of what is wanted, then for as much again", () => {
  const limits = limitsFor({ limitHint: 10 });
  let request = limits.next(1);
  const asked = [request.limit];
  for (const count of [4, 6, 1]) {
    request.gave({ count, scanned: count, readUnits: 0.5 });
    request = limits.next(1);
    asked.push(request.limit);
  }
  assert.deepEqual(asked, [10, 6, 10, 10]);
  assert.equal(limitsFor({}).next(1).limit, undefined);
});

Deno.test("where nothing passes the filter, requests double: a rare item costs a dozen more at most", () => {
  const limits = limitsFor({ limitHint: 1, lookAt: { first: 4, perBlock: 4 } });
  const asked: (number | undefined)[] = [];
  for (let request = 0; request < 6; request++) {
    const { limit, gave } = limits.next(1);
    asked.push(limit);
    gave({ count: 0, scanned: limit ?? 0, readUnits: 0.5 });
  }
  assert.deepEqual(asked, [4, 8, 16, 32, 64, 128]);
});

Deno.test("what has passed says how many items to look at for the rest, in whole blocks", () => {
  const limits = limitsFor({ limitHint: 10, lookAt: { first: 12, perBlock: 4.1 } });
  // Three blocks hold 12.3 items.
  const first = limits.next(1);
  assert.equal(first.limit, 12);
  // Nine in twelve passed: for the last one 1.3 items, of a block that holds 4.1.
  first.gave({ count: 9, scanned: 12, readUnits: 0.5 });
  assert.equal(limits.next(1).limit, 4);
});

Deno.test("items larger than a block are asked for one by one at least", () => {
  const limits = limitsFor({ limitHint: 1, lookAt: { first: 1, perBlock: 0.2 } });
  const first = limits.next(1);
  assert.equal(first.limit, 1);
  first.gave({ count: 0, scanned: 1, readUnits: 0.5 });
  assert.equal(limits.next(1).limit, 2);
});

Deno.test("no request asks for more than DynamoDB takes, however much is wanted or however little passes", () => {
  const filtered = limitsFor({ limitHint: 1, lookAt: { first: 1_000, perBlock: 40 } });
  for (let request = 0; request < 60; request++) {
    const { limit: scanned = 0, gave } = filtered.next(1);
    assert.ok(scanned > 0 && scanned < 2 ** 31, `${scanned} in request ${request}`);
    gave({ count: 0, scanned, readUnits: 0.5 });
  }
  for (const limitHint of [3_000_000_000, Number.MAX_SAFE_INTEGER]) {
    assert.ok((limitsFor({ limitHint }).next(1).limit ?? Infinity) < 2 ** 31);
  }
});

Deno.test("no request looks at more items than what is left pays for, and one", () => {
  let left = 10;
  const allowance = { left: () => left, itemUnits: 0.88, pageUnits: 128 };
  // 10 / 0.88 = 11.4
  assert.equal(limitsFor({ allowance }).next(1).limit, 12);
  assert.equal(limitsFor({ allowance, limitHint: 1_000 }).next(1).limit, 12);
  assert.equal(limitsFor({ allowance, limitHint: 5 }).next(1).limit, 5);
  assert.equal(limitsFor({ allowance, limitHint: 1, lookAt: { first: 9, perBlock: 1 } }).next(1).limit, 9);
  // Four requests at once share it: 2.5 / 0.88 = 2.8.
  assert.equal(limitsFor({ allowance }).next(4).limit, 3);
  left = 0;
  assert.equal(limitsFor({ allowance }).next(1).limit, 1);
  left = -5;
  assert.equal(limitsFor({ allowance }).next(1).limit, 1);
  // A page costs no more than what is left.
  left = 128;
  assert.equal(limitsFor({ allowance }).next(1).limit, undefined);
  assert.equal(limitsFor({ allowance, limitHint: 1_000 }).next(1).limit, 1_000);
});

Deno.test("what was read makes an item larger than known, less what was rounded up, and never smaller: wide ones may come last", () => {
  const after = (scanned: number, readUnits: number, itemUnits: number) => {
    const limits = limitsFor({ allowance: { left: () => 10, itemUnits, pageUnits: 128 } });
    limits.next(1).gave({ count: 0, scanned, readUnits });
    limits.counted();
    return limits.next(1).limit;
  };
  // 10 items took 21 units, of which less than one was rounded up: 2 each at least.
  assert.deepEqual([after(10, 21, 0.1), after(10, 21, 2.05), after(10, 21, 9)], [6, 5, 2]);
  // One item of half a unit may be far smaller.
  assert.equal(after(1, 0.5, 0.03), 334);
  // Every 50th of 100 KB, of which none was met so far.
  assert.equal(after(71, 3.5, 0.28), 36);
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
): Promise<{ readonly units: number; readonly requests: number; readonly order: readonly number[] }> {
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
    allowance: { left: () => budget - counted, itemUnits, pageUnits },
  });
  for await (const { readUnits, items } of pages) {
    counted += readUnits;
    order.push(numberIn(items[0]?.["stream"]));
    if (counted > budget) break;
  }
  return { units, requests, order };
}

Deno.test("requests read ahead, or at once, are within what is left together: an item more is the most", async () => {
  for (const budget of [1, 5, 100, 200, 300, 1_000, 2_000]) {
    // Known, or not: the first page tells.
    for (const itemUnits of [1, 0.9]) {
      const one = await paid({ budget, sizes: [9_000], ordered: true, readAhead: 1, itemUnits });
      assert.ok(one.units > budget && one.units <= budget / itemUnits + 1, `${one.units} of ${budget}`);
    }
    for (const streams of [2, 8]) {
      const sizes = Array.from({ length: streams }, () => 9_000);
      const { units, requests } = await paid({ budget, sizes, ordered: false, readAhead: streams });
      assert.ok(units > budget && units <= budget + streams, `${units} of ${budget} in ${streams} streams`);
      assert.ok(requests <= 2 * streams + budget / 64, `${requests} requests for ${budget}`);
    }
  }
});

Deno.test("the first of several parts in order goes on in requests of many items, while those after it wait", async () => {
  const sizes = Array.from({ length: 8 }, () => 9_000);
  const { units, requests } = await paid({ budget: 1_000, sizes, ordered: true, readAhead: 8 });
  assert.ok(units > 1_000 && units < 2_000, `${units}`);
  assert.ok(requests < 60, `${requests}`);
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
