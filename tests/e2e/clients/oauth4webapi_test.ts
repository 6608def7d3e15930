import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { startSignedInServer } from "../../fixtures/signed_in_server.ts";
import { becomes, statusOf, useToken } from "./calls.ts";
import * as flow from "./oauth_client.ts";

/** An OAuth client that knows the RFCs and nothing of us. */

Deno.test("oauth4webapi goes through the whole life of a grant as a self-registered public client", async (t) => {
  await using server = await startSignedInServer();
  const { mcp } = server;
  const resource = mcp;
  const browser = server.browser();
  const as = await flow.discover(mcp);
  const client = await flow.registerPublic(as);
  const { tokens: first, pages } = await flow.signIn(as, client, browser, { resource });

  await t.step("the person signed in once and saw who asks, where it leads, and what for", () => {
    assert.deepEqual(pages.map(({ url }) => url.pathname), ["/login", "/consent"]);
    const consent = pages.at(-1);
    for (const words of ["Test client", "127.0.0.1:33418", server.person.email, mcp]) {
      assert.ok(consent?.text.includes(words), words);
    }
  });

  await t.step("the token has the promised form and works in both eras", async () => {
    assert.deepEqual([first.token_type, first.expires_in, first.scope], [
      "bearer",
      600,
      "query schemas:read",
    ]);
    const request = new Request(mcp, { headers: { authorization: `Bearer ${first.access_token}` } });
    const claims = await oauth.validateJwtAccessToken(as, request, mcp, flow.insecure);
    assert.equal(claims.client_id, client.client.client_id);
    assert.match(claims.sub, /^usr_/);
    assert.ok(typeof claims["gid"] === "string");
    await useToken(server.issuer, first.access_token);
  });

  let current = first;
  await t.step("an expired token is refused, a refreshed one works, with and without resource", async () => {
    for (const extra of [{ resource }, {}, { scope: "query schemas:read" }]) {
      await server.expireAccessTokens();
      assert.equal(await statusOf(mcp, current.access_token), 401);
      const next = await flow.refresh(as, client, current.refresh_token, extra);
      assert.notEqual(next.refresh_token, current.refresh_token);
      assert.equal(await statusOf(mcp, next.access_token), 200);
      current = next;
    }
  });

  await t.step("a lost reply may be asked for again, and gives the same successor", async () => {
    const before = current.refresh_token;
    const lost = await flow.refresh(as, client, before);
    const again = await flow.refresh(as, client, before);
    assert.equal(again.refresh_token, lost.refresh_token);
    assert.equal(await statusOf(mcp, again.access_token), 200);
    current = await flow.refresh(as, client, again.refresh_token);
    assert.notEqual(current.refresh_token, again.refresh_token);
  });

  await t.step("a narrower scope may be asked for; the grant keeps its own", async () => {
    const narrow = await flow.refresh(as, client, current.refresh_token, { scope: "schemas:read" });
    assert.equal(narrow.scope, "schemas:read");
    current = await flow.refresh(as, client, narrow.refresh_token);
    assert.equal(current.scope, "query schemas:read");
  });

  await t.step(
    "a revoked refresh token ends the grant: 401 at once, invalid_grant, and sign-in again",
    async () => {
      assert.ok(current.refresh_token !== undefined);
      await flow.revoke(as, client, current.refresh_token);
      assert.equal(await statusOf(mcp, current.access_token), 401);
      await flow.refused(flow.refresh(as, client, current.refresh_token), "invalid_grant");
      const { tokens } = await flow.signIn(as, client, browser, { resource });
      assert.equal(await statusOf(mcp, tokens.access_token), 200);
      current = tokens;
    },
  );

  await t.step("a refresh token used twice, after its successor was used, ends the family", async () => {
    const second = await flow.refresh(as, client, current.refresh_token);
    const third = await flow.refresh(as, client, second.refresh_token);
    await flow.refused(flow.refresh(as, client, current.refresh_token), "invalid_grant");
    await flow.refused(flow.refresh(as, client, third.refresh_token), "invalid_grant");
    assert.equal(await statusOf(mcp, third.access_token), 401);
  });
});

Deno.test("a code is good once; used again by its own client it takes its tokens with it", async () => {
  await using server = await startSignedInServer();
  const as = await flow.discover(server.mcp);
  const client = await flow.registerPublic(as);
  const redeemable = await flow.authorize(as, client, server.browser(), { resource: server.mcp });
  const tokens = await flow.redeem(as, client, redeemable, server.mcp);
  const other = await flow.registerPublic(as, "Thief");
  await flow.refused(flow.redeem(as, other, redeemable, server.mcp), "invalid_grant");
  const guessed = { ...redeemable, verifier: oauth.generateRandomCodeVerifier() };
  await flow.refused(flow.redeem(as, client, guessed, server.mcp), "invalid_grant");
  assert.equal(await statusOf(server.mcp, tokens.access_token), 200, "neither harms the one it belongs to");
  await flow.refused(flow.redeem(as, client, redeemable, server.mcp), "invalid_grant");
  assert.equal(await statusOf(server.mcp, tokens.access_token), 401);
  await flow.refused(flow.refresh(as, client, tokens.refresh_token), "invalid_grant");
});

Deno.test("who is signed in is not asked for the password again, but for consent every time", async () => {
  await using server = await startSignedInServer();
  const as = await flow.discover(server.mcp);
  const client = await flow.registerPublic(as);
  const browser = server.browser();
  await flow.signIn(as, client, browser, { resource: server.mcp });
  for (let n = 0; n < 2; n++) {
    const { pages } = await flow.signIn(as, client, browser, { resource: server.mcp });
    assert.deepEqual(pages.map(({ url }) => url.pathname), ["/consent"]);
  }
  for (let n = 0; n < 3; n++) await server.expireAccessTokens();
  const { pages } = await flow.signIn(as, client, browser, { resource: server.mcp });
  assert.deepEqual(pages.map(({ url }) => url.pathname), ["/login", "/consent"], "after 30 minutes idle");
});

Deno.test("a client without resource gets tokens for the one resource there is", async () => {
  await using server = await startSignedInServer();
  const as = await flow.discover(server.mcp);
  const client = await flow.registerPublic(as);
  const { tokens } = await flow.signIn(as, client, server.browser(), { resource: null });
  assert.equal(await statusOf(server.mcp, tokens.access_token), 200);
});

Deno.test("what the person unticks is not granted", async () => {
  await using server = await startSignedInServer();
  const as = await flow.discover(server.mcp);
  const client = await flow.registerPublic(as);
  const { tokens } = await flow.signIn(as, client, server.browser(), {
    resource: server.mcp,
    ticks: ["schemas:read"],
  });
  assert.equal(tokens.scope, "schemas:read");
});

Deno.test("a denied request comes back with access_denied, state and iss", async () => {
  await using server = await startSignedInServer();
  const as = await flow.discover(server.mcp);
  const client = await flow.registerPublic(as);
  await assert.rejects(
    flow.authorize(as, client, server.browser(), { resource: server.mcp, decide: "deny" }),
    // It gets this far only if state and iss are right.
    (error: unknown) => error instanceof oauth.AuthorizationResponseError && error.error === "access_denied",
  );
});

const METHODS = {
  client_secret_basic: oauth.ClientSecretBasic,
  client_secret_post: oauth.ClientSecretPost,
} as const;

for (const [method, authentication] of Object.entries(METHODS)) {
  Deno.test(`a self-registered confidential client signs in, introspects and revokes by ${method}`, async () => {
    await using server = await startSignedInServer();
    const as = await flow.discover(server.mcp);
    const registered = await flow.register(as, {
      client_name: "Confidential",
      redirect_uris: ["https://app.example/callback"],
      token_endpoint_auth_method: method,
      grant_types: ["authorization_code", "refresh_token"],
    });
    const secret = registered.client_secret;
    assert.ok(typeof secret === "string");
    const client = { client: registered, authentication: authentication(secret) };
    const { tokens } = await flow.signIn(as, client, server.browser(), {
      resource: server.mcp,
      redirectUri: "https://app.example/callback",
    });
    await useToken(server.issuer, tokens.access_token);

    const introspect = async (token: string) =>
      await oauth.processIntrospectionResponse(
        as,
        registered,
        await oauth.introspectionRequest(as, registered, client.authentication, token, flow.insecure),
      );
    const active = await introspect(tokens.access_token);
    assert.deepEqual(
      [active.active, active.client_id, active.iss, active.scope],
      [true, registered.client_id, server.issuer, "query schemas:read"],
    );
    const next = await flow.refresh(as, client, tokens.refresh_token);
    const impostor = { client: registered, authentication: oauth.None() };
    await flow.refused(flow.refresh(as, impostor, next.refresh_token), "invalid_client");
    const wrong = { client: registered, authentication: authentication("wrong") };
    await assert.rejects(flow.refresh(as, wrong, next.refresh_token));
    assert.ok(next.refresh_token !== undefined);
    await flow.revoke(as, client, next.refresh_token);
    assert.equal((await introspect(next.access_token)).active, false);
    assert.equal(await statusOf(server.mcp, next.access_token), 401);
  });
}

Deno.test("a client registered by the operator signs in and refreshes", async () => {
  await using server = await startSignedInServer();
  await server.cli(["app", "add", "desk", "--name", "Desk", "--redirect-uri", flow.CALLBACK]);
  const as = await flow.discover(server.mcp);
  const client = { client: { client_id: "desk" }, authentication: oauth.None() };
  const { tokens, pages } = await flow.signIn(as, client, server.browser(), { resource: server.mcp });
  assert.match(pages.at(-1)?.text ?? "", /Desk/);
  await useToken(server.issuer, tokens.access_token);
  const next = await flow.refresh(as, client, tokens.refresh_token);
  await server.cli(["app", "remove", "desk"]);
  await becomes(server.mcp, next.access_token, 401, 5_000);
  await flow.refused(flow.refresh(as, client, next.refresh_token), "invalid_client");
});

Deno.test("a disabled user is out within five seconds, tokens and session", async () => {
  await using server = await startSignedInServer();
  const as = await flow.discover(server.mcp);
  const client = await flow.registerPublic(as);
  const browser = server.browser();
  const { tokens } = await flow.signIn(as, client, browser, { resource: server.mcp });
  await server.cli(["user", "disable", server.person.email]);
  await becomes(server.mcp, tokens.access_token, 401, 5_000);
  await flow.refused(flow.refresh(as, client, tokens.refresh_token), "invalid_grant");
  await assert.rejects(flow.authorize(as, client, browser, { resource: server.mcp }), /login|sign/i);
});

Deno.test("the port of a loopback redirect may differ each time", async () => {
  await using server = await startSignedInServer();
  const as = await flow.discover(server.mcp);
  const client = await flow.registerPublic(as);
  const browser = server.browser();
  for (const port of [33418, 49152, 1024]) {
    const { tokens } = await flow.signIn(as, client, browser, {
      resource: server.mcp,
      redirectUri: `http://127.0.0.1:${port}/callback`,
    });
    assert.equal(await statusOf(server.mcp, tokens.access_token), 200);
  }
});
