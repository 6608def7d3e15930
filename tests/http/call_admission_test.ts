import assert from "node:assert/strict";
import { createCallAdmission } from "../../src/identity/call_admission.ts";
import { answer, bearer, type Harness, legacy, modern, post, startHarness } from "../mcp/harness.ts";

/** Every kind of call that a token reaches, valid or not. */
const CALLS: Readonly<Record<string, (harness: Harness, authorization: string) => Promise<Response>>> = {
  "a tool": (harness, authorization) =>
    legacy(harness, "tools/call", { name: "list_tables", arguments: {} }, { authorization }),
  "a query": (harness, authorization) =>
    legacy(harness, "tools/call", { name: "run_sql", arguments: { sql: "SELECT 1" } }, { authorization }),
  "a list": (harness, authorization) => modern(harness, "resources/list", {}, { authorization }),
  "a ping": (harness, authorization) => legacy(harness, "ping", {}, { authorization }),
  "an unknown method": (harness, authorization) => legacy(harness, "no/such", {}, { authorization }),
  "wrong arguments": (harness, authorization) =>
    legacy(harness, "tools/call", { name: "run_sql", arguments: { sql: 1 } }, { authorization }),
  "no JSON": (harness, authorization) => post(harness, "{", { authorization }),
  "another media type": (harness, authorization) =>
    post(harness, "x", { authorization, "content-type": "text/plain" }),
  "GET": (harness, authorization) =>
    fetch(`${harness.origin}/mcp`, { headers: { authorization, accept: "text/event-stream" } }),
};

Deno.test("every call of a principal counts, valid or not, and one too many is 429 with the seconds to wait", async (t) => {
  for (const [name, call] of Object.entries(CALLS)) {
    await t.step(name, async () => {
      // Ten a minute: one at once, the next in six seconds.
      await using harness = await startHarness({ callsPerMinute: 10 });
      const first = await call(harness, bearer("full"));
      await first.body?.cancel();
      assert.notEqual(first.status, 429);
      const second = await legacy(harness, "ping");
      assert.equal(second.status, 429);
      const seconds = Number(second.headers.get("retry-after"));
      assert.ok(seconds >= 5 && seconds <= 6, String(seconds));
      const { error, id } = await answer(second);
      assert.equal(id, 1);
      assert.equal(error?.data.code, "rate_limited");
      assert.equal(error?.data.retry_after_seconds, seconds);
      // Another principal has a bucket of its own.
      assert.equal((await legacy(harness, "ping", {}, { authorization: bearer("rival") })).status, 200);
    });
  }
});

Deno.test("each message of a batch counts", async () => {
  await using harness = await startHarness({ callsPerMinute: 40 });
  const batch = (length: number) =>
    post(harness, Array.from({ length }, (_, id) => ({ jsonrpc: "2.0", id, method: "ping" })), {
      "mcp-protocol-version": "2025-03-26",
    });
  assert.equal((await batch(3)).status, 200);
  const refused = await batch(3);
  assert.equal(refused.status, 429);
  // A batch has no id of its own; plain text is what no client waits behind.
  assert.match(refused.headers.get("content-type") ?? "", /^text\/plain/);
});

Deno.test("a refused call whose body is large is not read, and its refusal is plain text", async () => {
  await using harness = await startHarness({ callsPerMinute: 10 });
  assert.equal((await legacy(harness, "ping")).status, 200);
  const refused = await legacy(harness, "ping", { filler: "x".repeat(20_000) });
  assert.equal(refused.status, 429);
  assert.equal(await refused.text(), "Too many calls. Try again in 6 s.\n");
});

Deno.test("600 calls a minute are 60 at once and ten a second", () => {
  let now = 0;
  const admit = createCallAdmission(() => now, 600);
  const principal = { kind: "user", id: "ada", tenantId: "default" };
  const burst = () => {
    for (let calls = 0;; calls++) {
      try {
        admit(principal);
      } catch {
        return calls;
      }
    }
  };
  assert.equal(burst(), 60);
  now = 1_000;
  assert.equal(burst(), 10);
  now = 3_600_000;
  assert.equal(burst(), 60);
  // A clock that is set back takes nothing away and gives nothing.
  now = 0;
  assert.equal(burst(), 0);
});
