import assert from "node:assert/strict";
import { createApp } from "../../src/app.ts";
import { settingsSchema } from "../../src/config.ts";
import { openStore } from "../../src/store/mod.ts";
import { createLogger } from "../../src/telemetry/log.ts";

const ORIGIN = "https://sql.example.com";

async function startApp() {
  const store = await openStore("memory:");
  const lines: string[] = [];
  const log = createLogger({ write: (line) => lines.push(line), level: "debug" });
  const app = await createApp({ settings: settingsSchema.parse({}), publicUrl: ORIGIN, store, log });
  return {
    lines,
    ask: (path: string, init?: RequestInit) =>
      app.fetch(
        new Request(`${ORIGIN}${path}`, { ...init, headers: { host: "sql.example.com", ...init?.headers } }),
      ),
    store,
    async [Symbol.asyncDispose]() {
      await app.close();
      await store.close();
    },
  };
}

Deno.test("the home page tells a person what this is and how to connect, and loads nothing", async () => {
  await using app = await startApp();
  const response = await app.ask("/");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
  const page = await response.text();
  assert.match(page, /^<!doctype html><html lang="en">/i);
  for (
    const expected of [`${ORIGIN}/mcp`, "claude mcp add", "codex mcp add", "mcpServers", `${ORIGIN}/token`]
  ) {
    assert.ok(page.includes(expected), expected);
  }
  // Nothing is loaded, and the one link stays here.
  assert.doesNotMatch(page, /<script|<img|<link|src=|\son\w+=/i);
  assert.deepEqual([...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to), ["/portal/account"]);
  // The one style sheet is allowed by its hash, and nothing else is.
  const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  assert.equal(
    response.headers.get("content-security-policy"),
    `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  );
});

Deno.test("browsers find an icon where they all look for one", async () => {
  await using app = await startApp();
  const response = await app.ask("/favicon.ico");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "image/svg+xml");
  assert.match(await response.text(), /^<svg /);
});

Deno.test("the probes answer on any host and say no more than they must", async () => {
  await using app = await startApp();
  const health = await app.ask("/healthz", { headers: { host: "10.1.2.3:8080" } });
  assert.deepEqual([health.status, await health.json()], [200, { status: "ok" }]);
  const ready = await app.ask("/readyz", { headers: { host: "10.1.2.3:8080" } });
  assert.deepEqual([ready.status, await ready.json()], [200, { status: "ready" }]);
  assert.equal((await app.ask("/healthz")).status, 200);
});

Deno.test("a store that takes no write makes the server not ready, with the reason and without the cause", async () => {
  await using app = await startApp();
  app.store.set = () => Promise.reject(new Error("disk gone"));
  const broken = await app.ask("/readyz");
  assert.deepEqual([broken.status, await broken.json()], [
    503,
    { status: "unavailable", reason: "The store takes no write." },
  ]);
  assert.equal((await app.ask("/healthz")).status, 200);
});

Deno.test("a wrong method is 405 and says which are right", async () => {
  await using app = await startApp();
  const cases = [["/", "GET, HEAD"], ["/healthz", "GET, HEAD"], ["/readyz", "GET, HEAD"]];
  for (const [path = "", allow] of cases) {
    const response = await app.ask(path, { method: "POST" });
    assert.equal(response.status, 405, path);
    assert.equal(response.headers.get("allow"), allow);
    assert.equal((await response.json()).error.code, "method_not_allowed");
  }
  const head = await app.ask("/", { method: "HEAD" });
  assert.equal(head.status, 200);
  const page = await (await app.ask("/")).bytes();
  assert.equal(head.headers.get("content-length"), String(page.length));
});

Deno.test("the challenge of /mcp leads to metadata that leads to the token endpoint, all on the public URL", async () => {
  await using app = await startApp();
  const challenge = await app.ask("/mcp", { method: "POST" });
  assert.equal(challenge.status, 401);
  const metadataUrl =
    /resource_metadata="([^"]+)"/.exec(challenge.headers.get("www-authenticate") ?? "")?.[1] ?? "";
  assert.ok(metadataUrl.startsWith(ORIGIN));
  const resource = await (await app.ask(new URL(metadataUrl).pathname)).json();
  assert.equal(resource.resource, `${ORIGIN}/mcp`);
  assert.deepEqual(resource.authorization_servers, [ORIGIN]);
  const server = await (await app.ask("/.well-known/oauth-authorization-server")).json();
  assert.equal(server.issuer, ORIGIN);
  assert.equal(server.token_endpoint, `${ORIGIN}/token`);
});

Deno.test("requests are logged without their secrets, probes only for who debugs", async () => {
  await using app = await startApp();
  await app.ask("/mcp?access_token=s3cret", {
    method: "POST",
    headers: { authorization: "Bearer s3cret.s3cret.s3cret" },
  });
  await app.ask("/healthz");
  const records = app.lines.map((line) => JSON.parse(line));
  const [mcp, probe] = records.filter(({ message }) => message === "request");
  assert.deepEqual([mcp.level, mcp.path, mcp.status], ["info", "/mcp", 401]);
  assert.deepEqual([probe.level, probe.path], ["debug", "/healthz"]);
  assert.ok(!app.lines.join().includes("s3cret"));
});
