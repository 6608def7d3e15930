import assert from "node:assert/strict";
import { answer, legacy, modern, MODERN_META, post, type RpcAnswer, startHarness } from "../mcp/harness.ts";

async function rpcError(response: Response): Promise<{ status: number; code: number; id: RpcAnswer["id"] }> {
  const { error, id } = await answer(response);
  assert.ok(error !== undefined, "an error was expected");
  return { status: response.status, code: error.code, id: id ?? null };
}

/** What a refusal says where no request has an id: plain text, which no client waits behind (#t15). */
async function plainError(response: Response): Promise<string> {
  assert.equal(response.status, 400);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
  return await response.text();
}

Deno.test("a body that is not JSON is a parse error, in plain text as nothing has an id", async () => {
  await using harness = await startHarness();
  for (const body of ["", "{", "hello", "\u0000", "[".repeat(32)]) {
    assert.equal(await plainError(await post(harness, body)), "Parse error: the body is not valid JSON.\n");
  }
});

Deno.test("a broken or oversized message whose id can be read is refused with that id", async () => {
  await using harness = await startHarness();
  const deep = `${"[".repeat(40)}${"]".repeat(40)}`;
  const cases: readonly (readonly [body: string, id: RpcAnswer["id"], code: number])[] = [
    ['{"jsonrpc":"2.0","id":7,', 7, -32700],
    [`{"method":"ping","params":{"id":1,"x":${deep}},"jsonrpc":"2.0","id":"a-7"}`, "a-7", -32600],
    [`{"id":-3,"params":[${"0,".repeat(9_000)}0],"method":"ping","jsonrpc":"2.0"}`, -3, -32600],
  ];
  for (const [body, id, code] of cases) {
    assert.deepEqual(await rpcError(await post(harness, body)), { status: 400, code, id });
  }
  const hidden = [
    '{"a":"\\"id\\":1"',
    `{"id":"${"x".repeat(300)}"`,
    '{"id":1.5',
    '{"params":{"id":1}',
    '{"id":{"id":1}',
  ];
  for (const body of hidden) await plainError(await post(harness, body));
});

Deno.test("JSON that is no JSON-RPC message is refused and leaks nothing", async () => {
  await using harness = await startHarness();
  const bodies = [
    "1",
    "null",
    '"x"',
    "{}",
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '{"jsonrpc":"2.0","id":1}',
    "true",
  ];
  for (const body of bodies) {
    for (const version of ["2025-11-25", "2026-07-28"]) {
      const response = await post(harness, body, { "mcp-protocol-version": version });
      assert.equal(response.status, 400, body);
      const text = await response.text();
      assert.doesNotMatch(text, /at .*\.(ts|mjs|js):\d|node_modules|registry/);
      if (body.includes('"id":1')) {
        const { error, id } = JSON.parse(text);
        assert.equal(id, 1);
        assert.ok([-32600, -32700, -32602, -32020, -32601].includes(error.code), text);
      } else assert.match(response.headers.get("content-type") ?? "", /^text\/plain/, text);
    }
  }
});

Deno.test("a null id and a bare response are no requests", async () => {
  await using harness = await startHarness();
  const nullId = await modern(harness, "tools/list");
  await nullId.body?.cancel();
  const bad = await post(
    harness,
    { jsonrpc: "2.0", id: null, method: "tools/list", params: { _meta: MODERN_META } },
    { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list" },
  );
  assert.equal(bad.status, 400);
  await bad.body?.cancel();
  const response = await post(harness, { jsonrpc: "2.0", id: 1, result: { resultType: "complete" } }, {
    "mcp-protocol-version": "2026-07-28",
  });
  assert.equal(response.status, 400);
  await response.body?.cancel();
});

Deno.test("deep nesting is answered, not fatal", async () => {
  await using harness = await startHarness();
  const depth = 100_000;
  const nested =
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"run_sql","arguments":{"sql":"x","params":${
      "[".repeat(depth)
    }${"]".repeat(depth)}}}}`;
  const response = await post(harness, nested, { "mcp-protocol-version": "2025-11-25" });
  const { error, id } = await answer(response);
  assert.deepEqual([response.status, id, error?.code], [400, 1, -32600]);
  assert.equal(error?.message, "The message is nested more than 32 levels deep. Send less in one call.");
  const after = await modern(harness, "tools/list");
  assert.equal(after.status, 200);
  await after.body?.cancel();
});

Deno.test("a batch is served on 2025-03-26, with or without its header, and refused from 2025-06-18 on", async () => {
  await using harness = await startHarness();
  const batch = [{ jsonrpc: "2.0", id: 1, method: "ping" }, { jsonrpc: "2.0", id: 2, method: "tools/list" }];
  for (const version of ["", "2025-03-26"]) {
    const response = await post(harness, batch, { "mcp-protocol-version": version });
    assert.equal(response.status, 200);
    const ids = [...(await response.text()).matchAll(/"id":(\d)/g)].map((match) => match[1]).sort();
    assert.deepEqual(ids, ["1", "2"]);
  }
  for (const version of ["2025-06-18", "2025-11-25", "2026-07-28", "2027-01-01"]) {
    const refused = await post(harness, batch, { "mcp-protocol-version": version });
    assert.match(await plainError(refused), /has no batches: send one message/, version);
  }
});

Deno.test("an empty batch and a batch of nonsense are refused", async () => {
  await using harness = await startHarness();
  await plainError(await post(harness, []));
  await plainError(await post(harness, [1, 2]));
  const many = Array.from({ length: 101 }, (_, id) => ({ jsonrpc: "2.0", id, method: "ping" }));
  await plainError(await post(harness, many));
});

Deno.test("another content type is 415", async () => {
  await using harness = await startHarness();
  for (const type of ["text/plain", "application/x-www-form-urlencoded", ""]) {
    const response = await post(harness, { jsonrpc: "2.0", id: 1, method: "ping" }, {
      "content-type": type || "x/y",
    });
    assert.equal(response.status, 415);
    await response.body?.cancel();
  }
  const charset = await post(harness, { jsonrpc: "2.0", id: 1, method: "ping" }, {
    "content-type": "application/json; charset=utf-8",
  });
  assert.equal(charset.status, 200);
  await charset.body?.cancel();
});

Deno.test("2026-07-28: headers and body must agree, versions be known, methods exist", async () => {
  await using harness = await startHarness();
  const cases: [string, Record<string, unknown>, Record<string, string>, number, number][] = [
    ["tools/list", {}, { "mcp-protocol-version": "2025-11-25" }, 400, -32020],
    ["tools/list", {}, { "mcp-method": "prompts/list" }, 400, -32020],
    ["tools/list", {}, { "mcp-method": "" }, 400, -32020],
    ["tools/call", { name: "run_sql", arguments: {} }, { "mcp-name": "list_tables" }, 400, -32020],
    ["tools/call", { name: "run_sql", arguments: {} }, { "mcp-name": "" }, 400, -32020],
    ["no/such", {}, {}, 404, -32601],
    ["initialize", {}, {}, 404, -32601],
    ["ping", {}, {}, 404, -32601],
    ["logging/setLevel", { level: "info" }, {}, 404, -32601],
  ];
  for (const [method, params, headers, status, code] of cases) {
    const response = await modern(harness, method, params, headers);
    const found = await rpcError(response);
    assert.deepEqual({ method, ...found }, { method, status, code, id: 1 });
  }
  const future = { ...MODERN_META, "io.modelcontextprotocol/protocolVersion": "2099-01-01" };
  const unknown = await modern(harness, "tools/list", { _meta: future }, {
    "mcp-protocol-version": "2099-01-01",
  });
  assert.equal(unknown.status, 400);
  const { error } = await answer(unknown);
  assert.equal(error?.code, -32022);
  assert.deepEqual(error?.data, { supported: ["2026-07-28"], requested: "2099-01-01" });
});

Deno.test("2026-07-28: clientInfo may be missing, clientCapabilities may not", async () => {
  await using harness = await startHarness();
  const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list" };
  const send = (meta: Record<string, unknown>) =>
    post(harness, { jsonrpc: "2.0", id: 7, method: "tools/list", params: { _meta: meta } }, headers);
  const { "io.modelcontextprotocol/clientInfo": _info, ...withoutInfo } = MODERN_META;
  const ok = await send(withoutInfo);
  assert.equal(ok.status, 200);
  await ok.body?.cancel();
  const { "io.modelcontextprotocol/clientCapabilities": _can, ...withoutCapabilities } = MODERN_META;
  assert.deepEqual(await rpcError(await send(withoutCapabilities)), { status: 400, code: -32602, id: 7 });
});

Deno.test("2025: an unsupported version header is 400, initialize falls back to our latest, notifications are 202", async () => {
  await using harness = await startHarness();
  const unsupported = await legacy(harness, "tools/list", {}, { "mcp-protocol-version": "2024-01-01" });
  assert.equal(unsupported.status, 400);
  await unsupported.body?.cancel();
  const initialize = (protocolVersion: string) =>
    legacy(harness, "initialize", {
      protocolVersion,
      capabilities: {},
      clientInfo: { name: "t", version: "1" },
    }, {
      "mcp-protocol-version": "",
    });
  for (const version of ["2025-03-26", "2025-06-18", "2025-11-25"]) {
    assert.equal((await answer(await initialize(version))).result.protocolVersion, version);
  }
  assert.equal((await answer(await initialize("1999-01-01"))).result.protocolVersion, "2025-11-25");
  const notification = await post(harness, { jsonrpc: "2.0", method: "notifications/initialized" }, {
    "mcp-protocol-version": "2025-11-25",
  });
  assert.equal(notification.status, 202);
  assert.equal(await notification.text(), "");
});

Deno.test("no session is ever issued, and one that a client sends is ignored", async () => {
  await using harness = await startHarness();
  const response = await legacy(harness, "tools/list", {}, {
    "mcp-session-id": "made-up",
    "last-event-id": "1",
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("mcp-session-id"), null);
  await response.body?.cancel();
});
