import { decodeJwt } from "@panva/jose";
import assert from "node:assert/strict";
import type { ScopeName } from "../../../src/identity/scopes.ts";
import { postToken } from "../fixture.ts";
import { aSignIn, assertRefused, type Form, mcpStatus, read, startSignIn, tokens } from "../people.ts";

/** Refresh tokens at the real listener (docs/reference/oauth.md#refresh, docs/reference/protocol_rules.md#5.3). */

const DAY = 24 * 3600;

Deno.test("a refresh gives a new access token and another refresh token, exactly these members", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  const answer = await one.refresh(first.refresh);
  assert.deepEqual(Object.keys(answer.body), [
    "access_token",
    "token_type",
    "expires_in",
    "scope",
    "refresh_token",
  ]);
  const { token_type, expires_in, scope } = answer.body;
  assert.deepEqual([token_type, expires_in, scope], ["Bearer", 600, "query schemas:read"]);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const second = tokens(answer);
  assert.notEqual(second.refresh, first.refresh);
  assert.notEqual(second.access, first.access);
  assert.equal(await mcpStatus(one.server, second.access), 200);
  // The first access token lives its ten minutes: a refresh revokes nothing.
  assert.equal(await mcpStatus(one.server, first.access), 200);
});

Deno.test("a chain of fifty refreshes works, every token another", async () => {
  await using one = await startSignIn();
  let { refresh } = await one.signIn();
  const seen = new Set([refresh]);
  for (let step = 0; step < 50; step++) {
    one.server.advance(600);
    const next = tokens(await one.refresh(refresh));
    assert.equal(await mcpStatus(one.server, next.access), 200);
    seen.add(refresh = next.refresh);
  }
  assert.equal(seen.size, 51);
});

Deno.test("once its successor was used, the token before revokes the family, access tokens included, at once", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  const second = tokens(await one.refresh(first.refresh));
  const third = tokens(await one.refresh(second.refresh));
  assertRefused(await one.refresh(first.refresh), 400, "invalid_grant");
  for (const { access } of [first, second, third]) assert.equal(await mcpStatus(one.server, access), 401);
  for (const { refresh } of [third, second, first]) {
    assertRefused(await one.refresh(refresh), 400, "invalid_grant");
  }
  assert.deepEqual(await one.server.grants.list("default"), []);
});

Deno.test("a token of many rotations ago revokes the family, too", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  let current = first;
  for (let step = 0; step < 20; step++) current = tokens(await one.refresh(current.refresh));
  assertRefused(await one.refresh(first.refresh), 400, "invalid_grant");
  assertRefused(await one.refresh(current.refresh), 400, "invalid_grant");
});

Deno.test("a successor counts as used when it was accepted, not when a request with it failed", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  const second = tokens(await one.refresh(first.refresh));
  const failures: Form[] = [
    { scope: "usage:read" },
    { resource: "https://elsewhere.example/" },
    { client_id: "nobody" },
    { client_secret: "x" },
  ];
  for (const form of failures) assert.notEqual((await one.refresh(second.refresh, form)).status, 200);
  assert.equal(tokens(await one.refresh(first.refresh)).refresh, second.refresh);
});

interface Case {
  readonly rule: string;
  readonly form:
    | Form
    | ((one: Awaited<ReturnType<typeof startSignIn>>, token: string) => Form | Promise<Form>);
  readonly status?: number;
  readonly error: string;
}

const flipped = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

const REFUSED: readonly Case[] = [
  { rule: "no refresh_token", form: { refresh_token: undefined }, error: "invalid_request" },
  { rule: "an empty refresh_token", form: { refresh_token: "" }, error: "invalid_request" },
  ...["x", "dst_", `dst_${"A".repeat(87)}`, "é\u0000", "dst_../../x", "x".repeat(5000)].map((
    token,
  ): Case => ({
    rule: `the made-up token ${JSON.stringify(token.slice(0, 10))}`,
    form: { refresh_token: token },
    error: "invalid_grant",
  })),
  ...[4, 25, 26, 68, 69, 90].map((at): Case => ({
    rule: `a token whose character ${at} was changed`,
    form: (_one, token) => ({ refresh_token: flipped(token, at) }),
    error: "invalid_grant",
  })),
  {
    rule: "the id of the grant and a made-up secret",
    form: (_one, token) => ({ refresh_token: token.slice(0, 26) + "x".repeat(65) }),
    error: "invalid_grant",
  },
  {
    rule: "a token with more behind it",
    form: (_one, token) => ({ refresh_token: `${token}A` }),
    error: "invalid_grant",
  },
  {
    rule: "an access token in its place",
    form: async (one) => ({ refresh_token: (await one.signIn()).access }),
    error: "invalid_grant",
  },
  {
    rule: "a code in its place",
    form: async (one) => ({ refresh_token: await one.issue() }),
    error: "invalid_grant",
  },
  {
    rule: "another client's id",
    form: async ({ server }) => ({ client_id: (await server.addApp()).clientId }),
    error: "invalid_grant",
  },
  { rule: "an unknown client", form: { client_id: "nobody" }, status: 401, error: "invalid_client" },
  { rule: "no client", form: { client_id: undefined }, status: 401, error: "invalid_client" },
  { rule: "a secret of a public client", form: { client_secret: "x" }, status: 401, error: "invalid_client" },
  ...["usage:read", "query schemas:write", "nonsense", "QUERY", "query nonsense", "query\tschemas:read"].map(
    (scope): Case => ({
      rule: `the scope ${JSON.stringify(scope)}, wider than the grant`,
      form: { scope },
      error: "invalid_scope",
    }),
  ),
  ...["https://elsewhere.example/mcp", "/mcp", "ISSUER", "ISSUER/v1", "ISSUER/mcp#x"].map((
    resource,
  ): Case => ({
    rule: `the resource ${resource}`,
    form: ({ server }) => ({ resource: resource.replace("ISSUER", server.endpoints.issuer) }),
    error: "invalid_target",
  })),
];

for (const { rule, form, status = 400, error } of REFUSED) {
  Deno.test(`a refresh with ${rule} is ${status} ${error}, and revokes nothing`, async () => {
    await using one = await startSignIn();
    const { access, refresh } = await one.signIn();
    const change = typeof form === "function" ? await form(one, refresh) : form;
    assertRefused(await one.refresh(refresh, change), status, error);
    assert.equal(await mcpStatus(one.server, access), 200);
    assert.equal((await one.refresh(refresh)).status, 200);
  });
}

Deno.test("a spent token in the hands of another client is denied and revokes nothing", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  const second = tokens(await one.refresh(first.refresh));
  const third = tokens(await one.refresh(second.refresh));
  const { clientId } = await one.server.addApp();
  assertRefused(await one.refresh(first.refresh, { client_id: clientId }), 400, "invalid_grant");
  assert.equal((await one.refresh(third.refresh)).status, 200);
});

for (const name of ["refresh_token", "client_id", "scope", "grant_type"]) {
  Deno.test(`a refresh with the parameter ${name} twice is invalid_request`, async () => {
    await using one = await startSignIn();
    const { refresh } = await one.signIn();
    const form = Object.entries({
      grant_type: "refresh_token",
      refresh_token: refresh,
      client_id: one.clientId,
      scope: "query",
    });
    const answer = await read(
      postToken(one.server, [...form, ...form.filter(([key]) => key === name)]),
    );
    assertRefused(answer, 400, "invalid_request");
  });
}

Deno.test("a refresh without resource inherits the grant's audience; with it in any spelling it is the same", async () => {
  await using one = await startSignIn();
  const { mcp } = one.server.endpoints;
  let { refresh } = await one.signIn();
  for (const resource of [undefined, "", mcp, `${mcp}/`, mcp.replace("http", "HTTP")]) {
    const next = tokens(await one.refresh(refresh, { resource }));
    assert.equal(decodeJwt(next.access).aud, mcp);
    refresh = next.refresh;
  }
});

Deno.test("scope narrows the access token alone: the next refresh may ask for the whole grant again", async () => {
  await using one = await startSignIn();
  let { refresh } = await one.signIn();
  const asked: [string | undefined, string][] = [
    ["query", "query"],
    [undefined, "query schemas:read"],
    ["schemas:read", "schemas:read"],
    ["schemas:read query", "schemas:read query"],
    ["query offline_access", "query"],
    ["offline_access", "query schemas:read"],
    ["", "query schemas:read"],
  ];
  for (const [scope, granted] of asked) {
    const next = tokens(await one.refresh(refresh, { scope }));
    assert.equal(next.scope, granted);
    assert.equal(decodeJwt(next.access)["scope"], granted);
    refresh = next.refresh;
  }
});

Deno.test("a grant of one scope is never widened by a refresh", async () => {
  const scopes: ScopeName[] = ["query"];
  await using one = await startSignIn({ scopes });
  const { refresh } = await one.signIn();
  assertRefused(await one.refresh(refresh, { scope: "query schemas:read" }), 400, "invalid_scope");
  assert.equal(tokens(await one.refresh(refresh)).scope, "query");
});

Deno.test("a refresh token dies after 30 days unused, and each use begins them anew", async () => {
  await using one = await startSignIn();
  let { refresh } = await one.signIn();
  one.server.advance(29 * DAY);
  refresh = tokens(await one.refresh(refresh)).refresh;
  one.server.advance(29 * DAY);
  refresh = tokens(await one.refresh(refresh)).refresh;
  one.server.advance(30 * DAY);
  assertRefused(await one.refresh(refresh), 400, "invalid_grant");
  assert.deepEqual(await one.server.grants.list("default"), []);
});

Deno.test("a grant dies 90 days after consent, however often it is used", async () => {
  await using one = await startSignIn();
  let current = await one.signIn();
  for (let day = 0; day < 89; day++) {
    one.server.advance(DAY);
    current = tokens(await one.refresh(current.refresh));
  }
  assert.equal(await mcpStatus(one.server, current.access), 200);
  one.server.advance(DAY - 60);
  current = tokens(await one.refresh(current.refresh));
  assert.equal(await mcpStatus(one.server, current.access), 200);
  one.server.advance(60);
  assertRefused(await one.refresh(current.refresh), 400, "invalid_grant");
  assert.equal(await mcpStatus(one.server, current.access), 401, "its last access token dies with it");
});

type Given = Awaited<ReturnType<typeof startSignIn>>;

const ENDS: Readonly<Record<string, (one: Given) => Promise<unknown>>> = {
  "its grant was revoked": async ({ server }) => {
    const [grant] = await server.grants.list("default");
    await server.grants.revoke("default", grant?.grantId ?? "");
  },
  "all grants of its user were revoked": ({ server, user }) =>
    server.grants.revokeAll({ userId: user.userId }),
  "all grants of its client were revoked": ({ server, clientId }) => server.grants.revokeAll({ clientId }),
  "its user was disabled": ({ server, user }) => server.users.setDisabled("default", user.userId, true),
};

for (const [what, end] of Object.entries(ENDS)) {
  Deno.test(`when ${what}, refresh token and access token are refused at once`, async () => {
    await using one = await startSignIn();
    const other = await (await aSignIn(one.server)).signIn();
    const { access, refresh } = await one.signIn();
    assert.equal(await mcpStatus(one.server, access), 200);
    await end(one);
    assert.equal(await mcpStatus(one.server, access), 401);
    assertRefused(await one.refresh(refresh), 400, "invalid_grant");
    assert.equal(await mcpStatus(one.server, other.access), 200, "another person's app goes on");
  });
}

Deno.test("when its client is removed, the client is unknown and its access tokens are refused at once", async () => {
  await using one = await startSignIn();
  const { access, refresh } = await one.signIn();
  await one.server.oauthClients.operator.remove(one.clientId);
  assert.equal(await mcpStatus(one.server, access), 401);
  assertRefused(await one.refresh(refresh), 401, "invalid_client");
});

Deno.test("a client that comes back as another one needs another consent", async () => {
  await using one = await startSignIn();
  const { refresh } = await one.signIn();
  const { operator } = one.server.oauthClients;
  await operator.remove(one.clientId);
  await operator.add({ clientId: one.clientId, name: "Another", redirectUris: ["https://evil.example/cb"] });
  assertRefused(await one.refresh(refresh), 400, "invalid_grant");
});

Deno.test("a client whose scopes were cut gets no more than is left", async () => {
  await using one = await startSignIn();
  const { refresh } = await one.signIn();
  const { operator } = one.server.oauthClients;
  await operator.remove(one.clientId);
  await operator.add({
    clientId: one.clientId,
    name: "The App",
    redirectUris: ["https://app.example/callback"],
    scopes: ["query"],
  });
  assert.equal(tokens(await one.refresh(refresh)).scope, "query");
});

Deno.test("a client without the grant type refresh_token gets none, and may not use one", async () => {
  await using one = await startSignIn();
  const register = await fetch(`${one.server.origin}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      redirect_uris: ["https://app.example/callback"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "none",
      client_name: "Once",
    }),
  });
  const { client_id } = await register.json();
  const code = await one.server.issueCode(client_id, one.user.userId);
  const answer = await one.redeem(code, { client_id });
  assert.deepEqual(Object.keys(answer.body), ["access_token", "token_type", "expires_in", "scope"]);
  assert.equal(await mcpStatus(one.server, String(answer.body["access_token"])), 200);
  const { refresh } = await one.signIn();
  assertRefused(await one.refresh(refresh, { client_id }), 400, "unauthorized_client");
  // Nothing is left to show once the access token has expired.
  one.server.advance(601);
  assert.ok((await one.server.grants.list("default")).every(({ clientId }) => clientId !== client_id));
});

Deno.test("a family goes on under the key it began with when the installation has a newer one", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  const second = tokens(await one.refresh(first.refresh));
  const { store } = one.server;
  const key = ["identity", "installation_keys"];
  const ring = await store.get<{ keys: unknown[] }>(key);
  const fresh = { id: "k_newer", createdAt: one.server.clock(), secret: "s".repeat(43) };
  await store.set(key, { keys: [fresh, ...ring?.value.keys ?? []] });
  // What another replica holds, that has read the newer ring.
  await using replica = await startReplica(one);
  const again = tokens(await replica.refresh(first.refresh));
  assert.equal(again.refresh, second.refresh, "the same successor, although a newer key is active");
  const third = tokens(await replica.refresh(second.refresh));
  assertRefused(await replica.refresh(first.refresh), 400, "invalid_grant");
  assertRefused(await replica.refresh(third.refresh), 400, "invalid_grant");
});

async function startReplica({ server, clientId }: Given) {
  const { startServer } = await import("../fixture.ts");
  const replica = await startServer({ store: server.store, publicUrl: server.endpoints.issuer });
  return {
    refresh: (token: string) =>
      read(postToken(replica, { grant_type: "refresh_token", refresh_token: token, client_id: clientId })),
    [Symbol.asyncDispose]: () => replica[Symbol.asyncDispose](),
  };
}

Deno.test("a refresh costs one read and one commit of the store", async () => {
  await using one = await startSignIn();
  const { refresh } = await one.signIn();
  const before = tokens(await one.refresh(refresh));
  const calls: string[] = [];
  const { store } = one.server;
  const { get, commit, list } = store;
  store.get = (key) => {
    calls.push(`get ${key[0]}`);
    return get.call(store, key) as ReturnType<typeof get<never>>;
  };
  store.commit = (...given) => {
    calls.push("commit");
    return commit.apply(store, given);
  };
  store.list = (...given) => {
    calls.push("list");
    return list.apply(store, given) as ReturnType<typeof list<never>>;
  };
  tokens(await one.refresh(before.refresh));
  assert.deepEqual(calls, ["get grant", "commit"]);
});
