import { exportJWK, generateKeyPair, SignJWT } from "@panva/jose";
import assert from "node:assert/strict";
import { MCP_SCOPES } from "../../src/identity/scopes.ts";
import { basic, CALLBACK, CHALLENGE, post, startServer, type TestServer, VERIFIER } from "./fixture.ts";
import { type Answer, assertRefused, type Form, read, tokens } from "./people.ts";

/** Checklist 5.3: client authentication, exactly as registered, at `/token`, `/revoke` and `/introspect`. */

const METHODS = ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"] as const;
type Method = typeof METHODS[number];

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

interface Keys {
  readonly privateKey: CryptoKey;
  readonly jwk: Record<string, unknown>;
  readonly alg: string;
}

async function newKeys(alg = "ES256", kid: string | undefined = "k1"): Promise<Keys> {
  const pair = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...await exportJWK(pair.publicKey), alg, use: "sig", ...(kid === undefined ? {} : { kid }) };
  return { privateKey: pair.privateKey, jwk, alg };
}

/** Registers a client of a method by itself, and gives it a code. */
async function register(server: TestServer, method: Method, more: Record<string, unknown> = {}) {
  const response = await fetch(`${server.origin}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      redirect_uris: [CALLBACK],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: method,
      client_name: `By ${method}`,
      ...more,
    }),
  });
  const { client_id: id, client_secret: secret = "" }: Record<string, string> = await response.json();
  assert.equal(response.status, 201);
  return { id: String(id), secret };
}

async function codeOf(server: TestServer, clientId: string): Promise<string> {
  const client = await server.oauthClients.find(clientId, "authorize");
  assert.ok(client !== null);
  const user = await server.addUser();
  const code = await server.codes.issue({
    client,
    redirectUri: CALLBACK,
    redirectHost: "app.example",
    userId: user.userId,
    tenantId: "default",
    scopes: MCP_SCOPES,
    resource: server.endpoints.mcp,
    codeChallenge: CHALLENGE,
    consentId: crypto.randomUUID(),
  });
  return code ?? "";
}

interface Sent {
  readonly form?: Form;
  readonly authorization?: string;
}

async function redeem(
  server: TestServer,
  clientId: string,
  { form = {}, authorization }: Sent,
): Promise<Answer> {
  return await send(server, "/token", {
    grant_type: "authorization_code",
    code: await codeOf(server, clientId),
    code_verifier: VERIFIER,
    ...form,
  }, authorization);
}

async function send(server: TestServer, path: string, form: Form, authorization?: string): Promise<Answer> {
  const given = Object.entries(form).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]);
  const response = await post(server, path, given, authorization === undefined ? {} : { authorization });
  return await read(response);
}

/** The ways a client of each method may present itself, with its true credentials. */
async function ways(
  server: TestServer,
  id: string,
  secret: string,
  keys: Keys,
): Promise<Record<Method, Sent>> {
  return {
    none: { form: { client_id: id } },
    client_secret_basic: { authorization: basic(encodeURIComponent(id), encodeURIComponent(secret)) },
    client_secret_post: { form: { client_id: id, client_secret: secret } },
    private_key_jwt: { form: await assertion(server, id, keys) },
  };
}

async function assertion(
  server: TestServer,
  id: string,
  keys: Keys,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<Record<string, string>> {
  const now = Math.floor(server.clock() / 1000);
  const all = {
    iss: id,
    sub: id,
    aud: server.endpoints.issuer,
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 60,
    ...claims,
  };
  const jwt = await new SignJWT(JSON.parse(JSON.stringify(all)))
    .setProtectedHeader({ alg: keys.alg, kid: "k1", ...header }).sign(keys.privateKey);
  return { client_assertion_type: JWT_BEARER, client_assertion: jwt };
}

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

// private_key_jwt (RFC 7523 §3)

for (const alg of ["ES256", "RS256", "PS256", "EdDSA"]) {
  Deno.test(`an assertion signed with ${alg} is taken, with and without client_id, aud as the issuer or the token endpoint`, async () => {
    await using server = await startServer();
    const keys = await newKeys(alg);
    const { id } = await register(server, "private_key_jwt", { jwks: { keys: [keys.jwk] } });
    const { issuer, token } = server.endpoints;
    for (const aud of [issuer, token, [issuer], [issuer, token]]) {
      tokens(await redeem(server, id, { form: await assertion(server, id, keys, { aud }) }));
    }
    tokens(await redeem(server, id, { form: { client_id: id, ...await assertion(server, id, keys) } }));
  });
}

const now = (server: TestServer) => Math.floor(server.clock() / 1000);

const CLAIMS: Readonly<Record<string, (server: TestServer) => Record<string, unknown>>> = {
  "another iss": () => ({ iss: "someone" }),
  "no iss": () => ({ iss: undefined }),
  "an aud that is another server": () => ({ aud: "https://elsewhere.example" }),
  "an aud that is the resource": (server) => ({ aud: server.endpoints.mcp }),
  "an aud with another server beside us": (server) => ({
    aud: [server.endpoints.issuer, "https://elsewhere.example"],
  }),
  "no aud": () => ({ aud: undefined }),
  "the issuer with a slash as aud": (server) => ({ aud: `${server.endpoints.issuer}/` }),
  "an exp in the past": (server) => ({ exp: now(server) - 61, iat: now(server) - 120 }),
  "no exp": () => ({ exp: undefined }),
  "an exp a day ahead": (server) => ({ exp: now(server) + 86_400 }),
  "an iat in the future": (server) => ({ iat: now(server) + 300 }),
  "an iat a day old": (server) => ({ iat: now(server) - 86_400 }),
  "an nbf in the future": (server) => ({ nbf: now(server) + 300 }),
  "no jti": () => ({ jti: undefined }),
  "an empty jti": () => ({ jti: "" }),
  "a jti that is no text": () => ({ jti: 7 }),
  "an overlong jti": () => ({ jti: "x".repeat(300) }),
};

for (const [rule, claims] of Object.entries(CLAIMS)) {
  Deno.test(`an assertion with ${rule} is 401 invalid_client`, async () => {
    await using server = await startServer();
    const keys = await newKeys();
    const { id } = await register(server, "private_key_jwt", { jwks: { keys: [keys.jwk] } });
    const form = await assertion(server, id, keys, claims(server));
    assertRefused(await redeem(server, id, { form }), 401, "invalid_client");
    tokens(await redeem(server, id, { form: await assertion(server, id, keys) }));
  });
}

Deno.test("an assertion is good once: its replay is refused, at the other endpoints too, until it has expired", async () => {
  await using server = await startServer();
  const keys = await newKeys();
  const { id } = await register(server, "private_key_jwt", { jwks: { keys: [keys.jwk] } });
  const form = await assertion(server, id, keys);
  tokens(await redeem(server, id, { form }));
  assertRefused(await redeem(server, id, { form }), 401, "invalid_client");
  assertRefused(await send(server, "/revoke", { token: "x", ...form }), 401, "invalid_client");
  assertRefused(await send(server, "/introspect", { token: "x", ...form }), 401, "invalid_client");
  // The same jti in another assertion is the same.
  const jti = "once";
  tokens(await redeem(server, id, { form: await assertion(server, id, keys, { jti }) }));
  const again = await assertion(server, id, keys, { jti, exp: now(server) + 90 });
  assertRefused(await redeem(server, id, { form: again }), 401, "invalid_client");
});

Deno.test("sixteen uses of one assertion at once: one is taken", async () => {
  await using server = await startServer();
  const keys = await newKeys();
  const { id } = await register(server, "private_key_jwt", { jwks: { keys: [keys.jwk] } });
  const form = await assertion(server, id, keys);
  const answers = await Promise.all(Array.from({ length: 16 }, () => redeem(server, id, { form })));
  assert.deepEqual(answers.map(({ status }) => status).filter((status) => status === 200), [200]);
});

Deno.test("an assertion by another key, another kid, HS256 or none is 401 invalid_client", async () => {
  await using server = await startServer();
  const keys = await newKeys();
  const { id } = await register(server, "private_key_jwt", { jwks: { keys: [keys.jwk] } });
  const { id: other } = await register(server, "private_key_jwt", { jwks: { keys: [keys.jwk] } });
  const foreign = await newKeys();
  const secret = new TextEncoder().encode(JSON.stringify(keys.jwk));
  const base64 = (value: unknown) => btoa(JSON.stringify(value)).replaceAll("=", "");
  const claims = { iss: id, sub: id, aud: server.endpoints.issuer, jti: "n", exp: now(server) + 60 };
  const hmac = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "k1" }).sign(secret);
  const bearer = { client_assertion_type: JWT_BEARER };
  const forms: Form[] = [
    await assertion(server, id, foreign),
    await assertion(server, id, keys, {}, { kid: "k2" }),
    await assertion(server, id, foreign, {}, { jwk: foreign.jwk }),
    await assertion(server, id, foreign, {}, { jku: "https://evil.example/keys" }),
    { ...bearer, client_assertion: hmac },
    { ...bearer, client_assertion: `${base64({ alg: "none" })}.${base64(claims)}.` },
    { ...bearer, client_assertion: "x" },
    { ...bearer, client_assertion: `${"a".repeat(9000)}.b.c` },
    await assertion(server, id, keys, { sub: other }),
  ];
  for (const form of forms) assertRefused(await redeem(server, id, { form }), 401, "invalid_client");
  const mixed = { client_id: other, ...await assertion(server, id, keys) };
  assertRefused(await redeem(server, id, { form: mixed }), 400, "invalid_request");
});

Deno.test("a key without kid among several of its type is found", async () => {
  await using server = await startServer();
  const [one, two] = [await newKeys("ES256", undefined), await newKeys("ES256", undefined)];
  const { id } = await register(server, "private_key_jwt", { jwks: { keys: [one.jwk, two.jwk] } });
  for (const keys of [one, two]) {
    const form = await assertion(server, id, keys, {}, { kid: undefined });
    tokens(await redeem(server, id, { form }));
  }
  const form = await assertion(server, id, await newKeys(), {}, { kid: undefined });
  assertRefused(await redeem(server, id, { form }), 401, "invalid_client");
});
