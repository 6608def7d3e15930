import assert from "node:assert/strict";
import fc from "fast-check";
import { createFrameDecoder, encodeFrame, type Frame } from "../../../src/engine/messages/frames.ts";

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
