import assert from "node:assert/strict";
import { limitsFor } from "../../../src/dynamodb/readers/request_limits.ts";

Deno.test("a read without a filter asks for what is left of what is wanted, then for as much again", () => {
  const limits = limitsFor({ limitHint: 10 });
  const asked = [limits.next()];
  for (const count of [4, 6, 1]) {
    limits.gave({ count, scanned: count });
    asked.push(limits.next());
  }
  assert.deepEqual(asked, [10, 6, 10, 10]);
  assert.equal(limitsFor({}).next(), undefined);
});

Deno.test("where nothing passes the filter, requests double: a rare item costs a dozen more at most", () => {
  const limits = limitsFor({ limitHint: 1, lookAt: { first: 4, perBlock: 4 } });
  const asked: (number | undefined)[] = [];
  for (let request = 0; request < 6; request++) {
    const scanned = limits.next();
    asked.push(scanned);
    limits.gave({ count: 0, scanned: scanned ?? 0 });
  }
  assert.deepEqual(asked, [4, 8, 16, 32, 64, 128]);
});

Deno.test("what has passed says how many items to look at for the rest, in whole blocks", () => {
  const limits = limitsFor({ limitHint: 10, lookAt: { first: 12, perBlock: 4.1 } });
  // Three blocks hold 12.3 items.
  assert.equal(limits.next(), 12);
  // Nine in twelve passed: for the last one 1.3 items, of a block that holds 4.1.
  limits.gave({ count: 9, scanned: 12 });
  assert.equal(limits.next(), 4);
});

Deno.test("items larger than a block are asked for one by one at least", () => {
  const limits = limitsFor({ limitHint: 1, lookAt: { first: 1, perBlock: 0.2 } });
  assert.equal(limits.next(), 1);
  limits.gave({ count: 0, scanned: 1 });
  assert.equal(limits.next(), 2);
});

Deno.test("no request asks for more than DynamoDB takes, however much is wanted or however little passes", () => {
  const filtered = limitsFor({ limitHint: 1, lookAt: { first: 1_000, perBlock: 40 } });
  for (let request = 0; request < 60; request++) {
    const scanned = filtered.next() ?? 0;
    assert.ok(scanned > 0 && scanned < 2 ** 31, `${scanned} in request ${request}`);
    filtered.gave({ count: 0, scanned });
  }
  for (const limitHint of [3_000_000_000, Number.MAX_SAFE_INTEGER]) {
    assert.ok((limitsFor({ limitHint }).next() ?? Infinity) < 2 ** 31);
  }
});
