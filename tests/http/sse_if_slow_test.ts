import assert from "node:assert/strict";
import { streamIfLate } from "../../src/http/sse_if_slow.ts";
import { answer, messages, modern, startHarness } from "../mcp/harness.ts";

const sql = (text: string) => ({ name: "run_sql", arguments: { sql: text } });

Deno.test("a quick answer is JSON", async () => {
  await using harness = await startHarness();
  const response = await modern(harness, "tools/call", sql("SELECT 1"));
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  assert.equal((await answer(response)).id, 1);
});

Deno.test("a late answer comes as the one message of an event stream", async () => {
  await using harness = await startHarness();
  const response = await modern(harness, "tools/call", sql("slow"));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.equal(response.headers.get("x-accel-buffering"), "no");
  assert.match(response.headers.get("x-request-id") ?? "", /./);
  const all = await messages(response);
  assert.equal(all.length, 1);
  assert.equal(all[0]?.id, 1);
  assert.equal(all[0]?.result.structuredContent.row_count, 2);
});

function request(accept = "application/json, text/event-stream"): Request {
  return new Request("http://localhost/mcp", { method: "POST", headers: { accept } });
}

Deno.test("while an answer is late, comments keep the connection alive", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const response = await streamIfLate(request(), () => promise, { patienceMs: 5, keepAliveMs: 10 });
  setTimeout(() => resolve(Response.json({ done: true })), 100);
  const text = await response.text();
  assert.ok(text.split(": keepalive\n\n").length > 4, text);
  assert.ok(text.endsWith('event: message\ndata: {"done":true}\n\n'), text);
});

Deno.test("a late answer that is itself a stream is passed on as it is", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const response = await streamIfLate(request(), () => promise, { patienceMs: 5 });
  resolve(new Response("event: message\ndata: 1\n\n", { headers: { "content-type": "text/event-stream" } }));
  assert.equal(await response.text(), ": keepalive\n\nevent: message\ndata: 1\n\n");
});

Deno.test("who hangs up on a late answer aborts the work", async () => {
  let signal: AbortSignal | undefined;
  const response = await streamIfLate(request(), (watched) => {
    signal = watched.signal;
    return new Promise(() => {});
  }, { patienceMs: 5 });
  await response.body?.cancel();
  assert.equal(signal?.aborted, true);
});

Deno.test("a failure ends the stream with an error, and a failure in time is thrown", async () => {
  const boom = () => Promise.reject(new Error("boom"));
  await assert.rejects(streamIfLate(request(), boom), /boom/);
  const { promise, reject } = Promise.withResolvers<Response>();
  const response = await streamIfLate(request(), () => promise, { patienceMs: 5 });
  reject(new Error("boom"));
  await assert.rejects(response.text(), /boom/);
});

Deno.test("a client that takes no stream waits for its JSON", async () => {
  const late = () => new Promise<Response>((resolve) => setTimeout(() => resolve(Response.json(1)), 50));
  const response = await streamIfLate(request("application/json"), late, { patienceMs: 5 });
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  assert.equal(await response.text(), "1");
});
