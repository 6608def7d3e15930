import assert from "node:assert/strict";
import { decodeJwt } from "@panva/jose";
import { callResource, startServer, type TestServer, tokenOf } from "../fixture.ts";
import { foreignKey, forge, hmacWithPublicKey, rawToken } from "../forge.ts";

type Attempt = (server: TestServer, clientId: string, good: string) => string | Promise<string>;

const seconds = (server: TestServer) => Math.floor(server.clock() / 1000);
const claimsOf = (token: string) => decodeJwt(token);

/** A token of one rule broken; each must be refused, each differs from a good one in that alone. */
const REFUSED: Readonly<Record<string, Attempt>> = {
  "alg none, without a signature": (_server, _id, good) =>
    rawToken({ alg: "none", typ: "at+jwt" }, claimsOf(good)),
  "alg none, with our kid and some signature": async (server, _id, good) =>
    rawToken(
      { alg: "none", typ: "at+jwt", kid: (await server.keys.active()).kid },
      claimsOf(good),
      new Uint8Array(64),
    ),
  "HS256 with the public key as secret": (server, _id, good) => hmacWithPublicKey(server, claimsOf(good)),
  "a signature of another key under our kid": async (server, id) =>
    await forge(server, id, { key: (await foreignKey()).privateKey }),
  "a key of the caller's in the header's jwk": async (server, id) => {
    const { privateKey, jwk } = await foreignKey();
    return await forge(server, id, { key: privateKey, header: { jwk } });
  },
  "a key of the caller's behind jku and x5u": async (server, id) => {
    const { privateKey } = await foreignKey();
    const header = { jku: "http://127.0.0.1:9/jwks.json", x5u: "http://127.0.0.1:9/cert.pem" };
    return await forge(server, id, { key: privateKey, header });
  },
  "an unknown kid": (server, id) => forge(server, id, { header: { kid: "A".repeat(43) } }),
  "no kid": (server, id) => forge(server, id, { header: { kid: undefined } }),
  "a kid that is no text": (server, id) => forge(server, id, { header: { kid: 7 } }),
  "a kid that is a path": (server, id) => forge(server, id, { header: { kid: "../../dev/null" } }),
  "typ JWT": (server, id) => forge(server, id, { header: { typ: "JWT" } }),
  "no typ": (server, id) => forge(server, id, { header: { typ: undefined } }),
  "typ of a logout token": (server, id) => forge(server, id, { header: { typ: "logout+jwt" } }),
  "a critical header nobody understands": (server, id) => rawHeader(server, id, { crit: ["x"], x: 1 }),
  "another issuer": (server, id) => forge(server, id, { claims: { iss: "https://elsewhere.example" } }),
  "the issuer with a slash": (server, id) =>
    forge(server, id, { claims: { iss: `${server.endpoints.issuer}/` } }),
  "no issuer": (server, id) => forge(server, id, { claims: { iss: undefined } }),
  "the REST resource as audience": (server, id) =>
    forge(server, id, { claims: { aud: server.endpoints.rest } }),
  "the issuer as audience": (server, id) => forge(server, id, { claims: { aud: server.endpoints.issuer } }),
  "the audience with a slash": (server, id) =>
    forge(server, id, { claims: { aud: `${server.endpoints.mcp}/` } }),
  "the audience in capitals": (server, id) =>
    forge(server, id, { claims: { aud: server.endpoints.mcp.toUpperCase() } }),
  "a list of audiences without us": (server, id) =>
    forge(server, id, { claims: { aud: ["https://a.example/mcp", "https://b.example/mcp"] } }),
  "a list of audiences with us among others": (server, id) =>
    forge(server, id, { claims: { aud: [server.endpoints.mcp, "https://b.example/mcp"] } }),
  "no audience": (server, id) => forge(server, id, { claims: { aud: undefined } }),
  "an expiry just past": (server, id) => forge(server, id, { claims: { exp: seconds(server) - 1 } }),
  "no expiry": (server, id) => forge(server, id, { claims: { exp: undefined } }),
  "an expiry that is text": (server, id) => forge(server, id, { claims: { exp: "9999999999" } }),
  "an expiry before its issue": (server, id) =>
    forge(server, id, { claims: { iat: seconds(server) + 50, exp: seconds(server) + 40 } }),
  "a life longer than any token's": (server, id) =>
    forge(server, id, { claims: { exp: seconds(server) + 3601 } }),
  "an issue in the future": (server, id) =>
    forge(server, id, { claims: { iat: seconds(server) + 120, exp: seconds(server) + 600 } }),
  "no time of issue": (server, id) => forge(server, id, { claims: { iat: undefined } }),
  "a not-before in the future": (server, id) => forge(server, id, { claims: { nbf: seconds(server) + 120 } }),
  "no subject": (server, id) => forge(server, id, { claims: { sub: undefined } }),
  "a subject that is not the client": (server, id) => forge(server, id, { claims: { sub: "dsu_somebody" } }),
  "no client": (server, id) => forge(server, id, { claims: { client_id: undefined } }),
  "a client that is not there": (server) => forge(server, `dsc_${"0".repeat(22)}`),
  "another tenant than the client's": (server, id) => forge(server, id, { claims: { tenant_id: "other" } }),
  "no tenant": (server, id) => forge(server, id, { claims: { tenant_id: undefined } }),
  "no scope claim": (server, id) => forge(server, id, { claims: { scope: undefined } }),
  "no jti": (server, id) => forge(server, id, { claims: { jti: undefined } }),
  "a signature cut short": (_server, _id, good) => good.slice(0, -8),
  "a signature with one bit changed": (_server, _id, good) => flip(good, good.length - 10),
  "a claim changed after signing": (_server, _id, good) => {
    const [header, , signature] = good.split(".");
    const changed =
      rawToken({}, { ...claimsOf(good), scope: "query schemas:read schemas:write" }).split(".")[1];
    return `${header}.${changed}.${signature}`;
  },
  "an empty signature": (_server, _id, good) => good.slice(0, good.lastIndexOf(".") + 1),
  "two parts": (_server, _id, good) => good.split(".").slice(0, 2).join("."),
  "five parts": (_server, _id, good) => `${good}.a.b`,
  "no JSON in it": () => "abc.def.ghi",
  "an opaque text": () => "0123456789abcdef0123456789abcdef",
  "the client's own id": (_server, id) => id,
  "ten kilobytes": (server, id) => forge(server, id, { claims: { pad: "x".repeat(7000) } }),
  "two tokens in one header": (_server, _id, good) => `${good}, Bearer ${good}`,
  "two tokens with a space": (_server, _id, good) => `${good} ${good}`,
  "quotes and line ends": () => '"abc" \\ def',
};

for (const [rule, attempt] of Object.entries(REFUSED)) {
  Deno.test(`the resource refuses a token with ${rule}: 401 invalid_token`, async () => {
    await using server = await startServer();
    const client = await server.createClient();
    const good = await tokenOf(server, client);
    const bad = await attempt(server, client.clientId, good);
    const { status, challenge } = await callResource(server, `Bearer ${bad}`);
    assert.equal(status, 401);
    assert.match(challenge ?? "", /^Bearer error="invalid_token", /);
    assert.ok(!challenge?.includes(bad));
    // The same server still takes the good one: it was the difference that was refused.
    assert.equal((await callResource(server, `Bearer ${good}`)).status, 200);
    assert.equal((await callResource(server, `Bearer ${await forge(server, client.clientId)}`)).status, 200);
  });
}

Deno.test("a valid token says who calls, for which tenant, with which scopes", async () => {
  await using server = await startServer();
  const client = await server.createClient();
  const { status, body } = await callResource(server, `Bearer ${await tokenOf(server, client)}`);
  assert.equal(status, 200);
  assert.deepEqual(body, {
    principal: { kind: "client", id: client.clientId, tenantId: "default" },
    scopes: ["query", "schemas:read"],
  });
});

Deno.test("clocks of replicas may differ a little: a token issued thirty seconds from now is taken", async () => {
  await using server = await startServer();
  const { clientId } = await server.createClient();
  const iat = seconds(server) + 30;
  const token = await forge(server, clientId, { claims: { iat, exp: iat + 600 } });
  assert.equal((await callResource(server, `Bearer ${token}`)).status, 200);
});

Deno.test("a cached token ends when it expires", async () => {
  await using server = await startServer();
  const authorization = `Bearer ${await tokenOf(server, await server.createClient())}`;
  server.advance(590);
  assert.equal((await callResource(server, authorization)).status, 200);
  server.advance(11);
  assert.equal((await callResource(server, authorization)).status, 401);
});

Deno.test("a cached token is not taken for another resource", async () => {
  await using server = await startServer();
  const authorization = `Bearer ${await tokenOf(server, await server.createClient())}`;
  const { verifier, endpoints } = server;
  assert.equal((await verifier.verify(authorization, endpoints.mcp)).ok, true);
  assert.deepEqual(await verifier.verify(authorization, endpoints.rest), { ok: false, presented: true });
});

Deno.test("a token of one installation is refused by another", async () => {
  await using one = await startServer();
  await using two = await startServer();
  const token = await tokenOf(one, await one.createClient());
  assert.equal((await callResource(two, `Bearer ${token}`)).status, 401);
});

Deno.test("garbage of any kind is refused, never an internal error", async () => {
  await using server = await startServer();
  const { clientId } = await server.createClient();
  const good = await forge(server, clientId);
  // But the last character: four of its six bits mean nothing in a signature of 64 bytes.
  for (let index = 0; index < good.length - 1; index += 3) {
    const { ok } = await server.verifier.verify(`Bearer ${flip(good, index)}`, server.endpoints.mcp);
    assert.equal(ok, false, `flipped at ${index}`);
  }
});

Deno.test("a token verified once costs microseconds", async () => {
  await using server = await startServer();
  const authorization = `Bearer ${await tokenOf(server, await server.createClient())}`;
  const { verifier, endpoints } = server;
  const first = await verifier.verify(authorization, endpoints.mcp);
  const rounds = 20_000;
  const started = performance.now();
  let last = first;
  for (let round = 0; round < rounds; round++) last = await verifier.verify(authorization, endpoints.mcp);
  const each = (performance.now() - started) / rounds * 1000;
  assert.ok(first.ok && last.ok && first.token === last.token);
  assert.ok(each < 50, `${each} µs`);
});

Deno.test("overlong tokens are refused without being read", async () => {
  await using server = await startServer();
  const { verifier, endpoints } = server;
  const authorization = `Bearer ${"a".repeat(10_000)}.b.c`;
  const started = performance.now();
  for (let round = 0; round < 1000; round++) {
    assert.equal((await verifier.verify(authorization, endpoints.mcp)).ok, false);
  }
  assert.ok((performance.now() - started) / 1000 < 0.5, "more than half a millisecond each");
});

async function rawHeader(server: TestServer, clientId: string, header: Record<string, unknown>) {
  // jose refuses to write an unknown `crit`, so the signature is made by hand.
  const { kid, privateKey } = await server.keys.active();
  const claims = decodeJwt(await forge(server, clientId));
  const unsigned = rawToken({ alg: "ES256", typ: "at+jwt", kid, ...header }, claims).slice(0, -1);
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    privateKey,
    new TextEncoder().encode(unsigned),
  );
  const encoded = new Uint8Array(signature).toBase64({ alphabet: "base64url", omitPadding: true });
  return `${unsigned}.${encoded}`;
}

/** The text with one character replaced by a quite different one of the base64url alphabet. */
function flip(text: string, index: number): string {
  const other = text[index] === "." ? "x" : text[index] === "R" ? "z" : "R";
  return text.slice(0, index) + other + text.slice(index + 1);
}
