import { decodeJwt } from "@panva/jose";
import assert from "node:assert/strict";
import { basic, post, postToken, startServer, type TestServer, tokenOf, VERIFIER } from "./fixture.ts";
import { forge } from "./forge.ts";
import { assertRefused, read, startSignIn, tokens } from "./people.ts";

/**
 * docs/reference/protocol_rules.md#5.11 (RFC 7662): confidential clients ask about their own tokens, nobody else
 * about anything.
 */

const ask = (server: TestServer, token: string, authorization?: string, form: Record<string, string> = {}) =>
  read(post(server, "/introspect", { token, ...form }, authorization === undefined ? {} : { authorization }));

async function assertInactive(answer: ReturnType<typeof ask>): Promise<void> {
  const { status, text, headers } = await answer;
  assert.deepEqual([status, text], [200, '{"active":false}']);
  assert.equal(headers.get("cache-control"), "no-store");
}

/** A confidential app, a person, and their tokens. */
async function startConfidential() {
  const server = await startServer();
  const { clientId, clientSecret } = await server.addApp({ confidential: true });
  const user = await server.addUser();
  const authorization = basic(clientId, clientSecret);
  const signIn = async () => {
    const code = await server.issueCode(clientId, user.userId);
    const form = { grant_type: "authorization_code", code, code_verifier: VERIFIER };
    return tokens(await read(postToken(server, form, { authorization })));
  };
  const refresh = async (refresh_token: string) =>
    tokens(await read(postToken(server, { grant_type: "refresh_token", refresh_token }, { authorization })));
  return {
    server,
    user,
    clientId,
    clientSecret,
    authorization,
    signIn,
    refresh,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

Deno.test("an active access token of a person is described with exactly these members", async () => {
  await using one = await startConfidential();
  const { access } = await one.signIn();
  const { jti, iat, exp } = decodeJwt(access);
  const answer = await ask(one.server, access, one.authorization);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.deepEqual(answer.body, {
    active: true,
    scope: "query schemas:read",
    client_id: one.clientId,
    sub: one.user.userId,
    aud: one.server.endpoints.mcp,
    iss: one.server.endpoints.issuer,
    exp,
    iat,
    token_type: "Bearer",
    jti,
  });
});

Deno.test("an active access token of an API client is described to it alone, by Basic or form", async () => {
  await using server = await startServer();
  const client = await server.createClient();
  const token = await tokenOf(server, client);
  const { clientId: client_id, clientSecret: client_secret } = client;
  const byBasic = await ask(server, token, basic(client_id, client_secret));
  const byForm = await ask(server, token, undefined, { client_id, client_secret });
  assert.deepEqual(byBasic.body, byForm.body);
  assert.deepEqual([byBasic.body["active"], byBasic.body["sub"]], [true, client_id]);
  const other = await server.createClient();
  await assertInactive(ask(server, token, basic(other.clientId, other.clientSecret)));
});

Deno.test("a refresh token is active while it may be used, and to ask is not to use it", async () => {
  await using one = await startConfidential();
  const { server, authorization } = one;
  const first = await one.signIn();
  const { active, sub, aud, scope, token_type } = (await ask(server, first.refresh, authorization)).body;
  assert.deepEqual([active, sub, aud, scope, token_type], [
    true,
    one.user.userId,
    server.endpoints.mcp,
    "query schemas:read",
    undefined,
  ]);
  const second = await one.refresh(first.refresh);
  const isActive = async (token: string) => (await ask(server, token, authorization)).body["active"];
  assert.deepEqual([await isActive(first.refresh), await isActive(second.refresh)], [true, true]);
  assert.equal((await one.refresh(first.refresh)).refresh, second.refresh);
  const third = await one.refresh(second.refresh);
  await assertInactive(ask(server, first.refresh, authorization));
  // Nor does asking about a spent one revoke.
  await one.refresh(third.refresh);
});

Deno.test("a refresh token that may not come again is not active, and to ask about it ends no family", async () => {
  await using one = await startConfidential();
  const { server, authorization } = one;
  const first = await one.signIn();
  const second = await one.refresh(first.refresh);
  for (let replay = 0; replay < 2; replay++) await one.refresh(first.refresh);
  await assertInactive(ask(server, first.refresh, authorization));
  assert.equal((await ask(server, second.refresh, authorization)).body["active"], true);
});

Deno.test("unknown, malformed, forged, expired and revoked tokens are exactly inactive", async () => {
  await using one = await startConfidential();
  const { server, authorization, clientId, user } = one;
  const { access, refresh } = await one.signIn();
  const made = [
    "x",
    "a.b.c",
    "a b",
    "é\u0000",
    `dst_${"A".repeat(87)}`,
    refresh.slice(0, 26) + "x".repeat(65),
    "x".repeat(9000),
    access.slice(0, -4),
    await server.issueCode(clientId, user.userId),
    await forge(server, clientId, { claims: { exp: 1, iat: 0 } }),
    await forge(server, clientId, { claims: { aud: "https://elsewhere.example" } }),
  ];
  for (const token of made) await assertInactive(ask(server, token, authorization));
  await post(server, "/revoke", { token: refresh }, { authorization });
  for (const token of [access, refresh]) await assertInactive(ask(server, token, authorization));
  const next = await one.signIn();
  server.advance(601);
  await assertInactive(ask(server, next.access, authorization));
  await server.users.setDisabled("default", user.userId, true);
  await assertInactive(ask(server, next.refresh, authorization));
});

Deno.test("another client's tokens are exactly inactive", async () => {
  await using one = await startConfidential();
  const { access, refresh } = await one.signIn();
  const other = await one.server.addApp({ confidential: true });
  const api = await one.server.createClient();
  for (const { clientId, clientSecret } of [other, api]) {
    for (const token of [access, refresh]) {
      await assertInactive(ask(one.server, token, basic(clientId, clientSecret)));
    }
  }
});

Deno.test("nobody asks anonymously, and public clients do not ask at all, not even about their own", async () => {
  await using one = await startSignIn();
  const { access } = await one.signIn();
  assertRefused(await ask(one.server, access), 401, "invalid_client");
  assertRefused(await ask(one.server, access, undefined, { client_id: one.clientId }), 401, "invalid_client");
  assertRefused(await ask(one.server, access, `Bearer ${access}`), 401, "invalid_client");
  assertRefused(await ask(one.server, access, undefined, { client_id: "nobody" }), 401, "invalid_client");
});

Deno.test("wrong credentials are 401 with a challenge, a missing token is invalid_request", async () => {
  await using one = await startConfidential();
  const { access } = await one.signIn();
  const wrong = await ask(one.server, access, basic(one.clientId, "wrong"));
  assertRefused(wrong, 401, "invalid_client");
  assert.match(wrong.headers.get("www-authenticate") ?? "", /^Basic /);
  assertRefused(await ask(one.server, "", one.authorization), 400, "invalid_request");
});
