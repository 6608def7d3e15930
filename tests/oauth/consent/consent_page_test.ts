import assert from "node:assert/strict";
import { DynamoSqlError } from "../../../src/errors.ts";
import {
  type Answer,
  assertPage,
  CODE,
  consentForm,
  goodRequest,
  ISSUER,
  operatorClient,
  returned,
  startAuthorizeServer,
} from "../authorize/fixture.ts";

/** A server with one client and someone signed in. */
async function ready() {
  const server = await startAuthorizeServer();
  server.register(operatorClient());
  return { server, ...await server.signIn("ada@example.com") };
}

Deno.test("what is asked for is never more than what the page shows", async (t) => {
  const cases: Record<string, readonly [Record<string, string | undefined>, readonly string[]]> = {
    "no scope: all of the client": [{ scope: undefined }, ["query", "schemas:read"]],
    "one scope": [{ scope: "query" }, ["query"]],
    "offline_access is dropped": [{ scope: "offline_access schemas:read" }, ["schemas:read"]],
    "twice the same": [{ scope: "query query" }, ["query"]],
    "offline_access alone: all of the client": [{ scope: "offline_access" }, ["query", "schemas:read"]],
    "step-up: the union of old and new": [{ scope: "schemas:read query" }, ["schemas:read", "query"]],
  };
  for (const [name, [over, scopes]] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { server, cookie } = await ready();
      await using _ = server;
      const { answer } = await server.consent(cookie, over);
      const boxes = answer.page.forms[0]?.controls.filter(({ type }) => type === "checkbox");
      assert.deepEqual(boxes?.map(({ value }) => value), scopes);
      await server.send("/consent", { cookie, form: consentForm(answer, "approve") });
      assert.deepEqual(server.issued[0]?.scopes, scopes);
    });
  }
});

Deno.test("ticks narrow: fewer are given, others refused, none is no approval", async (t) => {
  const { server, cookie } = await ready();
  await using _ = server;
  const { answer } = await server.consent(cookie, { scope: "query schemas:read" });
  const form = consentForm(answer, "approve");
  const attempt = async (change: (form: URLSearchParams) => void) => {
    const changed = new URLSearchParams(form);
    change(changed);
    return await server.send("/consent", { cookie, form: changed });
  };
  const again = (back: Answer) => {
    assertPage(back);
    assert.ok(back.page.forms[0] !== undefined, "the form is there again");
    assert.deepEqual(server.issued, []);
  };
  await t.step("no tick", async () => again(await attempt((one) => one.delete("scope"))));
  await t.step("a scope that was not shown", async () => {
    again(await attempt((one) => one.append("scope", "schemas:write")));
  });
  await t.step("text for a scope", async () => again(await attempt((one) => one.append("scope", "<b>"))));
  await t.step("no decision", async () => again(await attempt((one) => one.delete("decision"))));
  await t.step("another decision", async () => again(await attempt((one) => one.set("decision", "yes"))));
  await t.step("both decisions", async () => again(await attempt((one) => one.append("decision", "deny"))));
  await t.step("one tick taken away", async () => {
    const back = await attempt((one) => {
      one.delete("scope");
      one.append("scope", "schemas:read");
    });
    assert.match(returned(back).code ?? "", CODE);
    assert.deepEqual(server.issued[0]?.scopes, ["schemas:read"]);
  });
});

Deno.test("prompt=consent and select_account show the page, with the account and another way in", async (t) => {
  for (const prompt of ["consent", "select_account", "consent select_account"]) {
    await t.step(prompt, async () => {
      const { server, cookie } = await ready();
      await using _ = server;
      const { answer, path } = await server.consent(cookie, { prompt });
      assert.match(answer.page.text, /ada@example\.com, tenant default/);
      const other = new URL(answer.page.links[0]?.href ?? "", "http://x");
      assert.equal(other.pathname, "/login");
      assert.equal(other.searchParams.get("next"), path);
      assert.equal(other.searchParams.get("prompt"), "login");
    });
  }
});

Deno.test("the page says who asks, how it is known, and where one will be sent to", async (t) => {
  const { server, cookie } = await ready();
  await using _ = server;
  const loopback = "any program on this computer could pretend to be it";
  const cases: Record<
    string,
    readonly [Parameters<typeof operatorClient>[0], readonly string[], readonly string[]]
  > = {
    "the operator's, on the web": [
      {},
      ["Registered by the operator", "app.example"],
      ["Approve only if", "not verified"],
    ],
    "the operator's, on loopback": [
      { redirectUris: ["http://127.0.0.1/cb"] },
      ["Registered by the operator", "http://127.0.0.1", loopback],
      ["not verified"],
    ],
    "a document's, on loopback": [
      { known: "document", host: "claude.ai", redirectUris: ["http://localhost:8123/cb"] },
      ["Published by claude.ai (verified)", "http://localhost:8123", loopback],
      [],
    ],
    "a document's, on the web": [
      { known: "document", host: "claude.ai", redirectUris: ["https://claude.ai/api/mcp/auth_callback"] },
      ["Published by claude.ai (verified)", "claude.ai"],
      ["Approve only if"],
    ],
    "self-registered, on the web": [
      { known: "self", redirectUris: ["https://app.example:8443/cb"] },
      ["its name is not verified", "app.example:8443", "look at where you will be sent to"],
      [],
    ],
    "self-registered, on loopback": [
      { known: "self", redirectUris: ["http://[::1]:3000/cb"] },
      ["its name is not verified", "http://[::1]:3000", loopback],
      [],
    ],
    "self-registered, with a private scheme": [
      { known: "self", redirectUris: ["cursor://anysphere.cursor-mcp/oauth/callback"] },
      ["cursor://anysphere.cursor-mcp", "another program on this computer could answer"],
      [],
    ],
  };
  for (const [name, [over, says, saysNot]] of Object.entries(cases)) {
    await t.step(name, async () => {
      const client = operatorClient(over);
      server.register(client);
      const { answer } = await server.consent(cookie, { redirect_uri: client.redirectUris[0] ?? "" });
      assert.match(answer.page.text, /Allow The App to use your account/);
      assert.match(answer.page.text, /Run SQL queries\s*Read-only/);
      assert.match(answer.page.text, /See schemas and tables/);
      assert.ok(answer.page.text.includes(`${ISSUER}/mcp`));
      for (const text of says) assert.ok(answer.page.text.includes(text), `${text}: ${answer.page.text}`);
      for (const text of saysNot) assert.ok(!answer.page.text.includes(text), `${text}: ${answer.page.text}`);
    });
  }
});

Deno.test("the policy of the page lets the form lead to the redirect URI, and on from there", async (t) => {
  const { server, cookie } = await ready();
  await using _ = server;
  const cases: Record<string, string> = {
    "https://app.example/cb": "https:",
    "https://app.example:8443/cb?x=1": "https:",
    "http://localhost:51234/callback": "https: http://localhost:51234",
    "http://127.0.0.1/callback": "https: http://127.0.0.1",
    "http://[::1]:3000/callback": "https: http:",
    "cursor://anysphere.cursor-mcp/oauth/callback": "https: cursor:",
    "com.example.app:/cb": "https: com.example.app:",
  };
  for (const [redirectUri, source] of Object.entries(cases)) {
    await t.step(redirectUri, async () => {
      server.register(operatorClient({ redirectUris: [redirectUri] }));
      const { answer } = await server.consent(cookie, { redirect_uri: redirectUri });
      const policy = answer.headers.get("content-security-policy") ?? "";
      assert.equal(/form-action ([^;]*)/.exec(policy)?.[1], `'self' ${source}`);
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /script-src 'self';/);
    });
  }
});

Deno.test("what is wrong with us is said without details, and logged", async (t) => {
  const { server, cookie } = await ready();
  await using _ = server;
  const { path } = await server.consent(cookie);
  const failures: readonly (readonly [Error, number, RegExp])[] = [
    [new Error("disk /var/lib on fire"), 500, /Internal error/],
    [new DynamoSqlError("unavailable", "The store cannot be read."), 503, /The store cannot be read/],
  ];
  for (const [error, status, words] of failures) {
    await t.step(`${status}`, async () => {
      server.faults.find = error;
      for (const answer of [await server.authorize(goodRequest()), await server.send(path, { cookie })]) {
        assertPage(answer, status);
        assert.match(answer.page.text, words);
        assert.doesNotMatch(answer.html, /on fire/);
      }
      assert.ok(server.logged.some((line) => line.includes("An authorization request failed.")));
    });
  }
  await t.step("the fetcher's governor: 429 with Retry-After", async () => {
    server.faults.find = new DynamoSqlError("rate_limited", "Too many client documents are asked for.", {
      retryAfter: 7,
    });
    const answer = await server.authorize(goodRequest());
    assertPage(answer, 429);
    assert.equal(answer.headers.get("retry-after"), "7");
  });
  await t.step("a client's document that is not usable: 400, in the registry's words alone", async () => {
    server.faults.find = new DynamoSqlError(
      "invalid_client_metadata",
      "The client's document is not usable.",
    );
    assertPage(await server.authorize(goodRequest({ client_id: "https://10.0.0.1/c.json" })));
  });
});
