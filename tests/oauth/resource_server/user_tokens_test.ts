import { decodeJwt } from "@panva/jose";
import assert from "node:assert/strict";
import { callResource, post, stringMember, tokenOf } from "../fixture.ts";
import { forge } from "../forge.ts";
import { aSignIn, mcpStatus, startSignIn, tokens } from "../people.ts";

/**
 * Protocol rules 5.12 and 5.13 (docs/reference/protocol_rules.md) for tokens of people: well signed, but not true.
 */

type Given = Awaited<ReturnType<typeof startSignIn>>;

interface Difference {
  readonly rule: string;
  readonly claims: (one: Given) => Record<string, unknown> | Promise<Record<string, unknown>>;
}

const NOT_TRUE: readonly Difference[] = [
  { rule: "a grant that does not exist", claims: () => ({ gid: `grt_${"x".repeat(22)}` }) },
  ...["", "x", "grt_", "../grant", "grt_é", "grant"].map((gid): Difference => ({
    rule: `the grant ${JSON.stringify(gid)}`,
    claims: () => ({ gid }),
  })),
  { rule: "no grant, and a user as subject", claims: () => ({ gid: undefined }) },
  { rule: "a grant that is no text", claims: () => ({ gid: 7 }) },
  {
    rule: "another person's grant",
    claims: async ({ server }) => ({
      gid: decodeJwt((await (await aSignIn(server)).signIn()).access)["gid"],
    }),
  },
  { rule: "another user", claims: async ({ server }) => ({ sub: (await server.addUser()).userId }) },
  { rule: "a user that does not exist", claims: () => ({ sub: `usr_${"x".repeat(22)}` }) },
  { rule: "the client as the subject", claims: ({ clientId }) => ({ sub: clientId }) },
  { rule: "another client", claims: async ({ server }) => ({ client_id: (await server.addApp()).clientId }) },
  {
    rule: "an API client beside the grant",
    claims: async ({ server }) => ({ client_id: (await server.createClient()).clientId }),
  },
  {
    rule: "an API client as subject and client beside the grant",
    claims: async ({ server }) => {
      const { clientId } = await server.createClient();
      return { sub: clientId, client_id: clientId };
    },
  },
  { rule: "another tenant", claims: () => ({ tenant_id: "other" }) },
  { rule: "no tenant", claims: () => ({ tenant_id: undefined }) },
  { rule: "another resource", claims: ({ server }) => ({ aud: server.endpoints.rest }) },
  { rule: "a list of audiences", claims: ({ server }) => ({ aud: [server.endpoints.mcp] }) },
  { rule: "another issuer", claims: () => ({ iss: "https://elsewhere.example" }) },
  { rule: "an exp in the past", claims: () => ({ iat: 1, exp: 2 }) },
  { rule: "no exp", claims: () => ({ exp: undefined }) },
];

async function forged(one: Given, claims: Record<string, unknown>): Promise<string> {
  const good = decodeJwt((await one.signIn()).access);
  return await forge(one.server, one.clientId, {
    claims: { sub: good.sub, gid: good["gid"], scope: "query schemas:read", ...claims },
  });
}

for (const { rule, claims } of NOT_TRUE) {
  Deno.test(`a well signed token of a person with ${rule} is refused with 401 invalid_token`, async () => {
    await using one = await startSignIn();
    const answer = await callResource(one.server, `Bearer ${await forged(one, await claims(one))}`);
    assert.equal(answer.status, 401);
    assert.match(answer.challenge ?? "", /^Bearer error="invalid_token"/);
    assert.match(answer.challenge ?? "", /resource_metadata="/);
    assert.equal(
      await mcpStatus(one.server, await forged(one, {})),
      200,
      "without the difference it is good",
    );
  });
}

Deno.test("a token's scopes are cut to those of its grant", async () => {
  await using one = await startSignIn({ scopes: ["query"] });
  const token = await forged(one, { scope: "query schemas:read schemas:write usage:read nonsense" });
  const { body } = await callResource(one.server, `Bearer ${token}`);
  assert.deepEqual(body, {
    principal: { kind: "user", id: one.user.userId, tenantId: "default" },
    scopes: ["query"],
  });
  const refused = await callResource(one.server, `Bearer ${token}`, "/mcp?needs=schemas:read");
  assert.equal(refused.status, 403);
  assert.match(refused.challenge ?? "", /error="insufficient_scope"/);
});

Deno.test("a user's token is good in whatever case the scheme is written, and nowhere but in the header", async () => {
  await using one = await startSignIn();
  const { access } = await one.signIn();
  for (const scheme of ["Bearer", "bearer", "BEARER"]) {
    assert.equal((await callResource(one.server, `${scheme} ${access}`)).status, 200);
  }
  const inQuery = await callResource(one.server, null, `/mcp?access_token=${access}`);
  assert.equal(inQuery.status, 401);
  assert.doesNotMatch(inQuery.challenge ?? "", /error=/);
  const inForm = await post(one.server, "/mcp", { access_token: access });
  await inForm.body?.cancel();
  assert.equal(inForm.status, 401);
  const twice = await callResource(one.server, `Bearer ${access}, Bearer ${access}`);
  assert.equal(twice.status, 401);
});

for (const method of ["GET", "POST", "DELETE"]) {
  Deno.test(`a revoked token is refused on ${method} with the same challenge`, async () => {
    await using one = await startSignIn();
    const { access, refresh } = await one.signIn();
    await (await post(one.server, "/revoke", { token: refresh, client_id: one.clientId })).body?.cancel();
    const response = await fetch(`${one.server.origin}/mcp`, {
      method,
      headers: { authorization: `Bearer ${access}` },
    });
    assert.equal(response.status, 401);
    assert.match(
      response.headers.get("www-authenticate") ?? "",
      /error="invalid_token".*resource_metadata="/,
    );
    assert.equal(stringMember(await response.json(), "error"), "invalid_token");
  });
}

Deno.test("a user disabled and enabled again: the token works again while it lives", async () => {
  await using one = await startSignIn();
  const { access } = await one.signIn();
  const { users } = one.server;
  await users.setDisabled("default", one.user.userId, true);
  assert.equal(await mcpStatus(one.server, access), 401);
  await users.setDisabled("default", one.user.userId, false);
  assert.equal(await mcpStatus(one.server, access), 200);
});

Deno.test("an API client's token and a person's live side by side", async () => {
  await using one = await startSignIn();
  const api = await one.server.createClient();
  const machine = await tokenOf(one.server, api);
  const { access } = await one.signIn();
  await one.server.grants.revokeAll({ userId: one.user.userId });
  assert.deepEqual([await mcpStatus(one.server, machine), await mcpStatus(one.server, access)], [200, 401]);
});

Deno.test("grants are listed newest first, of a tenant or a user, and revoked only by whom they belong to", async () => {
  await using one = await startSignIn();
  const { grants } = one.server;
  await one.signIn();
  one.server.advance(1);
  await one.signIn();
  const other = await aSignIn(one.server);
  one.server.advance(1);
  await other.signIn();
  const all = await grants.list("default");
  assert.deepEqual(all.map(({ userId }) => userId), [other.user.userId, one.user.userId, one.user.userId]);
  const mine = await grants.list("default", one.user.userId);
  assert.equal(mine.length, 2);
  assert.deepEqual(mine, all.slice(1));
  assert.ok((mine[0]?.createdAt ?? 0) > (mine[1]?.createdAt ?? 0));
  assert.ok(!JSON.stringify(all).includes("family"), "no digest leaves the house");
  assert.deepEqual(await grants.list("elsewhere"), []);
  assert.deepEqual(await grants.list("elsewhere", one.user.userId), []);
  const id = mine[0]?.grantId ?? "";
  for (
    const attempt of [
      () => grants.revoke("elsewhere", id),
      () => grants.revoke("default", id, other.user.userId),
      () => grants.revoke("default", "grt_nonsense"),
      () => grants.revoke("default", ""),
    ]
  ) await assert.rejects(attempt, { code: "not_found" });
  await grants.revoke("default", id, one.user.userId);
  assert.equal((await grants.list("default", one.user.userId)).length, 1);
});

Deno.test("revokeAll takes many grants and tells how many", async () => {
  await using one = await startSignIn();
  const signed = [];
  for (let time = 0; time < 15; time++) signed.push(await one.signIn());
  assert.equal(await one.server.grants.revokeAll({ userId: one.user.userId }), 15);
  assert.equal(await one.server.grants.revokeAll({ userId: one.user.userId }), 0);
  for (const { access } of signed) assert.equal(await mcpStatus(one.server, access), 401);
  const left: unknown[] = [];
  for (const prefix of ["grant", "grant_of_user", "grant_of_client", "grant_of_tenant"]) {
    for await (const entry of one.server.store.list([prefix])) left.push(entry.key);
  }
  assert.deepEqual(left, []);
});

Deno.test("a grant revoked because something came twice is told in the log, without a secret", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  const second = tokens(await one.refresh(first.refresh));
  await one.refresh(second.refresh);
  await one.refresh(first.refresh);
  const code = await one.issue();
  await one.redeem(code);
  await one.redeem(code);
  const log = one.server.logged.join("\n");
  for (const words of ["refresh token came again", "code was used twice", one.clientId, one.user.userId]) {
    assert.ok(log.includes(words), words);
  }
  for (const secret of [first.refresh, second.refresh, code]) assert.ok(!log.includes(secret.slice(30, 60)));
});
