import assert from "node:assert/strict";
import { limitsFor } from "../../../src/dynamodb/readers/request_limits.ts";

Deno.test("a read without a filter asks for what is left of what is wanted, then for as much again", () => {
  const limits = limitsFor({ limitHint: 10 });
  const asked = [limits.next(1)];
  for (const count of [4, 6, 1]) {
    limits.gave({ count, scanned: count, readUnits: 0.5 });
    asked.push(limits.next(1));
  }
  assert.deepEqual(asked, [10, 6, 10, 10]);
  assert.equal(limitsFor({}).next(1), undefined);
});

Deno.test("where nothing passes the filter, requests double: a rare item costs a dozen more at most", () => {
  const limits = limitsFor({ limitHint: 1, lookAt: { first: 4, perBlock: 4 } });
  const asked: (number | undefined)[] = [];
  for (let request = 0; request < 6; request++) {
    const scanned = limits.next(1);
    asked.push(scanned);
    limits.gave({ count: 0, scanned: scanned ?? 0, readUnits: 0.5 });
  }
  assert.deepEqual(asked, [4, 8, 16, 32, 64, 128]);
});

Deno.test("what has passed says how many items to look at for the rest, in whole blocks", () => {
  const limits = limitsFor({ limitHint: 10, lookAt: { first: 12, perBlock: 4.1 } });
  // Three blocks hold 12.3 items.
  assert.equal(limits.next(1), 12);
  // Nine in twelve passed: for the last one 1.3 items, of a block that holds 4.1.
  limits.gave({ count: 9, scanned: 12, readUnits: 0.5 });
  assert.equal(limits.next(1), 4);
});

Deno.test("items larger than a block are asked for one by one at least", () => {
  const limits = limitsFor({ limitHint: 1, lookAt: { first: 1, perBlock: 0.2 } });
  assert.equal(limits.next(1), 1);
  limits.gave({ count: 0, scanned: 1, readUnits: 0.5 });
  assert.equal(limits.next(1), 2);
});

Deno.test("no request asks for more than DynamoDB takes, however much is wanted or however little passes", () => {
  const filtered = limitsFor({ limitHint: 1, lookAt: { first: 1_000, perBlock: 40 } });
  for (let request = 0; request < 60; request++) {
    const scanned = filtered.next(1) ?? 0;
    assert.ok(scanned > 0 && scanned < 2 ** 31, `${scanned} in request ${request}`);
    filtered.gave({ count: 0, scanned, readUnits: 0.5 });
  }
  for (const limitHint of [3_000_000_000, Number.MAX_SAFE_INTEGER]) {
    assert.ok((limitsFor({ limitHint }).next(1) ?? Infinity) < 2 ** 31);
  }
});

Deno.test("no request looks at more items than what is left pays for, and one", () => {
  let left = 10;
  const allowance = { left: () => left, itemUnits: 0.88, pageUnits: 128 };
  // 10 / 0.88 = 11.4
  assert.equal(limitsFor({ allowance }).next(1), 12);
  assert.equal(limitsFor({ allowance, limitHint: 1_000 }).next(1), 12);
  assert.equal(limitsFor({ allowance, limitHint: 5 }).next(1), 5);
  assert.equal(limitsFor({ allowance, limitHint: 1, lookAt: { first: 9, perBlock: 1 } }).next(1), 9);
  // Four requests at once share it: 2.5 / 0.88 = 2.8.
  assert.equal(limitsFor({ allowance }).next(4), 3);
  left = 0;
  assert.equal(limitsFor({ allowance }).next(1), 1);
  left = -5;
  assert.equal(limitsFor({ allowance }).next(1), 1);
  // A page costs no more than what is left.
  left = 128;
  assert.equal(limitsFor({ allowance }).next(1), undefined);
  assert.equal(limitsFor({ allowance, limitHint: 1_000 }).next(1), 1_000);
});

Deno.test("what was read makes an item larger than known, less what was rounded up, and never smaller: wide ones may come last", () => {
  const after = (scanned: number, readUnits: number, itemUnits: number) => {
    const limits = limitsFor({ allowance: { left: () => 10, itemUnits, pageUnits: 128 } });
    limits.gave({ count: 0, scanned, readUnits });
    return limits.next(1);
  };
  // 10 items took 21 units, of which less than one was rounded up: 2 each at least.
  assert.deepEqual([after(10, 21, 0.1), after(10, 21, 2.05), after(10, 21, 9)], [6, 5, 2]);
  // One item of half a unit may be far smaller.
  assert.equal(after(1, 0.5, 0.03), 334);
  // Every 50th of 100 KB, of which none was met so far.
  assert.equal(after(71, 3.5, 0.28), 36);
});
