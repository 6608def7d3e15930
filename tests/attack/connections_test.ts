import assert from "node:assert/strict";
import { startAttacked } from "./attacked.ts";

const CONNECTIONS = 2_000;
const MIB = 2 ** 20;
/** Sixteen chunks of 64 KiB, and no end. */
const CHUNK = new TextEncoder().encode(`10000\r\n${"a".repeat(65_536)}\r\n`);
const CHUNKS = 16;

/** What a flood may cost, in MiB: it was 3,000. */
const MOST_MIB = 250;
/** When the last of its connections is gone, in seconds. */
const MOST_SECONDS = 30;

/** Where the bodies go: where they are wanted by anybody, by a token's holder, and by nobody. */
const TARGETS: Readonly<
  Record<string, readonly [path: string, type: string, status: string, token: boolean]>
> = {
  "/mcp without a token": ["/mcp", "application/json", "401", false],
  "a path that is none": ["/nothing", "text/plain", "404", false],
  "the sign-in": ["/login", "application/x-www-form-urlencoded", "400", false],
  "/mcp with a token": ["/mcp", "application/json", "413", true],
};

Deno.test("2,000 connections with 1 MiB of a body without end are answered and gone, and cost little memory", async (t) => {
  await using server = await startAttacked([], { DYNAMOSQL_CALLS_PER_MINUTE: "1000000" });
  const { hostname, port, host } = new URL(server.url);
  for (const [name, [path, type, status, token]] of Object.entries(TARGETS)) {
    await t.step(name, async () => {
      const authorization = token ? `Authorization: Bearer ${server.token}\r\n` : "";
      const head = new TextEncoder().encode(
        `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\n${authorization}Transfer-Encoding: chunked\r\n\r\n`,
      );
      const before = server.residentMiB();
      let peak = before;
      const watching = setInterval(() => peak = Math.max(peak, server.residentMiB()), 100);
      const from = performance.now();
      const statuses = await Promise.all(Array.from({ length: CONNECTIONS }, (_, at) => flood(at)));
      const seconds = (performance.now() - from) / 1000;
      clearInterval(watching);
      // More than 64 MiB of bodies in flight are refused with 503, where the server is slower than who sends.
      assert.deepEqual([...new Set(statuses)].filter((each) => each !== status && each !== "503"), []);
      assert.ok(seconds < MOST_SECONDS, `${seconds} s`);
      assert.ok(peak - before < MOST_MIB, `${Math.round(peak - before)} MiB`);
      assert.equal((await fetch(`${server.url}/healthz`)).status, 200);

      /** One connection from its beginning to its end; the status it was answered with. */
      async function flood(at: number): Promise<string> {
        await new Promise((resolve) => setTimeout(resolve, at / 2));
        using connection = await Deno.connect({ hostname, port: Number(port) });
        const sending = send(connection, [head, ...Array(CHUNKS).fill(CHUNK)]);
        const buffer = new Uint8Array(1_024);
        const read = await connection.read(buffer);
        const answered = new TextDecoder().decode(buffer.subarray(0, read ?? 0)).slice(9, 12);
        // To the end of the connection, which the server cuts.
        while (await connection.read(buffer).catch(() => null) !== null);
        await sending;
        return answered;
      }
    });
  }
  await t.step("and all of it together stays within four hundred", () => {
    assert.ok(server.residentMiB() < 600, `${Math.round(server.residentMiB())} MiB`);
  });
});

async function send(connection: Deno.Conn, parts: readonly Uint8Array[]): Promise<void> {
  try {
    for (const part of parts) {
      for (let at = 0; at < part.length;) at += await connection.write(part.subarray(at));
    }
  } catch {
    // Cut while it was sending.
  }
}

Deno.test("a body of 300 KiB with its length is refused with its status, not with a broken connection", async () => {
  await using server = await startAttacked();
  const response = await fetch(`${server.url}/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${server.token}` },
    body: new Uint8Array(8 * MIB),
  });
  assert.equal(response.status, 413);
  assert.equal(await response.text(), "The request body is larger than 262144 bytes.\n");
});
