/**
 * docs/reference/protocol_rules.md#5.6: what the document fetcher takes from a web server, byte by byte, over real
 * TLS.
 */
import assert from "node:assert/strict";
import {
  type DocumentNetwork,
  type GuardedAnswer,
  guardedFetch,
} from "../../../../src/oauth/clients/fetch/guarded_fetch.ts";
import { loopbackNetwork, startDocumentHost, testCertificates } from "../document_host.ts";

const MAX = 5_120;
const JSON_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

/** A TLS server that says these pieces, with pauses where a number is, and closes. */
async function startScripted(script: readonly (string | Uint8Array | number)[]) {
  const { ca, cert, key } = await testCertificates();
  const listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
  const heard: string[] = [];
  const serving: Promise<void>[] = [];
  const stopped = new AbortController();
  async function speak(connection: Deno.TlsConn): Promise<void> {
    try {
      const buffer = new Uint8Array(8_192);
      const length = await connection.read(buffer);
      heard.push(new TextDecoder().decode(buffer.subarray(0, length ?? 0)));
      for (const piece of script) {
        if (typeof piece === "number") await pause(piece, stopped.signal);
        else {
          const bytes = typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
          for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
        }
      }
    } catch {
      // The client hung up: that is often the point.
    } finally {
      connection.close();
    }
  }
  const accepting = (async () => {
    for await (const connection of listener) serving.push(speak(connection));
  })();
  const { port } = listener.addr;
  return {
    heard,
    get: (network: Partial<DocumentNetwork> = {}, path = "/client.json") =>
      guardedFetch({ url: `https://client.example:${port}${path}`, maxBody: MAX }, {
        ...loopbackNetwork([ca], port),
        ...network,
      }),
    async [Symbol.asyncDispose]() {
      stopped.abort();
      listener.close();
      await accepting.catch(() => {});
      await Promise.all(serving);
    },
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function reasonOf(found: GuardedAnswer): string {
  return found.ok ? `ok: ${new TextDecoder().decode(found.answer.body)}` : found.reason;
}

/** [what, script, what comes of it] */
const ANSWERS: readonly (readonly [string, readonly (string | Uint8Array | number)[], string])[] = [
  ["a length and as much", [JSON_HEAD + 'Content-Length: 7\r\n\r\n{"a":1}'], 'ok: {"a":1}'],
  ["no length, until the end", [JSON_HEAD + '\r\n{"a":1}'], 'ok: {"a":1}'],
  [
    "chunks",
    [JSON_HEAD + 'Transfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4;x=y\r\n":1}\r\n0\r\n\r\n'],
    'ok: {"a":1}',
  ],
  ["pieces of single bytes", [...(JSON_HEAD + 'Content-Length: 7\r\n\r\n{"a":1}')], 'ok: {"a":1}'],
  ["HTTP/1.0", ['HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{"a":1}'], 'ok: {"a":1}'],
  ["a +json type with a charset", [
    "HTTP/1.1 200 OK\r\ncontent-type: application/ld+json; charset=utf-8\r\n\r\n{}",
  ], "ok: {}"],
  ["exactly 5 KB", [JSON_HEAD + `\r\n${" ".repeat(MAX)}`], `ok: ${" ".repeat(MAX)}`],
  ["bytes beyond the length", [JSON_HEAD + "Content-Length: 2\r\n\r\n{}garbage"], "ok: {}"],
  ["said identity", [JSON_HEAD + "Content-Encoding: identity\r\n\r\n{}"], "ok: {}"],
  ["301", ["HTTP/1.1 301 Moved\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"], "status"],
  ["302", ["HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n"], "status"],
  ["307", ["HTTP/1.1 307 T\r\nLocation: /other\r\n\r\n"], "status"],
  ["308", ["HTTP/1.1 308 P\r\nLocation: /other\r\n\r\n"], "status"],
  ["404", ["HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\r\n{}"], "status"],
  ["204", ["HTTP/1.1 204 No Content\r\n\r\n"], "status"],
  ["201", ["HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\r\n{}"], "status"],
  ["206", ["HTTP/1.1 206 Partial\r\nContent-Type: application/json\r\n\r\n{}"], "status"],
  ["304", ["HTTP/1.1 304 Not Modified\r\n\r\n"], "status"],
  ["500", ["HTTP/1.1 500 X\r\n\r\n"], "status"],
  ["100 and then 200", ["HTTP/1.1 100 Continue\r\n\r\n" + JSON_HEAD + "\r\n{}"], "head"],
  ["HTML", ["HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"], "type"],
  ["text", ["HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{}"], "type"],
  ["no type", ["HTTP/1.1 200 OK\r\n\r\n{}"], "type"],
  ["a type that only begins so", ["HTTP/1.1 200 OK\r\nContent-Type: application/jsonp\r\n\r\n{}"], "type"],
  ["a type that only ends so", ["HTTP/1.1 200 OK\r\nContent-Type: text/html+json\r\n\r\n{}"], "type"],
  ["6 KB by length", [JSON_HEAD + `Content-Length: 6144\r\n\r\n${" ".repeat(6_144)}`], "size"],
  ["6 KB without a length", [JSON_HEAD + `\r\n${" ".repeat(6_144)}`], "size"],
  ["6 KB in chunks", [
    JSON_HEAD + `Transfer-Encoding: chunked\r\n\r\n${`400\r\n${" ".repeat(1_024)}\r\n`.repeat(6)}0\r\n\r\n`,
  ], "size"],
  ["one chunk of 4 GB", [JSON_HEAD + "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n"], "size"],
  ["a length of 4 TB", [JSON_HEAD + "Content-Length: 4398046511104\r\n\r\n{}"], "framing"],
  ["one byte more than 5 KB", [JSON_HEAD + `\r\n${" ".repeat(MAX + 1)}`], "size"],
  ["gzip", [JSON_HEAD + "Content-Encoding: gzip\r\n\r\n\x1f\x8b"], "encoding"],
  ["br", [JSON_HEAD + "Content-Encoding: br\r\n\r\nx"], "encoding"],
  ["gzip hidden behind identity", [JSON_HEAD + "Content-Encoding: identity, gzip\r\n\r\nx"], "encoding"],
  ["gzip as transfer encoding", [JSON_HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"], "framing"],
  ["length and chunks", [JSON_HEAD + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}"], "framing"],
  ["two lengths", [JSON_HEAD + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} "], "head"],
  ["two equal lengths", [JSON_HEAD + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"], "head"],
  ["two types", [JSON_HEAD + "Content-Type: text/html\r\n\r\n{}"], "head"],
  ["a negative length", [JSON_HEAD + "Content-Length: -1\r\n\r\n{}"], "framing"],
  ["a length with a sign", [JSON_HEAD + "Content-Length: +2\r\n\r\n{}"], "framing"],
  ["a length that is no number", [JSON_HEAD + "Content-Length: 0x2\r\n\r\n{}"], "framing"],
  ["a chunk size that is no number", [JSON_HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"], "framing"],
  [
    "a chunk longer than its size",
    [JSON_HEAD + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n"],
    "framing",
  ],
  [
    "an endless chunk extension",
    [JSON_HEAD + `Transfer-Encoding: chunked\r\n\r\n1;${"x".repeat(5_000)}`],
    "size",
  ],
  ["a folded header", [JSON_HEAD + "X-A: b\r\n c\r\n\r\n{}"], "head"],
  ["a space before the colon", [JSON_HEAD + "Content-Length : 2\r\n\r\n{}"], "head"],
  ["a bare line feed in a header", [JSON_HEAD + "X-A: b\nX-B: c\r\n\r\n{}"], "head"],
  ["a NUL in a header", [JSON_HEAD + "X-A: b\0\r\n\r\n{}"], "head"],
  ["headers without end", [`HTTP/1.1 200 OK\r\n${"X-A: b\r\n".repeat(4_000)}`], "size"],
  ["one header without end", [`HTTP/1.1 200 OK\r\nX-A: ${"b".repeat(40_000)}`], "size"],
  ["another protocol", ["SSH-2.0-OpenSSH_9.9\r\n\r\n\r\n"], "head"],
  ["HTTP/2", ["HTTP/2 200 OK\r\nContent-Type: application/json\r\n\r\n{}"], "head"],
  ["a status of two digits", ["HTTP/1.1 20 OK\r\nContent-Type: application/json\r\n\r\n{}"], "head"],
  ["nothing", [], "cut"],
  ["half a head", ["HTTP/1.1 200 OK\r\nContent-"], "cut"],
  ["less than the length", [JSON_HEAD + "Content-Length: 9\r\n\r\n{}"], "cut"],
  ["chunks cut short", [JSON_HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\n{}"], "cut"],
  ["chunks without an end", [JSON_HEAD + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"], "cut"],
  ["an upgrade", ["HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"], "head"],
];

for (const [what, script, expected] of ANSWERS) {
  Deno.test(`the fetcher and an answer with ${what}: ${expected.slice(0, 20).trim()}`, async () => {
    await using server = await startScripted(script);
    assert.equal(reasonOf(await server.get()), expected);
  });
}

/** [what, script] */
const SLOW: readonly (readonly [string, readonly (string | number)[]])[] = [
  ["a server that says nothing", [60_000]],
  ["a body that never comes", [JSON_HEAD + "Content-Length: 5\r\n\r\n", 60_000]],
  ["a body that trickles", [
    JSON_HEAD + "Content-Length: 200\r\n\r\n",
    ...Array.from({ length: 100 }, () => ["{", 50]).flat(),
  ]],
  ["headers that trickle", [
    "HTTP/1.1 200 OK\r\n",
    ...Array.from({ length: 100 }, () => ["X-A: b\r\n", 50]).flat(),
  ]],
];

for (const [what, script] of SLOW) {
  Deno.test(`the fetcher gives up on ${what}, in its whole time and not per byte`, async () => {
    await using server = await startScripted(script);
    const began = performance.now();
    assert.equal(reasonOf(await server.get({ timeoutMs: 600 })), "timeout");
    assert.ok(performance.now() - began < 2_000);
  });
}

Deno.test("the fetcher gives up on a resolver that never answers", async () => {
  await using server = await startScripted([]);
  assert.equal(
    reasonOf(await server.get({ timeoutMs: 200, resolve: () => new Promise(() => {}) })),
    "timeout",
  );
  assert.deepEqual(server.heard, []);
});

Deno.test("the whole time is five seconds where nobody says otherwise", async () => {
  await using server = await startScripted([60_000]);
  const began = performance.now();
  assert.equal(reasonOf(await server.get()), "timeout");
  const took = performance.now() - began;
  assert.ok(took > 4_500 && took < 7_000, `${took} ms`);
});

Deno.test("the request is a plain GET without anything of ours in it", async () => {
  await using server = await startScripted([JSON_HEAD + "\r\n{}"]);
  await server.get({}, "/a/client.json?v=1");
  const [first = ""] = server.heard;
  assert.match(first, /^GET \/a\/client\.json\?v=1 HTTP\/1\.1\r\nHost: client\.example:[0-9]+\r\n/);
  assert.match(first, /\r\nAccept: application\/json\r\n/);
  assert.match(first, /\r\nAccept-Encoding: identity\r\n/);
  assert.doesNotMatch(first, /cookie|authorization|referer|forwarded|origin/i);
});

Deno.test("a certificate for another name is refused", async () => {
  await using host = await startDocumentHost(() => Response.json({}));
  const url = `https://other.example:${host.port}/x`;
  assert.equal(reasonOf(await guardedFetch({ url, maxBody: MAX }, host.network)), "tls");
  assert.deepEqual(host.asked, []);
});

Deno.test("a certificate of an unknown root is refused", async () => {
  await using host = await startDocumentHost(() => Response.json({}));
  const url = `${host.origin}/x`;
  assert.equal(reasonOf(await guardedFetch({ url, maxBody: MAX }, { ...host.network, caCerts: [] })), "tls");
});

Deno.test("a name that does not resolve, and one that resolves to nothing, are refused", async () => {
  const url = "https://client.example/x";
  const nothing = () => Promise.resolve([]);
  const failing = () => Promise.reject(new Error("NXDOMAIN"));
  assert.equal(reasonOf(await guardedFetch({ url, maxBody: MAX }, { env: {}, resolve: nothing })), "dns");
  assert.equal(reasonOf(await guardedFetch({ url, maxBody: MAX }, { env: {}, resolve: failing })), "dns");
});

Deno.test("where the first address does not answer the second is tried", async () => {
  await using host = await startDocumentHost(() => Response.json({ a: 1 }));
  const network: DocumentNetwork = {
    ...host.network,
    resolve: () => Promise.resolve(["127.0.0.9", "127.0.0.1"]),
    isAllowed: () => true,
    grant: (address) => [`${address}:${host.port}`],
  };
  assert.equal(
    reasonOf(await guardedFetch({ url: `${host.origin}/x`, maxBody: MAX }, network)),
    'ok: {"a":1}',
  );
});
