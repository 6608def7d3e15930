/** The HTTP reader on bytes that chance makes: it answers or refuses, within its bounds, and never hangs or crashes. */
import fc from "fast-check";
import assert from "node:assert/strict";
import { type ByteStream, httpGet, HttpRefused } from "../../../../src/oauth/clients/fetch/http_get.ts";
import { openTunnel } from "../../../../src/oauth/clients/fetch/tunnel.ts";

const MAX = 200;
const REQUEST = { host: "client.example", target: "/x", accept: "application/json", maxBody: MAX };

/** A connection that gives these bytes in pieces of these sizes, and counts what is taken. */
function streamOf(
  bytes: Uint8Array,
  sizes: readonly number[] = [4_096],
): ByteStream & { readonly taken: () => number } {
  let at = 0;
  let turn = 0;
  return {
    taken: () => at,
    read(into) {
      if (at >= bytes.length) return Promise.resolve(null);
      const size = Math.min(sizes[turn++ % sizes.length] ?? 1, into.length, bytes.length - at);
      into.set(bytes.subarray(at, at + size));
      at += size;
      return Promise.resolve(size);
    },
    write: (some) => Promise.resolve(some.length),
  };
}

const encode = (text: string) => new TextEncoder().encode(text);

const piece = fc.constantFrom(
  "HTTP/1.1 200 OK\r\n",
  "HTTP/1.1 200\r\n",
  "HTTP/1.1 302 Found\r\n",
  "Content-Type: application/json\r\n",
  "Content-Length: 5\r\n",
  "Content-Length: 99999\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Content-Encoding: gzip\r\n",
  "X: y\r\n",
  "\r\n",
  "\r",
  "\n",
  "5\r\n",
  "0\r\n",
  "ff\r\n",
  '{"a":',
  "1}",
  "\0",
  ":",
  " ",
  "é",
  "a".repeat(300),
);

Deno.test("whatever comes is an answer within the bound or a refusal", async () => {
  const texts = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((parts) => encode(parts.join(""))),
    fc.array(piece, { maxLength: 8 }).map((parts) => encode(`HTTP/1.1 200 OK\r\n${parts.join("")}`)),
    fc.uint8Array({ maxLength: 400 }),
  );
  let answered = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      texts,
      fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 4 }),
      async (bytes, sizes) => {
        try {
          const { status, body } = await httpGet(streamOf(bytes, sizes), REQUEST);
          answered++;
          assert.ok(status >= 200 && status < 600);
          assert.ok(body.length <= MAX);
        } catch (error) {
          assert.ok(error instanceof HttpRefused, String(error));
          refused++;
        }
      },
    ),
    { numRuns: 5_000 },
  );
  assert.ok(answered > 50 && refused > 50, `${answered} answered, ${refused} refused`);
});

Deno.test("how the bytes are cut into pieces changes nothing", async () => {
  const bodies = fc.string({ maxLength: 60 }).map((text) => encode(text));
  const pieces = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      bodies,
      pieces,
      fc.constantFrom("length", "chunks", "end"),
      async (body, sizes, framing) => {
        const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        const parts = framing === "length"
          ? [encode(`${head}Content-Length: ${body.length}\r\n\r\n`), body]
          : framing === "end"
          ? [encode(`${head}\r\n`), body]
          : [
            encode(`${head}Transfer-Encoding: chunked\r\n\r\n`),
            ...(body.length === 0 ? [] : [encode(`${body.length.toString(16)}\r\n`), body, encode("\r\n")]),
            encode("0\r\n\r\n"),
          ];
        const bytes = new Uint8Array(parts.flatMap((part) => [...part]));
        assert.deepEqual([...(await httpGet(streamOf(bytes, sizes), REQUEST)).body], [...body]);
      },
    ),
    { numRuns: 1_000 },
  );
});

Deno.test("no more is read of an endless answer than its bounds and one buffer", async () => {
  for (
    const head of [
      "HTTP/1.1 200 OK\r\n\r\n",
      "HTTP/1.1 200 OK\r\n",
      "",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ]
  ) {
    const bytes = new Uint8Array(1_000_000).fill(0x61);
    bytes.set(encode(head));
    const stream = streamOf(bytes);
    await assert.rejects(() => httpGet(stream, REQUEST), HttpRefused);
    assert.ok(stream.taken() <= 16_384 + 4_096, `${JSON.stringify(head)}: ${stream.taken()} bytes`);
  }
});

Deno.test("a proxy's answer is read to its empty line and not a byte beyond", async () => {
  const stream = streamOf(encode("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\nTLS"));
  await openTunnel(stream, { authority: "client.example:443" });
  const rest = new Uint8Array(10);
  const length = await stream.read(rest);
  assert.equal(new TextDecoder().decode(rest.subarray(0, length ?? 0)), "TLS");
  for (
    const bad of [
      "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
      "HTTP/1.1 302 Found\r\n\r\n",
      "",
      "garbage",
      "x".repeat(20_000),
    ]
  ) {
    await assert.rejects(
      () => openTunnel(streamOf(encode(bad)), { authority: "client.example:443" }),
      HttpRefused,
    );
  }
});
