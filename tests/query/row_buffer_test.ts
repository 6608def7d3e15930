import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeRows } from "../../src/engine/messages/rows.ts";
import { createRowBuffer } from "../../src/query/row_buffer.ts";

Deno.test("Rows come back as they went in, in any batches and pages, with any text in them", () => {
  const row = fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.constant(null)));
  fc.assert(fc.property(fc.array(fc.array(row)), fc.integer({ min: 1, max: 20 }), (batches, rowsMax) => {
    const buffer = createRowBuffer();
    for (const batch of batches) {
      const lines = batch.map((one) => JSON.stringify(one));
      for (const { count, payload } of encodeRows(lines, 2 ** 20)) buffer.push(count, payload);
    }
    const all: unknown[] = [];
    for (let at = 0; at < buffer.end;) {
      const page = buffer.page(at, { rows: rowsMax, bytes: 2 ** 20 }, []);
      assert.equal(page.bytes, new TextEncoder().encode(JSON.stringify(page.rows)).length);
      assert.equal(page.endedBy, page.next < buffer.end ? "rows" : "end");
      all.push(...page.rows);
      at = page.next;
    }
    assert.deepEqual(all, JSON.parse(JSON.stringify(batches.flat())));
  }));
});

Deno.test("Dropped and truncated rows free their bytes and leave the others in place", () => {
  fc.assert(fc.property(
    fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
    fc.nat(100),
    fc.nat(100),
    (sizes, dropAt, cutAt) => {
      const buffer = createRowBuffer();
      let n = 0;
      for (const size of sizes) {
        const lines = Array.from({ length: size }, () => `[${n++}]`);
        for (const { count, payload } of encodeRows(lines, 1000)) buffer.push(count, payload);
      }
      buffer.truncate(cutAt);
      const end = Math.min(n, cutAt);
      assert.equal(buffer.end, end);
      const drop = Math.min(dropAt, end);
      buffer.drop(drop);
      assert.ok(buffer.first <= drop);
      const { rows } = buffer.page(drop, { rows: 10_000, bytes: 2 ** 20 }, []);
      assert.deepEqual(rows, Array.from({ length: end - drop }, (_, at) => [drop + at]));
    },
  ));
});

Deno.test("A message of rows that holds another number than it says is refused", () => {
  const payload = new TextEncoder().encode("[1]\n[2]\n");
  for (const count of [0, 1, 3]) assert.throws(() => createRowBuffer().push(count, payload));
});
