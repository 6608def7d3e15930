import assert from "node:assert/strict";
import { startAttacked } from "./attacked.ts";

const CONNECTIONS = 20;
/** 800 KB in all; it was 44 s without an answer to anybody, and 670 MiB. */
const REQUESTS = 1_000;
/** What `node:http` itself takes to make 20,000 requests of what it has read, before it looks at a connection again. */
const MOST_MS = 3_000;
const MOST_MIB = 200;

Deno.test("requests sent ahead by the thousand hold up nobody, and are not kept", async () => {
  await using server = await startAttacked();
  const { hostname, port, host } = new URL(server.url);
  assert.equal((await fetch(server.url)).status, 200);
  const before = server.residentMiB();
  let peak = before;
  const watching = setInterval(() => peak = Math.max(peak, server.residentMiB()), 50);
  const bytes = new TextEncoder().encode(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(REQUESTS));
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => Deno.connect({ hostname, port: Number(port) })),
  );
  const longest = await server.longestDuring(async () => {
    const sent = Promise.all(connections.map((connection) => send(connection, bytes)));
    for (let at = 0; at < 20; at++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    }
    connections.forEach((connection) => connection.close());
    await sent;
  });
  clearInterval(watching);
  assert.ok(longest < MOST_MS, `${longest} ms of computing`);
  assert.ok(peak - before < MOST_MIB, `${Math.round(peak - before)} MiB`);
});

async function send(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
  } catch {
    // Cut while it was sending.
  }
}
