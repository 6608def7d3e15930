import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const config = fileURLToPath(new URL("../../src/deno.json", import.meta.url));
const DESCRIPTORS = 512;
const CONNECTIONS = 1_500;

Deno.test("three times as many idle connections as the process has file descriptors end no server, and shut out nobody", async () => {
  const child = new Deno.Command("sh", {
    args: [
      ...["-c", `ulimit -n ${DESCRIPTORS} && exec "$0" "$@"`, Deno.execPath(), "run", "-A", "--quiet"],
      ...["--config", config, main, "serve", "--store", "memory:", "--port", "0"],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const connections: Deno.Conn[] = [];
  try {
    const url = await addressOf(child.stdout);
    const { hostname, port } = new URL(url);
    // The first request compiles; the engine of the readiness check starts.
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    for (let at = 0; at < CONNECTIONS; at++) {
      connections.push(await Deno.connect({ hostname, port: Number(port) }));
    }
    const answer = () => fetch(`${url}/healthz`, { signal: AbortSignal.timeout(20_000) });
    assert.equal((await answer()).status, 200);
    connections.splice(0).forEach((connection) => connection.close());
    assert.equal((await answer()).status, 200);
  } finally {
    connections.forEach((connection) => connection.close());
    child.kill("SIGKILL");
    await child.status;
  }
});

async function addressOf(stdout: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const reading = async () => {
    for await (const part of stdout.pipeThrough(new TextDecoderStream())) {
      text += part;
      const url = /listening at (\S+)\/mcp/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    }
    reject(new Error(`The server ended: ${text}`));
  };
  void reading();
  return await promise;
}
