import assert from "node:assert/strict";
import { basic, post, startServer, type TestServer, tokenOf } from "./fixture.ts";
import { forge } from "./forge.ts";
import { aSignIn, assertRefused, type Form, mcpStatus, read, startSignIn, tokens } from "./people.ts";

/** docs/reference/protocol_rules.md#5.10 (RFC 7009) at the real listener. */

const revoke = (
  server: TestServer,
  form: Record<string, string> | string[][],
  headers: Record<string, string> = {},
) => read(post(server, "/revoke", form, headers));

async function assertRevoked(answer: ReturnType<typeof revoke>): Promise<void> {
  const { status, text, headers } = await answer;
  assert.deepEqual([status, text], [200, "{}"]);
  assert.equal(headers.get("cache-control"), "no-store");
}

Deno.test("a revoked refresh token takes its grant and all access tokens with it, at once", async () => {
  await using one = await startSignIn();
  const { server, clientId: client_id } = one;
  const first = await one.signIn();
  const second = tokens(await one.refresh(first.refresh));
  for (const { access } of [first, second]) assert.equal(await mcpStatus(server, access), 200);
  await assertRevoked(revoke(server, { token: second.refresh, client_id }));
  for (const { access } of [first, second]) assert.equal(await mcpStatus(server, access), 401);
  for (const { refresh } of [first, second]) assertRefused(await one.refresh(refresh), 400, "invalid_grant");
  assert.deepEqual(await server.grants.list("default"), []);
  // Idempotent (§2.2).
  await assertRevoked(revoke(server, { token: second.refresh, client_id }));
});

Deno.test("any token of the family revokes it: the one before, and one of long ago", async () => {
  for (const steps of [1, 5]) {
    await using one = await startSignIn();
    const first = await one.signIn();
    let last = first;
    for (let step = 0; step < steps; step++) last = tokens(await one.refresh(last.refresh));
    await assertRevoked(revoke(one.server, { token: first.refresh, client_id: one.clientId }));
    assertRefused(await one.refresh(last.refresh), 400, "invalid_grant");
  }
});

Deno.test("a revoked access token is refused at once, the others of its grant are not", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  const second = tokens(await one.refresh(first.refresh));
  for (const { access } of [first, second]) assert.equal(await mcpStatus(one.server, access), 200);
  await assertRevoked(revoke(one.server, { token: first.access, client_id: one.clientId }));
  assert.deepEqual([await mcpStatus(one.server, first.access), await mcpStatus(one.server, second.access)], [
    401,
    200,
  ]);
  tokens(await one.refresh(second.refresh));
  await assertRevoked(revoke(one.server, { token: first.access, client_id: one.clientId }));
});

Deno.test("an API client revokes its own access token, by Basic or form", async () => {
  await using server = await startServer();
  const client = await server.createClient();
  const { clientId: client_id, clientSecret: client_secret } = client;
  const [a, b, c] = [
    await tokenOf(server, client),
    await tokenOf(server, client),
    await tokenOf(server, client),
  ];
  assert.equal(await mcpStatus(server, a), 200);
  await assertRevoked(revoke(server, { token: a }, { authorization: basic(client_id, client_secret) }));
  await assertRevoked(revoke(server, { token: b, client_id, client_secret }));
  assert.deepEqual(
    [await mcpStatus(server, a), await mcpStatus(server, b), await mcpStatus(server, c)],
    [401, 401, 200],
  );
});

for (const hint of ["access_token", "refresh_token", "nonsense", ""]) {
  Deno.test(`the hint ${JSON.stringify(hint)} changes nothing, right or wrong`, async () => {
    await using one = await startSignIn();
    const { access, refresh } = await one.signIn();
    const form = { client_id: one.clientId, token_type_hint: hint };
    await assertRevoked(revoke(one.server, { ...form, token: access }));
    assert.equal(await mcpStatus(one.server, access), 401);
    await assertRevoked(revoke(one.server, { ...form, token: refresh }));
    assertRefused(await one.refresh(refresh), 400, "invalid_grant");
  });
}

Deno.test("another client's tokens: 200 and nothing done, whoever asks", async () => {
  await using one = await startSignIn();
  const { server } = one;
  const { access, refresh } = await one.signIn();
  const other = await aSignIn(server);
  const api = await server.createClient();
  const confidential = await server.addApp({ confidential: true });
  const asking: [Record<string, string>, Record<string, string>][] = [
    [{ client_id: other.clientId }, {}],
    [{}, { authorization: basic(api.clientId, api.clientSecret) }],
    [{}, { authorization: basic(confidential.clientId, confidential.clientSecret) }],
  ];
  for (const [form, headers] of asking) {
    for (const token of [access, refresh]) {
      await assertRevoked(revoke(server, { ...form, token }, headers));
      assert.equal(await mcpStatus(server, access), 200);
    }
  }
  tokens(await one.refresh(refresh));
});

Deno.test("unknown, malformed, expired and forged tokens: 200, nothing done", async () => {
  await using one = await startSignIn();
  const { server, clientId: client_id } = one;
  const { access, refresh } = await one.signIn();
  const made = [
    "x",
    "a.b.c",
    `dst_${"A".repeat(87)}`,
    refresh.slice(0, 26) + "x".repeat(65),
    `${refresh}A`,
    "é\u0000",
    "x".repeat(9000),
    access.slice(0, -4),
    await forge(server, client_id, { claims: { exp: 1, iat: 0 } }),
    await forge(server, client_id, { claims: { aud: "https://elsewhere.example" } }),
    await forge(server, client_id, { claims: { iss: "https://elsewhere.example" } }),
  ];
  for (const token of made) await assertRevoked(revoke(server, { token, client_id }));
  assert.equal(await mcpStatus(server, access), 200);
  tokens(await one.refresh(refresh));
});

interface Case {
  readonly rule: string;
  readonly form: Form | string[][];
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly error: string;
}

const REFUSED: readonly Case[] = [
  { rule: "no token", form: { client_id: "ID" }, status: 400, error: "invalid_request" },
  { rule: "an empty token", form: { client_id: "ID", token: "" }, status: 400, error: "invalid_request" },
  {
    rule: "two tokens",
    form: [["client_id", "ID"], ["token", "TOKEN"], ["token", "x"]],
    status: 400,
    error: "invalid_request",
  },
  { rule: "no client", form: { token: "TOKEN" }, status: 401, error: "invalid_client" },
  {
    rule: "an unknown client",
    form: { token: "TOKEN", client_id: "nobody" },
    status: 401,
    error: "invalid_client",
  },
  {
    rule: "a secret of a public client",
    form: { token: "TOKEN", client_id: "ID", client_secret: "x" },
    status: 401,
    error: "invalid_client",
  },
  {
    rule: "wrong credentials",
    form: { token: "TOKEN" },
    headers: { authorization: basic(`dsc_${"x".repeat(22)}`, "x") },
    status: 401,
    error: "invalid_client",
  },
  {
    rule: "the token itself as bearer token",
    form: { token: "TOKEN" },
    headers: { authorization: "Bearer TOKEN" },
    status: 401,
    error: "invalid_client",
  },
];

for (const { rule, form, headers = {}, status, error } of REFUSED) {
  Deno.test(`/revoke with ${rule} is ${status} ${error}, and revokes nothing`, async () => {
    await using one = await startSignIn();
    const { access, refresh } = await one.signIn();
    const pairs = Array.isArray(form)
      ? form
      : Object.entries(form).map(([name, value]) => [name, value ?? ""]);
    const filled = pairs.map((pair) =>
      pair.map((text) => text.replace(/^ID$/, one.clientId).replace("TOKEN", refresh))
    );
    assertRefused(await revoke(one.server, filled, headers), status, error);
    assert.equal(await mcpStatus(one.server, access), 200);
    tokens(await one.refresh(refresh));
  });
}

Deno.test("/revoke takes a form only, its parameters in the body only", async () => {
  await using one = await startSignIn();
  const { refresh } = await one.signIn();
  const url = `${one.server.origin}/revoke`;
  const query = new URLSearchParams({ token: refresh, client_id: one.clientId });
  const requests = [
    fetch(`${url}?${query}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    }),
    fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(Object.fromEntries(query)),
    }),
    fetch(url, { method: "POST" }),
  ];
  for (const request of requests) assertRefused(await read(request), 400, "invalid_request");
  tokens(await one.refresh(refresh));
});

for (const path of ["/revoke", "/introspect"]) {
  for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
    Deno.test(`${path} answers ${method} with 405 and what is allowed`, async () => {
      await using server = await startServer();
      const response = await fetch(server.origin + path, { method });
      await response.body?.cancel();
      assert.deepEqual([response.status, response.headers.get("allow")], [405, "POST, OPTIONS"]);
    });
  }
}

const ELSEWHERE = {
  "an access token": (one: Given, { access }: Signed) =>
    revoke(one.server, { token: access, client_id: one.clientId }),
  "a refresh token": (one: Given, { refresh }: Signed) =>
    revoke(one.server, { token: refresh, client_id: one.clientId }),
  "a grant": async (one: Given, _tokens: Signed) => {
    const [grant] = await one.server.grants.list("default");
    await one.server.grants.revoke("default", grant?.grantId ?? "");
  },
} as const;

type Given = Awaited<ReturnType<typeof startSignIn>>;
type Signed = Awaited<ReturnType<Given["signIn"]>>;

for (const [what, end] of Object.entries(ELSEWHERE)) {
  Deno.test(`${what} revoked here is refused at another replica after its next poll`, async () => {
    await using one = await startSignIn();
    const { store, endpoints } = one.server;
    await using there = await startServer({ store, publicUrl: endpoints.issuer });
    const signed = await one.signIn();
    assert.equal(await mcpStatus(there, signed.access), 200);
    await there.revision.poll();
    assert.equal(await mcpStatus(there, signed.access), 200);
    await end(one, signed);
    assert.equal(await mcpStatus(one.server, signed.access), 401);
    await there.revision.poll();
    assert.equal(await mcpStatus(there, signed.access), 401);
  });
}

Deno.test("a verified token costs the store nothing; after any revocation it is looked at once again", async () => {
  await using one = await startSignIn();
  const { store } = one.server;
  const { access } = await one.signIn();
  assert.equal(await mcpStatus(one.server, access), 200);
  let reads = 0;
  const { get } = store;
  store.get = (key) => {
    reads++;
    return get.call(store, key) as ReturnType<typeof get<never>>;
  };
  for (let time = 0; time < 20; time++) assert.equal(await mcpStatus(one.server, access), 200);
  assert.equal(reads, 0);
  const other = await aSignIn(one.server);
  await revoke(one.server, { token: (await other.signIn()).access, client_id: other.clientId });
  reads = 0;
  for (let time = 0; time < 20; time++) assert.equal(await mcpStatus(one.server, access), 200);
  // Grant, user, client, list of the revoked: once.
  assert.ok(reads > 0 && reads <= 4, `${reads} reads`);
});
