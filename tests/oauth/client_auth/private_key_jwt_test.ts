import { SignJWT } from "@panva/jose";
import { startServer, type TestServer } from "../fixture.ts";
import assert from "node:assert/strict";
import { assertion, JWT_BEARER, newKeys, redeem, register, send } from "../methods.ts";
import { assertRefused, type Form, tokens } from "../people.ts";

/** RFC 7523 §3: client authentication by a signed assertion. */

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
