import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { listenHttp } from "../../src/http/listener.ts";

/** Connects from a loopback address, and sends `text`. */
async function open(port: number, from: string, text = ""): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ host: "127.0.0.1", port, localAddress: from }, resolve);
  socket.on("error", reject);
  socket.resume();
  await promise;
  socket.write(text);
  return socket;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("one connection too many ends the oldest idle one, of the address that has most; no request is cut", async () => {
  const gate = Promise.withResolvers<void>();
  const listener = await listenHttp(
    { hostname: "127.0.0.1", port: 0, limits: { connections: 8 } },
    async (request) => {
      if (new URL(request.url).pathname === "/held") await gate.promise;
      return new Response("done");
    },
  );
  const { port } = listener;
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const others = [await open(port, "127.0.0.2"), await open(port, "127.0.0.2")];
  const held = await open(port, "127.0.0.3", get("/held"));
  const hogs: Socket[] = [];
  for (let at = 0; at < 20; at++) hogs.push(await open(port, "127.0.0.3", at % 2 === 0 ? "GET / HT" : ""));
  await pause(300);
  const openOf = (those: readonly Socket[]) => those.map((each) => !each.closed);
  assert.deepEqual(openOf([...others, held]), [true, true, true]);
  // Five places are left for them, and the youngest have them.
  assert.deepEqual(openOf(hogs), Array.from({ length: 20 }, (_, at) => at >= 15));
  let answer = "";
  const newcomer = await open(port, "127.0.0.4", get("/"));
  newcomer.on("data", (bytes: Uint8Array) => answer += new TextDecoder().decode(bytes));
  held.on("data", (bytes: Uint8Array) => answer += new TextDecoder().decode(bytes));
  await pause(300);
  assert.equal(answer.split("done").length, 2, answer);
  gate.resolve();
  await pause(300);
  assert.equal(answer.split("done").length, 3, answer);
  for (const socket of [...others, held, ...hogs, newcomer]) socket.destroy();
  const over = listener.shutdown();
  listener.abort();
  await over;
});

Deno.test("where every connection has a request under way, the newest ends, and there is room again when one is over", async () => {
  const gate = Promise.withResolvers<void>();
  const listener = await listenHttp(
    { hostname: "127.0.0.1", port: 0, limits: { connections: 3 } },
    async (request) => {
      if (new URL(request.url).pathname === "/held") await gate.promise;
      return new Response("done");
    },
  );
  const { port } = listener;
  const asked = "GET /held HTTP/1.1\r\nHost: x\r\n\r\n";
  const held: Socket[] = [];
  for (let at = 0; at < 3; at++) held.push(await open(port, "127.0.0.1", asked));
  await pause(200);
  const late = await open(port, "127.0.0.2");
  await pause(300);
  assert.deepEqual([...held, late].map((each) => each.closed), [false, false, false, true]);
  gate.resolve();
  await pause(200);
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "done");
  for (const socket of held) socket.destroy();
  const over = listener.shutdown();
  listener.abort();
  await over;
});
