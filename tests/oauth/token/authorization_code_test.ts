import { decodeJwt, decodeProtectedHeader } from "@panva/jose";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { CALLBACK, CHALLENGE, postToken, VERIFIER } from "../fixture.ts";
import { aSignIn, assertRefused, type Form, mcpStatus, startSignIn, tokens } from "../people.ts";

/**
 * Protocol rules 5.2, 5.3 and 5.8 (docs/reference/protocol_rules.md): redeeming an authorization code at the real
 * listener.
 */

Deno.test("a code gives an access token and a refresh token, exactly these members, not to be stored", async () => {
  await using one = await startSignIn();
  const answer = await one.redeem(await one.issue());
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(Object.keys(answer.body), [
    "access_token",
    "token_type",
    "expires_in",
    "scope",
    "refresh_token",
  ]);
  const { token_type, expires_in, scope, refresh_token } = answer.body;
  assert.deepEqual([token_type, expires_in, scope], ["Bearer", 600, "query schemas:read"]);
  assert.match(String(refresh_token), /^dst_[\w-]{87}$/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal(answer.headers.get("content-type"), "application/json");
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
});

Deno.test("the access token of a person has the claims of the specification, and /mcp takes it for the user", async () => {
  await using one = await startSignIn();
  const { access } = await one.signIn();
  assert.equal(decodeProtectedHeader(access).typ, "at+jwt");
  const { jti, iat = 0, exp, gid, ...claims } = decodeJwt(access);
  assert.deepEqual(claims, {
    client_id: one.clientId,
    tenant_id: "default",
    scope: "query schemas:read",
    iss: one.server.endpoints.issuer,
    aud: one.server.endpoints.mcp,
    sub: one.user.userId,
  });
  assert.ok(typeof jti === "string" && exp === iat + 600);
  assert.match(String(gid), /^grt_\w{22}$/);
  const response = await fetch(`${one.server.origin}/mcp`, {
    headers: { authorization: `Bearer ${access}` },
  });
  assert.deepEqual(await response.json(), {
    principal: { kind: "user", id: one.user.userId, tenantId: "default" },
    scopes: ["query", "schemas:read"],
  });
});

Deno.test("codes are opaque, of 256 bits, and neither they nor refresh tokens lie in the store", async () => {
  await using one = await startSignIn();
  const code = await one.issue();
  assert.match(code, /^dsa_[0-9A-Za-z]{43}$/);
  const first = tokens(await one.redeem(code));
  const second = tokens(await one.refresh(first.refresh));
  const stored: string[] = [];
  for await (const entry of one.server.store.list([])) stored.push(JSON.stringify(entry));
  const all = stored.join("\n");
  for (const secret of [code, first.refresh, second.refresh, first.access, VERIFIER]) {
    assert.ok(!all.includes(secret) && !all.includes(secret.slice(30)), secret);
  }
});

interface Case {
  readonly rule: string;
  readonly form: Form | ((one: Awaited<ReturnType<typeof startSignIn>>) => Form | Promise<Form>);
  readonly status?: number;
  readonly error: string;
}

const sha = (text: string) => createHash("sha256").update(text).digest("base64url");

const REFUSED: readonly Case[] = [
  { rule: "no code", form: { code: undefined }, error: "invalid_request" },
  { rule: "an empty code", form: { code: "" }, error: "invalid_request" },
  {
    rule: "a code of our form that was never issued",
    form: { code: `dsa_${"x".repeat(43)}` },
    error: "invalid_grant",
  },
  ...["x", "dsa_", "null", "../x", "é\u0000", "a".repeat(5000)].map((code): Case => ({
    rule: `the code ${JSON.stringify(code.slice(0, 10))}`,
    form: { code },
    error: "invalid_grant",
  })),
  { rule: "no verifier", form: { code_verifier: undefined }, error: "invalid_request" },
  { rule: "an empty verifier", form: { code_verifier: "" }, error: "invalid_request" },
  ...Object.entries({
    "another verifier": "x".repeat(43),
    "the verifier in capitals": VERIFIER.toUpperCase(),
    "the verifier and one more letter": `${VERIFIER}a`,
    "the verifier without its last letter": VERIFIER.slice(0, -1),
    "the challenge as verifier": CHALLENGE,
    "a verifier of 42 characters": VERIFIER.slice(0, 42),
    "a verifier of 129 characters": "a".repeat(129),
    "a verifier with a space": `${VERIFIER} `,
    "a verifier outside ASCII": `${VERIFIER}é`,
    "a verifier with a slash": `${VERIFIER}/`,
    "a verifier with padding": `${VERIFIER}=`,
  }).map(([rule, code_verifier]): Case => ({ rule, form: { code_verifier }, error: "invalid_grant" })),
  ...Object.entries({
    "another port": "https://app.example:8443/callback",
    "another path": "https://app.example/callback2",
    "a trailing slash": `${CALLBACK}/`,
    "a query": `${CALLBACK}?x=1`,
    "a fragment": `${CALLBACK}#x`,
    "another case": "https://app.example/Callback",
    "a capital host": "https://APP.example/callback",
    "another host": "https://evil.example/callback",
    "another scheme": "http://app.example/callback",
    "an encoded letter": "https://app.example/%63allback",
  }).map(([rule, redirect_uri]): Case => ({
    rule: `a redirect_uri with ${rule}`,
    form: { redirect_uri },
    error: "invalid_grant",
  })),
  ...["https://elsewhere.example/mcp", "/mcp", "ISSUER", "ISSUER/v1", "ISSUER/mcp#x", "urn:x"].map((
    resource,
  ): Case => ({
    rule: `the resource ${resource}, which the code is not for`,
    form: ({ server }) => ({ resource: resource.replace("ISSUER", server.endpoints.issuer) }),
    error: "invalid_target",
  })),
  {
    rule: "another client's id",
    form: async ({ server }) => ({ client_id: (await server.addApp()).clientId }),
    error: "invalid_grant",
  },
  { rule: "an unknown client", form: { client_id: "nobody" }, status: 401, error: "invalid_client" },
  { rule: "no client at all", form: { client_id: undefined }, status: 401, error: "invalid_client" },
  { rule: "a secret of a public client", form: { client_secret: "x" }, status: 401, error: "invalid_client" },
];

for (const { rule, form, status = 400, error } of REFUSED) {
  Deno.test(`a code with ${rule} is ${status} ${error}, and stays good for the right request`, async () => {
    await using one = await startSignIn();
    const code = await one.issue();
    assertRefused(await one.redeem(code, typeof form === "function" ? await form(one) : form), status, error);
    assert.equal((await one.redeem(code)).status, 200);
  });
}

for (const length of [43, 128]) {
  Deno.test(`a verifier of ${length} characters of the whole alphabet is taken`, async () => {
    const verifier = "AZaz09-._~".repeat(13).slice(0, length);
    await using one = await startSignIn({ codeChallenge: sha(verifier) });
    assert.equal((await one.redeem(await one.issue(), { code_verifier: verifier })).status, 200);
  });
}

Deno.test("a verifier shorter than RFC 7636 allows is refused even where its digest fits", async () => {
  for (const verifier of ["a".repeat(42), "a".repeat(129), `${"a".repeat(43)}+`]) {
    await using one = await startSignIn({ codeChallenge: sha(verifier) });
    assertRefused(await one.redeem(await one.issue(), { code_verifier: verifier }), 400, "invalid_grant");
  }
});

Deno.test("the redirect_uri may be missing (OAuth 2.1), or be sent exactly as it was authorized, its port included", async () => {
  await using one = await startSignIn();
  assert.equal((await one.redeem(await one.issue(), { redirect_uri: undefined })).status, 200);
  assert.equal((await one.redeem(await one.issue(), { redirect_uri: "" })).status, 200);
  const redirectUri = "http://127.0.0.1:54321/callback";
  assert.equal(
    (await one.redeem(await one.issue({ redirectUri }), { redirect_uri: redirectUri })).status,
    200,
  );
  const other = { redirect_uri: "http://127.0.0.1:54322/callback" };
  assertRefused(await one.redeem(await one.issue({ redirectUri }), other), 400, "invalid_grant");
});

Deno.test("the resource may be missing, or spelled with a slash or in capitals, and the audience is canonical", async () => {
  await using one = await startSignIn();
  const { mcp } = one.server.endpoints;
  for (const resource of [undefined, "", mcp, `${mcp}/`, mcp.replace("http", "HTTP")]) {
    const { access } = tokens(await one.redeem(await one.issue(), { resource }));
    assert.equal(decodeJwt(access).aud, mcp);
  }
});

Deno.test("two resources at once, one of them foreign, are invalid_target", async () => {
  await using one = await startSignIn();
  const form = [
    ["grant_type", "authorization_code"],
    ["code", await one.issue()],
    ["client_id", one.clientId],
    ["code_verifier", VERIFIER],
    ["resource", one.server.endpoints.mcp],
    ["resource", "https://elsewhere.example/"],
  ];
  const response = await postToken(one.server, form);
  assert.deepEqual([response.status, (await response.json()).error], [400, "invalid_target"]);
});

for (const name of ["code", "code_verifier", "redirect_uri", "client_id", "grant_type"]) {
  Deno.test(`the parameter ${name} twice is invalid_request`, async () => {
    await using one = await startSignIn();
    const form = Object.entries({
      grant_type: "authorization_code",
      code: await one.issue(),
      client_id: one.clientId,
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
    });
    const response = await postToken(one.server, [...form, ...form.filter(([key]) => key === name)]);
    assert.deepEqual([response.status, (await response.json()).error], [400, "invalid_request"]);
  });
}

Deno.test("a code is good for less than 60 seconds", async () => {
  await using one = await startSignIn();
  const [early, late] = [await one.issue(), await one.issue()];
  one.server.advance(58);
  assert.equal((await one.redeem(early)).status, 200);
  one.server.advance(2);
  assertRefused(await one.redeem(late), 400, "invalid_grant");
});

Deno.test("a second valid use of a code is invalid_grant and revokes what came of the first, at once", async () => {
  await using one = await startSignIn();
  const code = await one.issue();
  const { access, refresh } = tokens(await one.redeem(code));
  assert.equal(await mcpStatus(one.server, access), 200);
  assertRefused(await one.redeem(code), 400, "invalid_grant");
  assert.equal(await mcpStatus(one.server, access), 401);
  assertRefused(await one.refresh(refresh), 400, "invalid_grant");
  assertRefused(await one.redeem(code), 400, "invalid_grant");
});

Deno.test("a second valid use revokes also after the code's 60 seconds, and after refreshes", async () => {
  await using one = await startSignIn();
  const code = await one.issue();
  const first = tokens(await one.redeem(code));
  one.server.advance(3600);
  const second = tokens(await one.refresh(first.refresh));
  assertRefused(await one.redeem(code), 400, "invalid_grant");
  assert.equal(await mcpStatus(one.server, second.access), 401);
});

for (
  const [rule, form] of Object.entries<Case["form"]>({
    "with a wrong verifier": { code_verifier: "x".repeat(43) },
    "with a verifier of a bad form": { code_verifier: "x" },
    "without a verifier": { code_verifier: undefined },
    "by another client": async ({ server }) => ({ client_id: (await server.addApp()).clientId }),
    "by an unknown client": { client_id: "nobody" },
    "by a public client that invents a secret": { client_secret: "x" },
  })
) {
  Deno.test(`a replay of a code ${rule} is denied and revokes nothing`, async () => {
    await using one = await startSignIn();
    const code = await one.issue();
    const { access, refresh } = tokens(await one.redeem(code));
    const replay = await one.redeem(code, typeof form === "function" ? await form(one) : form);
    assert.notEqual(replay.status, 200);
    assert.equal(await mcpStatus(one.server, access), 200);
    assert.equal((await one.refresh(refresh)).status, 200);
  });
}

Deno.test("a consent gives one code: the same form again gives none", async () => {
  await using one = await startSignIn();
  const consentId = crypto.randomUUID();
  await one.issue({ consentId });
  await assert.rejects(one.issue({ consentId }));
  const parallel = await Promise.allSettled(
    Array.from({ length: 16 }, () => one.issue({ consentId: "another" })),
  );
  assert.equal(parallel.filter(({ status }) => status === "fulfilled").length, 1);
});

Deno.test("the token carries the scopes that the person ticked, not those the client may have", async () => {
  await using one = await startSignIn({ scopes: ["schemas:read"] });
  const { access, scope } = await one.signIn();
  assert.equal(scope, "schemas:read");
  assert.equal(decodeJwt(access)["scope"], "schemas:read");
});

const CUT_OFF = {
  "the user was disabled": ({ server, user }: SignInServer) => disable(server, user.userId),
  "all grants of the user were revoked": ({ server, user }: SignInServer) =>
    server.grants.revokeAll({ userId: user.userId }),
  "all grants of the client were revoked": ({ server, clientId }: SignInServer) =>
    server.grants.revokeAll({ clientId }),
} as const;

type SignInServer = Awaited<ReturnType<typeof startSignIn>>;

async function disable(server: SignInServer["server"], userId: string): Promise<void> {
  await server.users.setDisabled("default", userId, true);
}

for (const [what, cut] of Object.entries(CUT_OFF)) {
  Deno.test(`a code that is under way when ${what} gives nothing`, async () => {
    await using one = await startSignIn();
    const code = await one.issue();
    await cut(one);
    assertRefused(await one.redeem(code), 400, "invalid_grant");
    assert.deepEqual(await one.server.grants.list("default"), []);
  });
}

Deno.test("a code issued after everything was revoked is good again", async () => {
  await using one = await startSignIn();
  await one.server.grants.revokeAll({ userId: one.user.userId });
  await one.server.grants.revokeAll({ clientId: one.clientId });
  assert.equal((await one.redeem(await one.issue())).status, 200);
});

Deno.test("a code under way when its client is removed is 401, so that the client registers anew", async () => {
  await using one = await startSignIn();
  const code = await one.issue();
  await one.server.oauthClients.operator.remove(one.clientId);
  assertRefused(await one.redeem(code), 401, "invalid_client");
});

Deno.test("a client that changed between consent and redemption gets nothing", async () => {
  await using one = await startSignIn();
  const code = await one.issue();
  const { operator } = one.server.oauthClients;
  await operator.remove(one.clientId);
  await operator.add({ clientId: one.clientId, name: "Another", redirectUris: ["https://evil.example/cb"] });
  assertRefused(await one.redeem(code), 400, "invalid_grant");
});

Deno.test("two people and two apps on one server do not get in each other's way", async () => {
  await using one = await startSignIn();
  const two = await aSignIn(one.server);
  const [a, b] = [await one.signIn(), await two.signIn()];
  assert.deepEqual([decodeJwt(a.access).sub, decodeJwt(b.access).sub], [one.user.userId, two.user.userId]);
  await one.server.grants.revokeAll({ userId: one.user.userId });
  assert.deepEqual([await mcpStatus(one.server, a.access), await mcpStatus(one.server, b.access)], [
    401,
    200,
  ]);
});
