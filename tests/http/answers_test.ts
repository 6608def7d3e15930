import assert from "node:assert/strict";
import { bearer, legacy, startHarness } from "../mcp/harness.ts";

Deno.test("every answer carries a request id of ours, never the caller's", async () => {
  await using harness = await startHarness();
  const seen = new Set<string>();
  for (
    const [path, method] of [["/", "GET"], ["/mcp", "GET"], ["/nothing", "GET"], ["/boom", "GET"], [
      "/mcp",
      "POST",
    ]]
  ) {
    const response = await fetch(`${harness.origin}${path}`, {
      ...(method === undefined ? {} : { method }),
      headers: { "x-request-id": "chosen-by-caller" },
    });
    await response.body?.cancel();
    const id = response.headers.get("x-request-id") ?? "";
    assert.match(id, /^[0-9a-f-]{36}$/);
    seen.add(id);
  }
  assert.equal(seen.size, 5);
});

Deno.test("the access log has one line per answer with the same id, and no query string", async () => {
  await using harness = await startHarness();
  const response = await fetch(`${harness.origin}/nothing?code=secret`);
  await response.body?.cancel();
  const [record] = harness.access;
  assert.ok(record !== undefined);
  assert.equal(record.request_id, response.headers.get("x-request-id"));
  assert.deepEqual(
    {
      method: record.method,
      path: record.path,
      status: record.status,
      client_address: record.client_address,
    },
    { method: "GET", path: "/nothing", status: 404, client_address: "127.0.0.1" },
  );
  assert.ok(record.ms >= 0);
  assert.ok(!JSON.stringify(harness.access).includes("secret"));
});

Deno.test("an unexpected failure shows a request id and nothing else; the log has the cause", async () => {
  await using harness = await startHarness();
  const response = await fetch(`${harness.origin}/boom`);
  assert.equal(response.status, 500);
  const requestId = response.headers.get("x-request-id");
  assert.deepEqual(await response.json(), {
    success: false,
    error: { message: "Internal error.", code: "internal", requestId },
  });
  assert.equal(harness.failures.length, 1);
  assert.equal(harness.failures[0]?.requestId, requestId);
  assert.match(String(harness.failures[0]?.error), /secret-of-the-house/);
});

Deno.test("where nothing is, the answer is 404 in the common shape", async () => {
  await using harness = await startHarness();
  const response = await fetch(`${harness.origin}/nothing`);
  assert.equal(response.status, 404);
  const { error } = await response.json();
  assert.equal(error.code, "not_found");
  assert.equal(
    error.message,
    `There is nothing here. The MCP endpoint is http://localhost:${new URL(harness.origin).port}/mcp.`,
  );
});

/** Headers that say something of one answer, or of its connection. */
const OF_THE_ANSWER = [
  ...["cache-control", "content-length", "content-type", "date", "vary", "x-request-id"],
  ...["connection", "keep-alive", "transfer-encoding", "x-accel-buffering"],
];

Deno.test("every answer forbids sniffing, framing, referrers and loading anything", async () => {
  await using harness = await startHarness();
  for (const response of [await fetch(`${harness.origin}/nothing`), await legacy(harness, "ping")]) {
    await response.body?.cancel();
    const headers = new Headers(response.headers);
    for (const name of OF_THE_ANSWER) headers.delete(name);
    // All that is left: no header comes in by a newer version of what sets them.
    assert.deepEqual(Object.fromEntries(headers), {
      "content-security-policy":
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  }
});

Deno.test("a public https URL adds HSTS", async () => {
  await using harness = await startHarness({ publicUrl: "https://sql.example.com" });
  const response = await fetch(`${harness.origin}/nothing`);
  await response.body?.cancel();
  assert.match(response.headers.get("strict-transport-security") ?? "", /^max-age=\d{8}$/);
});

Deno.test("a body within the limit arrives whole, chunked or not; a larger one is 413", async () => {
  await using harness = await startHarness({ bodyBytes: 1000 });
  const echo = (body: BodyInit) => fetch(`${harness.origin}/echo`, { method: "POST", body });
  const chunked = (size: number) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let left = size; left > 0; left -= 100) {
          controller.enqueue(new Uint8Array(Math.min(100, left)).fill(97));
        }
        controller.close();
      },
    });
  assert.equal(await (await echo("a".repeat(1000))).text(), "a".repeat(1000));
  assert.equal(await (await echo(chunked(1000))).text(), "a".repeat(1000));
  for (const body of ["a".repeat(1001), "a".repeat(100_000), chunked(1001), chunked(7000)]) {
    const response = await echo(body);
    assert.equal(response.status, 413);
    assert.equal((await response.json()).error.code, "body_too_large");
  }
});

Deno.test("a 2 MB message to /mcp is 413 as plain text, chunked or not, and 401 without a token", async () => {
  await using harness = await startHarness();
  const size = 2 * 2 ** 20;
  const send = (body: BodyInit, authorization: string) =>
    fetch(`${harness.origin}/mcp`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization },
      body,
    });
  const stream = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 32; i++) controller.enqueue(new Uint8Array(size / 32).fill(32));
        controller.close();
      },
    });
  for (const body of [" ".repeat(size), stream()]) {
    const response = await send(body, bearer("full"));
    assert.equal(response.status, 413);
    assert.equal(await response.text(), "The request body is larger than 262144 bytes.\n");
    assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
  }
  const unknown = await send("{}", "");
  assert.equal(unknown.status, 401);
  await unknown.body?.cancel();
});

Deno.test("who asks at another address is told the right one, and /mcp/ works", async () => {
  await using harness = await startHarness();
  const right = `http://localhost:${new URL(harness.origin).port}`;
  const ask = async (url: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    });
    return { status: response.status, text: await response.text() };
  };
  const authorization = bearer("query");
  assert.equal((await ask(`${right}/mcp/`, { authorization })).status, 200);
  const other = await ask(`${harness.origin}/mcp`);
  assert.equal(other.status, 401);
  assert.ok(other.text.includes(`This server's address is ${right}/mcp: use that one.`), other.text);
  assert.ok(!(await ask(`${right}/mcp`)).text.includes("use that one"));
});
