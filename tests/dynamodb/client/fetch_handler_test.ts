import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { fetchHandler } from "../../../src/dynamodb/client/fetch_handler.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** A server that sends the head and the first bytes of an answer, and no more. */
function stallingServer(signal: AbortSignal) {
  return Deno.serve(
    { port: 0, hostname: "127.0.0.1", signal, onListen() {} },
    () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) })),
  );
}

// Deno (2.9.6) forgets the signal of a fetch once its Response is garbage.
for (const how of ["its caller goes away", "its time is over"]) {
  Deno.test(`a body that stalls is given up when ${how}, whatever garbage was collected meanwhile`, async () => {
    const stop = new AbortController();
    const server = stallingServer(stop.signal);
    const caller = new AbortController();
    const answer = fetchHandler(how === "its time is over" ? 400 : 60_000).handle(
      {
        method: "POST",
        protocol: "http:",
        hostname: "127.0.0.1",
        port: server.addr.port,
        path: "/",
        headers: {},
        body: "{}",
      },
      { abortSignal: caller.signal },
    );
    const { promise: tooLate, resolve } = Promise.withResolvers<string>();
    const timer = setTimeout(() => resolve("still waiting after 5 s"), 5_000);
    const outcome = Promise.race([answer.then(() => "answered", () => "given up"), tooLate]);
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      collectGarbage();
    }
    if (how === "its caller goes away") caller.abort();
    try {
      assert.equal(await outcome, "given up");
    } finally {
      clearTimeout(timer);
      stop.abort();
      await server.finished;
    }
  });
}
