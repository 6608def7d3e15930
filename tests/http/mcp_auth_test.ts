import assert from "node:assert/strict";
import { answer, bearer, legacy, modern, post, startHarness } from "../mcp/harness.ts";

const CHALLENGE = /^Bearer /;

Deno.test("without a token every method is 401 with a challenge, before method and version are looked at", async () => {
  await using harness = await startHarness();
  for (const method of ["GET", "POST", "DELETE", "PUT", "PATCH"]) {
    for (const version of ["2024-11-05", "2025-11-25", "2026-07-28", "nonsense"]) {
      const response = await fetch(`${harness.origin}/mcp`, {
        method,
        headers: { "mcp-protocol-version": version },
      });
      await response.body?.cancel();
      assert.equal(response.status, 401, `${method} ${version}`);
      const challenge = response.headers.get("www-authenticate") ?? "";
      assert.match(challenge, CHALLENGE);
      assert.match(
        challenge,
        /resource_metadata="http:\/\/localhost:\d+\/\.well-known\/oauth-protected-resource\/mcp"/,
      );
      assert.match(challenge, /scope="query schemas:read"/);
      assert.doesNotMatch(challenge, /error/);
      assert.equal(response.headers.get("cache-control"), "no-store");
    }
  }
});

Deno.test("where no bearer token is presented the challenge names no error", async () => {
  await using harness = await startHarness();
  for (const authorization of ["Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "Digest x"]) {
    const response = await legacy(harness, "ping", {}, { authorization });
    await response.body?.cancel();
    assert.equal(response.status, 401, authorization);
    assert.doesNotMatch(response.headers.get("www-authenticate") ?? "", /error=/, authorization);
  }
});

Deno.test("a bad token is 401 invalid_token on every method", async () => {
  await using harness = await startHarness();
  const bad = [
    bearer("unknown"),
    "Bearer x",
    `${bearer("full")}, ${bearer("full")}`,
    `Bearer ${"a".repeat(9000)}.b.c`,
  ];
  for (const authorization of bad) {
    for (const method of ["GET", "POST", "DELETE"]) {
      const response = await fetch(`${harness.origin}/mcp`, { method, headers: { authorization } });
      assert.equal(response.status, 401);
      assert.match(response.headers.get("www-authenticate") ?? "", /error="invalid_token"/);
      assert.equal((await response.json()).error, "invalid_token");
    }
  }
});

Deno.test("a token counts only in the header; the scheme's case does not matter", async () => {
  await using harness = await startHarness();
  const query = await fetch(`${harness.origin}/mcp?access_token=full.x.x`, { method: "POST" });
  assert.equal(query.status, 401);
  assert.doesNotMatch(query.headers.get("www-authenticate") ?? "", /error=/);
  await query.body?.cancel();
  const form = await fetch(`${harness.origin}/mcp`, {
    method: "POST",
    body: new URLSearchParams({ access_token: "full.x.x" }),
  });
  assert.equal(form.status, 401);
  await form.body?.cancel();
  const lower = await legacy(harness, "ping", {}, { authorization: "bearer full.x.x" });
  assert.equal(lower.status, 200);
  await lower.body?.cancel();
});

Deno.test("with a token, GET and DELETE are 405 and say what is allowed", async () => {
  await using harness = await startHarness();
  for (const method of ["GET", "DELETE", "PUT"]) {
    const headers = {
      authorization: bearer("full"),
      "mcp-protocol-version": "2025-11-25",
      accept: "text/event-stream",
    };
    const response = await fetch(`${harness.origin}/mcp`, { method, headers });
    await response.body?.cancel();
    assert.equal(response.status, 405, method);
    assert.equal(response.headers.get("allow"), "POST");
  }
});

Deno.test("calling a tool without its scope is 403 naming every scope it needs and the metadata, in both eras", async () => {
  await using harness = await startHarness();
  const cases = [["query", "list_tables", "schemas:read"], ["query", "describe_table", "schemas:read"], [
    "schemas",
    "run_sql",
    "query",
  ]] as const;
  for (const [token, name, scope] of cases) {
    for (const send of [modern, legacy]) {
      const response = await send(harness, "tools/call", { name, arguments: {} }, {
        authorization: bearer(token),
      });
      assert.equal(response.status, 403);
      const challenge = response.headers.get("www-authenticate") ?? "";
      assert.match(challenge, /error="insufficient_scope"/);
      assert.match(challenge, new RegExp(`scope="${scope}"`));
      assert.match(
        challenge,
        /resource_metadata="http:\/\/localhost:\d+\/\.well-known\/oauth-protected-resource\/mcp"/,
      );
      assert.deepEqual(await response.json(), {
        error: "insufficient_scope",
        error_description: `The access token lacks the scope ${scope}.`,
      });
    }
  }
  assert.deepEqual(harness.asked, []);
});

Deno.test("SQL that asks the catalogue needs the scopes of both, and other SQL does not", async () => {
  await using harness = await startHarness();
  const authorization = bearer("query");
  const ask = (sql: string) =>
    modern(harness, "tools/call", { name: "run_sql", arguments: { sql } }, { authorization });
  for (const sql of ["SHOW TABLES", "DESCRIBE orders", "SELECT * FROM information_schema.columns"]) {
    const response = await ask(sql);
    assert.equal(response.status, 403, sql);
    assert.match(response.headers.get("www-authenticate") ?? "", /scope="query schemas:read"/, sql);
    assert.deepEqual(await response.json(), {
      error: "insufficient_scope",
      error_description: "The call needs the scopes query and schemas:read.",
    });
  }
  const other = await ask("SELECT 'show tables'");
  assert.equal(other.status, 200);
  await other.body?.cancel();
  // Nor may it go on in an answer of that kind, which another token of the same client began.
  assert.deepEqual(harness.asked.map(({ request }) => request), [
    { sql: "SELECT 'show tables'", maxRows: 100, seesCatalog: false },
  ]);
});

Deno.test("reading a table's resource needs schemas:read; a document needs no scope", async () => {
  await using harness = await startHarness();
  const authorization = bearer("query");
  const table = await modern(harness, "resources/read", { uri: "dynamosql://east/orders" }, {
    authorization,
  });
  assert.equal(table.status, 403);
  assert.match(table.headers.get("www-authenticate") ?? "", /scope="schemas:read"/);
  await table.body?.cancel();
  const doc = await modern(harness, "resources/read", { uri: "dynamosql://docs/sql" }, {
    authorization: bearer("nothing"),
  });
  assert.equal(doc.status, 200);
  assert.match((await answer(doc)).result.contents[0].text, /^# SQL over DynamoDB/);
});

Deno.test("one call in a batch that lacks its scope refuses the batch", async () => {
  await using harness = await startHarness();
  const call = (id: number, name: string) => ({
    jsonrpc: "2.0",
    id,
    method: "tools/call",
    params: { name, arguments: { sql: "SELECT 1" } },
  });
  const response = await post(harness, [call(1, "run_sql"), call(2, "list_tables")], {
    authorization: bearer("query"),
  });
  assert.equal(response.status, 403);
  await response.body?.cancel();
  assert.deepEqual(harness.asked, []);
});

Deno.test("a token that is revoked stops working with the next request", async () => {
  await using harness = await startHarness();
  const before = await modern(harness, "tools/list");
  assert.equal(before.status, 200);
  await before.body?.cancel();
  harness.revoke("full");
  const after = await modern(harness, "tools/list");
  assert.equal(after.status, 401);
  await after.body?.cancel();
});
