import assert from "node:assert/strict";
import fc from "fast-check";
import { createFrameDecoder, encodeFrame, type Frame } from "../../src/engine/messages/frames.ts";
import { encodeRows } from "../../src/engine/messages/rows.ts";
import { createRowBuffer } from "../../src/query/row_buffer.ts";

function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

Deno.test("Frames arrive whole and in order however the stream is split", () => {
  const message = fc.record({
    text: fc.string({ unit: "binary", maxLength: 50 }),
    payload: fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined }),
  });
  fc.assert(fc.property(fc.array(message), fc.array(fc.nat(40), { minLength: 1 }), (messages, cuts) => {
    const stream = join(messages.map(({ text, payload }) => encodeFrame({ text }, payload)));
    const decoder = createFrameDecoder();
    const frames: Frame[] = [];
    for (let at = 0, turn = 0; at < stream.length; turn++) {
      const size = (cuts[turn % cuts.length] ?? 0) + 1;
      frames.push(...decoder.push(stream.slice(at, at + size)));
      at += size;
    }
    const expected = messages.map(({ text, payload }) => ({
      header: { text: text.toWellFormed(), ...(payload !== undefined && { bytes: payload.length }) },
      ...(payload !== undefined && { payload }),
    }));
    assert.deepEqual(frames, expected);
  }));
});

Deno.test("What is no frame is refused: no JSON, no object, an impossible length, broken UTF-8", () => {
  const bad = [
    new TextEncoder().encode("hello\n"),
    new TextEncoder().encode("[1\n"),
    new TextEncoder().encode("7\n"),
    new TextEncoder().encode('{"bytes":-1}\n'),
    new TextEncoder().encode('{"bytes":1e18}\n'),
    new TextEncoder().encode('{"bytes":"9"}\n'),
    new Uint8Array([0x22, 0xff, 0x22, 10]),
  ];
  for (const bytes of bad) assert.throws(() => createFrameDecoder().push(bytes));
});

Deno.test("A header of many megabytes in small chunks costs linear time", () => {
  const frame = encodeFrame({ text: "x".repeat(16 * 2 ** 20) });
  const decoder = createFrameDecoder();
  const started = performance.now();
  let frames: Frame[] = [];
  for (let at = 0; at < frame.length; at += 4096) frames = decoder.push(frame.subarray(at, at + 4096));
  assert.equal(frames.length, 1);
  assert.ok(performance.now() - started < 3_000);
});

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
