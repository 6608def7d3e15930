import assert from "node:assert/strict";
import { basic, startServer, VERIFIER } from "../fixture.ts";
import { codeOf, JWT_BEARER, METHODS, newKeys, redeem, register, send, type Sent, ways } from "../methods.ts";
import { assertRefused, tokens } from "../people.ts";

/**
 * docs/reference/protocol_rules.md#5.3: client authentication, exactly as registered, at `/token`, `/revoke` and
 * `/introspect`.
 */

for (const registered of METHODS) {
  for (const used of METHODS) {
    const good = registered === used;
    Deno.test(`a client registered for ${registered} that uses ${used} is ${good ? "taken" : "401 invalid_client"}`, async () => {
      await using server = await startServer();
      const keys = await newKeys();
      const jwks = registered === "private_key_jwt" ? { jwks: { keys: [keys.jwk] } } : {};
      const { id, secret } = await register(server, registered, jwks);
      const way = (await ways(server, id, secret || "some-secret", keys))[used];
      const answer = await redeem(server, id, way);
      if (good) {
        const { refresh } = tokens(answer);
        const again = (await ways(server, id, secret, keys))[used];
        const refreshed = await send(server, "/token", {
          grant_type: "refresh_token",
          refresh_token: refresh,
          ...again.form,
        }, again.authorization);
        assert.equal(refreshed.status, 200, refreshed.text);
      } else {
        assertRefused(answer, 401, "invalid_client");
        const challenge = answer.headers.get("www-authenticate");
        assert.equal(challenge?.startsWith("Basic ") ?? false, used === "client_secret_basic");
      }
    });
  }
}

for (const used of METHODS) {
  const good = used === "client_secret_basic" || used === "client_secret_post";
  Deno.test(`an operator's confidential client that uses ${used} is ${good ? "taken" : "401 invalid_client"}`, async () => {
    await using server = await startServer();
    const { clientId, clientSecret } = await server.addApp({ confidential: true });
    const way = (await ways(server, clientId, clientSecret, await newKeys()))[used];
    const answer = await redeem(server, clientId, way);
    if (good) tokens(answer);
    else assertRefused(answer, 401, "invalid_client");
  });
}

interface Case {
  readonly rule: string;
  readonly status: number;
  readonly error: string;
  readonly send: (id: string, secret: string) => Sent;
}

const wrong = { status: 401, error: "invalid_client" };
const two = { status: 400, error: "invalid_request" };

const REFUSED: readonly Case[] = [
  { rule: "a wrong secret", ...wrong, send: (id, s) => ({ authorization: basic(id, `${s}x`) }) },
  { rule: "a secret cut short", ...wrong, send: (id, s) => ({ authorization: basic(id, s.slice(0, -1)) }) },
  {
    rule: "the secret in capitals",
    ...wrong,
    send: (id, s) => ({ authorization: basic(id, s.toUpperCase()) }),
  },
  { rule: "an empty secret", ...wrong, send: (id) => ({ authorization: basic(id, "") }) },
  { rule: "the secret as bearer token", ...wrong, send: (_id, s) => ({ authorization: `Bearer ${s}` }) },
  { rule: "Basic without a colon", ...wrong, send: (id) => ({ authorization: `Basic ${btoa(id)}` }) },
  { rule: "Basic and an unknown id", ...wrong, send: (_id, s) => ({ authorization: basic("nobody", s) }) },
  {
    rule: "Basic whose id has a broken percent sequence",
    ...wrong,
    send: (_id, s) => ({ authorization: basic("%zz", s) }),
  },
  {
    rule: "Basic and the secret in the form",
    ...two,
    send: (id, s) => ({ authorization: basic(id, s), form: { client_secret: s } }),
  },
  {
    rule: "Basic and another client's id in the form",
    ...two,
    send: (id, s) => ({ authorization: basic(id, s), form: { client_id: "other" } }),
  },
  {
    rule: "Basic and an assertion",
    ...two,
    send: (id, s) => ({
      authorization: basic(id, s),
      form: { client_assertion_type: JWT_BEARER, client_assertion: "a.b.c" },
    }),
  },
  {
    rule: "a secret in the form and an assertion",
    ...two,
    send: (id, s) => ({
      form: { client_id: id, client_secret: s, client_assertion_type: JWT_BEARER, client_assertion: "a.b.c" },
    }),
  },
  {
    rule: "an assertion of another type",
    ...two,
    send: (id) => ({ form: { client_id: id, client_assertion_type: "urn:saml", client_assertion: "a.b.c" } }),
  },
  {
    rule: "an assertion without its type",
    ...two,
    send: (id) => ({ form: { client_id: id, client_assertion: "a.b.c" } }),
  },
  {
    rule: "the type without an assertion",
    ...two,
    send: (id) => ({ form: { client_id: id, client_assertion_type: JWT_BEARER } }),
  },
];

for (const { rule, status, error, send: sent } of REFUSED) {
  Deno.test(`a confidential client with ${rule} is ${status} ${error}`, async () => {
    await using server = await startServer();
    const { id, secret } = await register(server, "client_secret_basic");
    const answer = await redeem(server, id, sent(id, secret));
    assertRefused(answer, status, error);
    assert.ok(!answer.text.includes(secret));
  });
}

Deno.test("Basic may be sent raw or form-encoded, with the same client id in the form, its scheme in any case", async () => {
  await using server = await startServer();
  const { id, secret } = await register(server, "client_secret_basic");
  const encoded = (text: string) =>
    [...text].map((char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");
  for (
    const sent of [
      { authorization: basic(id, secret) },
      { authorization: basic(encoded(id), encoded(secret)) },
      { authorization: basic(id, secret).replace("Basic", "bAsIc") },
      { authorization: basic(id, secret), form: { client_id: id } },
    ]
  ) tokens(await redeem(server, id, sent));
});

Deno.test("a client's code and another's credentials: invalid_grant, and the code stays good", async () => {
  await using server = await startServer();
  const [a, b] = [await register(server, "client_secret_post"), await register(server, "client_secret_post")];
  const code = await codeOf(server, a.id);
  const form = { grant_type: "authorization_code", code, code_verifier: VERIFIER };
  assertRefused(
    await send(server, "/token", { ...form, client_id: b.id, client_secret: b.secret }),
    400,
    "invalid_grant",
  );
  tokens(await send(server, "/token", { ...form, client_id: a.id, client_secret: a.secret }));
});

Deno.test("after twenty wrong secrets of a client from one address, 429 with Retry-After, also for the right one", async () => {
  await using server = await startServer();
  const { id, secret } = await register(server, "client_secret_basic");
  for (let time = 0; time < 20; time++) {
    assert.equal((await redeem(server, id, { authorization: basic(id, "wrong") })).status, 401);
  }
  const answer = await redeem(server, id, { authorization: basic(id, secret) });
  assert.equal(answer.status, 429);
  assert.equal(answer.body["error"], "temporarily_unavailable");
  assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
  server.advance(61);
  tokens(await redeem(server, id, { authorization: basic(id, secret) }));
});

Deno.test("a secret that was tried wrongly by others does not get its owner's neighbours locked out", async () => {
  await using server = await startServer();
  const [a, b] = [
    await register(server, "client_secret_basic"),
    await register(server, "client_secret_basic"),
  ];
  for (let time = 0; time < 25; time++) await redeem(server, a.id, { authorization: basic(a.id, "wrong") });
  tokens(await redeem(server, b.id, { authorization: basic(b.id, b.secret) }));
});

Deno.test("OAuth clients never get client_credentials, by whatever method; API clients nothing else", async () => {
  await using server = await startServer();
  const keys = await newKeys();
  for (const method of METHODS) {
    const jwks = method === "private_key_jwt" ? { jwks: { keys: [keys.jwk] } } : {};
    const { id, secret } = await register(server, method, jwks);
    const { form, authorization } = (await ways(server, id, secret, keys))[method];
    const answer = await send(server, "/token", { grant_type: "client_credentials", ...form }, authorization);
    assertRefused(answer, 400, "unauthorized_client");
  }
  const api = await server.createClient();
  for (const grant_type of ["authorization_code", "refresh_token"]) {
    const form = { grant_type, code: "x", code_verifier: VERIFIER, refresh_token: "x" };
    const authorization = basic(api.clientId, api.clientSecret);
    assertRefused(await send(server, "/token", form, authorization), 400, "unauthorized_client");
    assertRefused(await send(server, "/token", { ...form, client_id: api.clientId }), 401, "invalid_client");
  }
});
