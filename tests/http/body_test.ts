import assert from "node:assert/strict";
import { readText } from "../../src/lib/http_body.ts";
import { bearer, startHarness } from "../mcp/harness.ts";
import { startProduct } from "../oauth/product.ts";

const FORM = "content-type: application/x-www-form-urlencoded";
const JSON_BODY = "content-type: application/json";

/** Routes that read a body before they ask who sends it. */
const ROUTES: readonly (readonly [path: string, type: string])[] = [
  ["/token", FORM],
  ["/revoke", FORM],
  ["/introspect", FORM],
  ["/register", JSON_BODY],
  ["/authorize", FORM],
  ["/consent", FORM],
  ["/login", FORM],
  ["/login/code", FORM],
  ["/logout", FORM],
  ["/portal/setup", FORM],
  ["/portal/reset", FORM],
  ["/portal/account/password", FORM],
];

/** How a sender says how much will come. */
const LENGTHS = { "a declared length": false, "chunks": true };

/** Sends the head of a POST and ten bytes of its body, and closes the socket. */
async function hangUp(
  origin: string,
  path: string,
  headers: readonly string[],
  chunked: boolean,
): Promise<void> {
  const { hostname, port, host } = new URL(origin);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    ...headers,
    chunked ? "transfer-encoding: chunked" : "content-length: 500",
  ];
  const sent = chunked ? "a\r\n0123456789\r\n" : "0123456789";
  await connection.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n${sent}`));
  // By the end of the connection the handler should be reading.
  await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Waits for what a server notes of a request whose answer nobody reads. */
async function until<T>(find: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 500; tries++) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("no line in the log within 10 s");
}

for (const [name, chunked] of Object.entries(LENGTHS)) {
  Deno.test(`a caller that goes away while it sends ${name} is no failure of any route, and one line at debug`, async () => {
    await using product = await startProduct({ dcr: true });
    const port = new URL(product.origin).port;
    for (const [path, type] of ROUTES) {
      const before = product.logged.length;
      await hangUp(`http://localhost:${port}`, path, [type], chunked);
      const of = () => product.logged.slice(before).map((line) => JSON.parse(line));
      const access = await until(() => of().find((line) => line.message === "request" && line.path === path));
      assert.deepEqual([access.level, access.status], ["debug", 400], path);
      assert.deepEqual(of().filter((line) => ["warn", "error"].includes(line.level)), [], path);
    }
  });

  Deno.test(`a caller of /mcp that goes away while it sends ${name} is no failure`, async () => {
    await using harness = await startHarness();
    await hangUp(harness.origin, "/mcp", [JSON_BODY, `authorization: ${bearer("full")}`], chunked);
    const { status } = await until(() => harness.access.at(-1));
    assert.equal(status, 400);
    assert.deepEqual(harness.failures, []);
  });
}

Deno.test("reading a body twice is a failure of ours, whoever the caller is", async () => {
  const request = new Request("http://localhost/", {
    method: "POST",
    body: "x",
    headers: { "content-length": "1" },
  });
  assert.equal(await readText(request, 10), "x");
  await assert.rejects(() => readText(request, 10), TypeError);
});
