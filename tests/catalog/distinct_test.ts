import assert from "node:assert/strict";
import { createDistinctCounter } from "../../src/catalog/distinct.ts";
import { observe } from "../../src/catalog/evidence.ts";
import { widenAttributes } from "../../src/catalog/widen.ts";
import { toItem } from "../fixtures/tables.ts";

function counted(objects: readonly Record<string, unknown>[]) {
  const items = objects.map(toItem);
  const counter = createDistinctCounter();
  for (const item of items) counter.add(item);
  return counter.withCounts(observe(items));
}

Deno.test("values are counted by attribute: how many, how many alone, how many pairs share one", () => {
  const { color, none } = counted(["red", "red", "red", "blue", "blue", "green"].map((color) => ({ color })));
  assert.deepEqual(color?.distinct, { items: 6, values: 3, once: 1, pairs: 3 * 2 + 2 });
  assert.equal(none, undefined);
});

Deno.test("a number and the same digits as text are two values; what is no scalar is not counted", () => {
  const { a, l } = counted([{ a: 1, l: [1] }, { a: "1", l: [1] }, { a: true, l: [1] }]);
  assert.deepEqual(a?.distinct, { items: 2, values: 2, once: 2, pairs: 0 });
  assert.equal(l?.distinct, undefined);
});

Deno.test("an attribute with values longer than a key may be is not counted", () => {
  assert.equal(counted([{ text: "x".repeat(3_000) }, { text: "y" }]).text?.distinct, undefined);
});

Deno.test("no value is kept", () => {
  assert.equal(JSON.stringify(counted([{ secret: "hunter2" }])).includes("hunter2"), false);
});

Deno.test("what queries learn later leaves the counts as they were sampled", () => {
  const sample = counted([{ a: 1 }, { a: 2 }]);
  const widened = widenAttributes(sample, observe([toItem({ a: 3.5, b: "new" })]));
  assert.deepEqual(widened.a?.distinct, sample.a?.distinct);
  assert.equal(widened.b?.distinct, undefined);
});
