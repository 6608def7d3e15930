import assert from "node:assert/strict";
import { bearer, type Harness, legacy, startHarness } from "../mcp/harness.ts";
import { rawRequest } from "./raw.ts";

function withHost(harness: Harness, host: string | null, path = "/"): Promise<string> {
  return rawRequest(harness.origin, [`GET ${path} HTTP/1.1`, ...(host === null ? [] : [`Host: ${host}`])]);
}

Deno.test("a request for another host is refused, whatever the path, but for the probes", async () => {
  await using harness = await startHarness();
  for (
    const host of [
      "evil.example.com",
      "evil.example.com:80",
      "localhost.evil.com",
      "127.0.0.1.evil.com",
      "[::2]",
    ]
  ) {
    assert.match(await withHost(harness, host), /^HTTP\/1\.1 403 [^]*"forbidden_host"/, host);
    assert.match(await withHost(harness, host, "/mcp"), /^HTTP\/1\.1 403 /, host);
  }
});

Deno.test("loopback names pass the host guard whatever the port, and so does the public host", async () => {
  await using harness = await startHarness({ publicUrl: "https://sql.example.com" });
  for (
    const host of [
      "localhost",
      "localhost:1",
      "127.0.0.1:9",
      "[::1]:9",
      "sql.example.com",
      "SQL.example.com:443",
    ]
  ) {
    assert.match(await withHost(harness, host), /^HTTP\/1\.1 404 /, host);
  }
  assert.match(await withHost(harness, "sql.example.com:8443"), /^HTTP\/1\.1 403 /);
});

Deno.test("a page of another origin is refused before its token is looked at", async () => {
  await using harness = await startHarness({ allowedOrigins: ["https://inspector.example.com"] });
  const port = new URL(harness.origin).port;
  const refused = [
    "https://evil.example.com",
    "null",
    "http://inspector.example.com",
    "https://inspector.example.com:8443",
    "https://inspector.example.com.evil.com",
    `http://localhost:${Number(port) + 1}`,
    `https://localhost:${port}`,
    "file://",
  ];
  for (const origin of refused) {
    const response = await legacy(harness, "ping", {}, { origin });
    assert.equal(response.status, 403, origin);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    const named = origin === "null" || origin === "file://" ? "this origin" : `the origin ${origin}`;
    assert.equal(
      await response.text(),
      `Requests from ${named} are not allowed. The operator may add it to allowed_origins.\n`,
    );
    assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
  }
  const unauthenticated = await legacy(harness, "ping", {}, {
    origin: "https://evil.example.com",
    authorization: "",
  });
  assert.equal(unauthenticated.status, 403);
});

Deno.test("an allowed origin, our own under each of its names, and no origin at all may call", async () => {
  await using harness = await startHarness({ allowedOrigins: ["https://inspector.example.com:443/"] });
  const port = new URL(harness.origin).port;
  const allowed = [
    "https://inspector.example.com",
    `http://localhost:${port}`,
    `http://127.0.0.1:${port}`,
    `http://[::1]:${port}`,
  ];
  for (const origin of allowed) {
    const response = await legacy(harness, "ping", {}, { origin });
    assert.equal(response.status, 200, origin);
    assert.equal(response.headers.get("access-control-allow-origin"), origin);
    assert.match(response.headers.get("vary") ?? "", /origin/i);
    await response.body?.cancel();
  }
  const none = await legacy(harness, "ping");
  assert.equal(none.status, 200);
  assert.equal(none.headers.get("access-control-allow-origin"), null);
  await none.body?.cancel();
});

Deno.test("a preflight from an allowed origin is answered without a token and names every header clients send", async () => {
  await using harness = await startHarness({ allowedOrigins: ["https://inspector.example.com"] });
  const preflight = (origin: string) =>
    fetch(`${harness.origin}/mcp`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,mcp-method",
      },
    });
  const response = await preflight("https://inspector.example.com");
  assert.equal(response.status, 204);
  assert.equal(response.headers.get("access-control-allow-origin"), "https://inspector.example.com");
  assert.equal(response.headers.get("access-control-allow-credentials"), null);
  const headers = response.headers.get("access-control-allow-headers")?.toLowerCase().split(", ") ?? [];
  const needed = [
    "authorization",
    "content-type",
    "accept",
    "mcp-protocol-version",
    "mcp-method",
    "mcp-name",
    "mcp-session-id",
    "last-event-id",
  ];
  for (const name of needed) assert.ok(headers.includes(name), name);
  assert.deepEqual(response.headers.get("access-control-allow-methods"), "POST, GET, DELETE, OPTIONS");
  const evil = await preflight("https://evil.example.com");
  assert.equal(evil.status, 403);
  assert.equal(evil.headers.get("access-control-allow-origin"), null);
  await evil.body?.cancel();
});

Deno.test("a page can read the challenge of a 401, the session header and the request id", async () => {
  await using harness = await startHarness({ allowedOrigins: ["https://inspector.example.com"] });
  for (const authorization of ["", bearer("unknown"), bearer("query")]) {
    const response = await legacy(harness, "tools/call", { name: "list_tables", arguments: {} }, {
      origin: "https://inspector.example.com",
      authorization,
    });
    assert.ok([401, 403].includes(response.status));
    assert.equal(response.headers.get("access-control-allow-origin"), "https://inspector.example.com");
    const exposed = response.headers.get("access-control-expose-headers")?.toLowerCase() ?? "";
    for (const name of ["www-authenticate", "mcp-session-id", "x-request-id"]) {
      assert.ok(exposed.includes(name), name);
    }
    await response.body?.cancel();
  }
});

Deno.test("OPTIONS that is no preflight is a request like any other: 401, then 405", async () => {
  await using harness = await startHarness();
  const bare = await fetch(`${harness.origin}/mcp`, { method: "OPTIONS" });
  assert.equal(bare.status, 401);
  await bare.body?.cancel();
  const known = await fetch(`${harness.origin}/mcp`, {
    method: "OPTIONS",
    headers: { authorization: bearer("full") },
  });
  assert.equal(known.status, 405);
  await known.body?.cancel();
});
