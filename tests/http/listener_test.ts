import assert from "node:assert/strict";
import { readBounded, readText } from "../../src/lib/http_body.ts";
import type { ConnectionLimits } from "../../src/http/connection_limits.ts";
import { listenHttp, type WebHandler } from "../../src/http/listener.ts";
import { asDynamoSqlError, ERRORS } from "../../src/errors.ts";
import { testCertificates } from "../oauth/clients/document_host.ts";

/** A listener whose times are tenths of the real ones' seconds. */
async function start(
  handler: WebHandler,
  limits: Partial<ConnectionLimits> = {},
  tls: { readonly cert: string; readonly key: string } | undefined = undefined,
) {
  const quick = { headMs: 600, bodyMs: 300, idleMs: 400, lingerMs: 100 };
  const listener = await listenHttp(
    {
      hostname: "127.0.0.1",
      port: 0,
      limits: { ...quick, ...limits },
      ...(tls === undefined ? {} : { tls }),
    },
    handler,
  );
  return {
    origin: `http://127.0.0.1:${listener.port}`,
    port: listener.port,
    listener,
    async [Symbol.asyncDispose]() {
      const over = listener.shutdown();
      listener.abort();
      await over;
    },
  };
}

/** Sends `text` on a connection of its own; what came until its end, and when that was. */
async function exchange(port: number, text: string): Promise<{ answer: string; ms: number }> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const from = performance.now();
  if (text !== "") await connection.write(new TextEncoder().encode(text));
  let answer = "";
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(16_384);
  try {
    for (;;) {
      const read = await connection.read(buffer);
      if (read === null) break;
      answer += decoder.decode(buffer.subarray(0, read));
    }
  } catch {
    // Cut with something unread: its end, too.
  }
  return { answer, ms: performance.now() - from };
}

const POST = "POST / HTTP/1.1\r\nHost: localhost\r\n";
const echo: WebHandler = async (request) => {
  try {
    return new Response(await readText(request, 1_000_000) ?? "too large");
  } catch (thrown) {
    const { code, message } = asDynamoSqlError(thrown);
    return new Response(`${code}: ${message}`, { status: ERRORS[code].http });
  }
};

Deno.test("a head that does not come, and a connection on which nothing comes, end after their time", async () => {
  await using server = await start(echo);
  const late = await Promise.all(
    ["", "GET / HT", `${POST}X: y\r\n`].map((text) => exchange(server.port, text)),
  );
  for (const { answer, ms } of late) {
    assert.match(answer, /^(HTTP\/1\.1 408 |$)/);
    assert.ok(ms >= 500 && ms < 5_000, String(ms));
  }
});

Deno.test("a body that is wanted and does not come ends after its time, in an answer", async () => {
  await using server = await start(echo);
  for (
    const text of [
      `${POST}Content-Length: 100\r\n\r\nabc`,
      `${POST}Content-Length: 100000\r\n\r\nabc`,
      `${POST}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`,
    ]
  ) {
    const { answer, ms } = await exchange(server.port, text);
    assert.match(
      answer,
      /^HTTP\/1\.1 408 [^]*request_timeout: The request's body did not come within 0\.3 s\./,
    );
    // The rest is not waited for.
    assert.match(answer, /^connection: close\r$/im);
    assert.ok(ms >= 250 && ms < 5_000, String(ms));
  }
});

Deno.test("an idle connection ends after its time", async () => {
  await using server = await start(echo);
  const { answer, ms } = await exchange(server.port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  assert.match(answer, /^HTTP\/1\.1 200 /);
  assert.ok(ms >= 350 && ms < 6_000, String(ms));
});

Deno.test("a body that no handler wants is not read: its sender is answered at once, and cut in a moment", async () => {
  await using server = await start(() => new Response("no\n", { status: 404 }));
  const { answer, ms } = await exchange(server.port, `${POST}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`);
  assert.match(answer, /^HTTP\/1\.1 404 [^]*connection: close\r\n[^]*\r\n\r\nno\n$/i);
  assert.ok(ms < 5_000, String(ms));
  // It sends on while it is answered: what is in the connection fills up, and the answer is there all the same.
  const response = await fetch(server.origin, { method: "POST", body: new Uint8Array(2 * 2 ** 20) });
  assert.deepEqual([response.status, await response.text()], [404, "no\n"]);
});

Deno.test("a short body that no handler wants costs the connection nothing", async () => {
  await using server = await start(() => new Response("no", { status: 404 }));
  const { answer } = await exchange(
    server.port,
    `${POST}Content-Length: 3\r\n\r\nabc${POST}Content-Length: 3\r\nConnection: close\r\n\r\nabc`,
  );
  assert.equal(answer.split("HTTP/1.1 404 ").length - 1, 2, answer);
});

Deno.test("a body above its bound is refused before it is all there", async () => {
  await using server = await start(async (request) =>
    new Response(null, { status: await readBounded(request.body, 1_000) === null ? 413 : 200 })
  );
  const chunk = `800\r\n${"x".repeat(2_048)}\r\n`;
  const { answer, ms } = await exchange(server.port, `${POST}Transfer-Encoding: chunked\r\n\r\n${chunk}`);
  assert.match(answer, /^HTTP\/1\.1 413 /);
  assert.ok(ms < 5_000, String(ms));
});

Deno.test("all bodies together have a bound, and room again when one is answered", async () => {
  const gate = Promise.withResolvers<void>();
  await using server = await start(async (request) => {
    const answer = await echo(request, { remoteAddr: { transport: "tcp", hostname: "", port: 0 } });
    if (new URL(request.url).pathname === "/held") await gate.promise;
    return answer;
  }, { bodyBytes: 1_000, bodyMs: 5_000 });
  const send = (path: string, size: number) =>
    fetch(`${server.origin}${path}`, { method: "POST", body: "x".repeat(size) });
  const held = send("/held", 900);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.match(await (await send("/", 200)).text(), /^unavailable: Too much is being sent/);
  assert.equal(await (await send("/", 50)).text(), "x".repeat(50));
  gate.resolve();
  assert.equal((await (await held).text()).length, 900);
  assert.equal((await (await send("/", 900)).text()).length, 900);
});

Deno.test("HTTP/1.1 without Host, or with two, is 400; HTTP/1.0 needs none", async () => {
  await using server = await start((request) => new Response(new URL(request.url).host));
  const line = (version: string, ...headers: string[]) =>
    exchange(server.port, [`GET / HTTP/${version}`, ...headers, "Connection: close", "", ""].join("\r\n"));
  assert.match((await line("1.1")).answer, /^HTTP\/1\.1 400 /);
  assert.match((await line("1.1", "Host: a b")).answer, /^HTTP\/1\.1 400 /);
  assert.match((await line("1.1", "Host: a", "Host: b")).answer, /^HTTP\/1\.1 400 /);
  assert.match((await line("1.0")).answer, /^HTTP\/1\.1 200 [^]*host\.invalid$/);
  assert.match((await line("1.1", "Host: a.example:81")).answer, /^HTTP\/1\.1 200 [^]*a\.example:81$/);
});

Deno.test("a field behind thousands is there: what a proxy adds last is not hidden by what a caller sends first", async () => {
  await using server = await start((request) => new Response(request.headers.get("x-forwarded-for")));
  for (const many of [900, 1_000, 2_500]) {
    const head = `GET / HTTP/1.1\r\nHost: a\r\n${"a:\r\n".repeat(many)}X-Forwarded-For: 192.0.2.7\r\n`;
    const { answer } = await exchange(server.port, `${head}Connection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 200 [^]*\r\n192\.0\.2\.7$/, `${many} fields before`);
  }
});

Deno.test("a caller that goes away aborts the request's signal, before a head and within a stream", async () => {
  const aborted: string[] = [];
  const seen = Promise.withResolvers<void>();
  await using server = await start((request) => {
    const { pathname } = new URL(request.url);
    request.signal.addEventListener("abort", () => aborted.push(pathname) === 2 && seen.resolve());
    if (pathname === "/wait") return new Promise<Response>(() => {});
    const head = new TextEncoder().encode(": hello\n\n");
    return new Response(new ReadableStream({ start: (controller) => controller.enqueue(head) }), {
      headers: { "content-type": "text/event-stream" },
    });
  });
  const hangUp = new AbortController();
  const waiting = fetch(`${server.origin}/wait`, { signal: hangUp.signal });
  const streaming = await fetch(`${server.origin}/stream`, { signal: hangUp.signal });
  const reader = streaming.body?.getReader();
  assert.equal(new TextDecoder().decode((await reader?.read())?.value), ": hello\n\n");
  hangUp.abort();
  await assert.rejects(waiting);
  await seen.promise;
  assert.deepEqual(aborted.toSorted(), ["/stream", "/wait"]);
});

Deno.test("two cookies stay two headers, HEAD has no body, and 100 Continue comes when a body is wanted", async () => {
  await using server = await start((request) => {
    if (request.method === "POST") {
      return echo(request, { remoteAddr: { transport: "tcp", hostname: "", port: 0 } });
    }
    const headers = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"]]);
    return new Response("text", { headers });
  });
  const head = await exchange(server.port, "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  assert.match(head.answer, /set-cookie: a=1\r\nset-cookie: b=2\r\n/i);
  assert.match(head.answer, /\r\n\r\n$/);
  const expecting = `${POST}Expect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n`;
  assert.match(
    (await exchange(server.port, `${expecting}abc`)).answer,
    /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 [^]*abc$/,
  );
});

Deno.test("a body that is longer than wanted, as its length says, is refused before it is asked for", async () => {
  await using server = await start(async (request) =>
    new Response(null, { status: await readText(request, 1_000) === null ? 413 : 200 })
  );
  for (const length of [1_001, 200_000]) {
    const head = `${POST}Expect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;
    const { answer, ms } = await exchange(server.port, head);
    assert.match(answer, /^HTTP\/1\.1 413 /, String(length));
    assert.doesNotMatch(answer, /100 Continue/);
    assert.ok(ms < 5_000, String(ms));
  }
});

/** Texts that are no UTF-8, and what each is. */
const NO_UTF8: Readonly<Record<string, readonly number[]>> = {
  "Latin-1": [0x63, 0x61, 0x66, 0xe9],
  "an overlong form": [0xc0, 0xae],
  "half a surrogate pair": [0xed, 0xa0, 0x80],
  "a character cut off": [0xe2, 0x82],
  "UTF-16": [0xff, 0xfe, 0x61, 0x00],
};

for (const [what, bytes] of Object.entries(NO_UTF8)) {
  Deno.test(`a body that is ${what} is refused, not read as another text`, async () => {
    await using server = await start(echo);
    const body = new Uint8Array(bytes);
    const sized = await fetch(server.origin, { method: "POST", body });
    assert.deepEqual([sized.status, await sized.text()], [
      400,
      "bad_request: The request's body is not valid UTF-8.",
    ]);
    const chunked = await fetch(server.origin, { method: "POST", body: ReadableStream.from([body]) });
    assert.deepEqual([chunked.status, await chunked.text()], [
      400,
      "bad_request: The request's body is not valid UTF-8.",
    ]);
  });
}

Deno.test("UTF-8 of every length, with and without a byte order mark, comes as it is", async () => {
  await using server = await start(echo);
  const text = "aé€😀\u0000\u{10ffff}";
  for (const body of [text, `\ufeff${text}`]) {
    const response = await fetch(server.origin, { method: "POST", body });
    assert.deepEqual([response.status, await response.text()], [200, text]);
  }
});

Deno.test("requests sent ahead are answered one after the other, in their order", async () => {
  let running = 0;
  let most = 0;
  await using server = await start(async (request) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running--;
    return new Response(`<${new URL(request.url).pathname}>`);
  });
  const lines = Array.from({ length: 16 }, (_, at) => `GET /${at} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const { answer } = await exchange(server.port, lines.join(""));
  const expected = Array.from({ length: 16 }, (_, at) => `</${at}>`);
  assert.deepEqual(answer.match(/<[^>]*>/g), expected);
  assert.equal(most, 1);
});

Deno.test("of requests sent ahead by the hundred none is kept: the connection ends", async () => {
  let answered = 0;
  await using server = await start(() => {
    answered++;
    return new Response("x");
  });
  for (const body of ["", "Content-Length: 3\r\n\r\nabc", "Expect: 100-continue\r\n\r\n"]) {
    const request = `GET / HTTP/1.1\r\nHost: x\r\n${body === "" ? "\r\n" : body}`;
    const { ms } = await exchange(server.port, request.repeat(400));
    // It was not idle until the end of its time.
    assert.ok(ms < 350, `${ms} ms`);
  }
  assert.ok(answered < 40, String(answered));
});

Deno.test("an answer that nobody reads ends its connection after the time of an idle one", async () => {
  const long = "x".repeat(16 * 2 ** 20);
  const aborted = Promise.withResolvers<void>();
  await using server = await start((request) => {
    if (new URL(request.url).pathname === "/quick") return new Response("quick");
    if (new URL(request.url).pathname === "/plain") return new Response(long);
    return new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new TextEncoder().encode(long)),
        cancel: () => aborted.resolve(),
      }),
      { headers: { "content-type": "text/event-stream" } },
    );
  });
  for (const path of ["/plain", "/stream"]) {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await connection.write(new TextEncoder().encode(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    let read = 0;
    const buffer = new Uint8Array(2 ** 20);
    for (;;) {
      const more = await connection.read(buffer).catch(() => null);
      if (more === null) break;
      read += more;
    }
    assert.ok(read < long.length, `${path}: all ${read} bytes came`);
  }
  await aborted.promise;
  assert.equal(await (await fetch(`${server.origin}/quick`)).text(), "quick");
});

Deno.test("a target in absolute form names the host, whatever the field says; one of another scheme is refused", async () => {
  await using server = await start((request) =>
    new Response(`<${request.headers.get("host")} ${new URL(request.url).host}>`)
  );
  const ask = (line: string) =>
    exchange(server.port, `${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  assert.match((await ask("GET http://evil.example/x")).answer, /<evil\.example evil\.example>$/);
  assert.match(
    (await ask("GET http://a:b@evil.example:81/x")).answer,
    /<evil\.example:81 evil\.example:81>$|^HTTP\/1\.1 400 /,
  );
  assert.match((await ask("GET //evil.example/x")).answer, /<localhost localhost>$/);
  assert.match((await ask("OPTIONS *")).answer, /<localhost localhost>$/);
  for (const line of ["GET ftp://localhost/x", "GET file:///etc/passwd", "GET javascript:1", "TRACE /"]) {
    assert.match((await ask(line)).answer, /^HTTP\/1\.1 400 /, line);
  }
});

Deno.test("with TLS, who never ends the handshake is cut as one who sends no head, and requests have turns, too", async () => {
  const { ca, cert, key } = await testCertificates();
  await using server = await start(() => new Response("<x>"), {}, { cert, key });
  for (const text of ["", "\x16\x03\x01\x02\x00\x01"]) {
    const { answer, ms } = await exchange(server.port, text);
    assert.equal(answer, "");
    assert.ok(ms >= 500 && ms < 5_000, String(ms));
  }
  const counts: number[] = [];
  for (const count of [10, 400]) {
    using connection = await Deno.connectTls({ hostname: "localhost", port: server.port, caCerts: [ca] });
    await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(count)))
      .catch(() => {});
    let answer = "";
    const buffer = new Uint8Array(16_384);
    for (;;) {
      const read = await connection.read(buffer).catch(() => null);
      if (read === null) break;
      answer += new TextDecoder().decode(buffer.subarray(0, read));
    }
    counts.push(answer.split("<x>").length - 1);
  }
  assert.equal(counts[0], 10);
  assert.ok(counts[1] !== undefined && counts[1] < 40, String(counts[1]));
});
