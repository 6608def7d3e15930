/** docs/reference/protocol_rules.md#5.5: Dynamic Client Registration (RFC 7591) at a real listener. */
import assert from "node:assert/strict";
import { matches } from "../../../src/identity/client_secret.ts";
import { GOOD_REGISTRATION, register, type Registered, startClientServer } from "./fixture.ts";

const EC_KEY = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
};
const CURSOR = "cursor://anysphere.cursor-mcp/oauth/callback";

Deno.test("DCR: 201, every effective member, nothing stored on the way, no secret for a public client", async () => {
  await using server = await startClientServer();
  const before = Math.floor(Date.now() / 1000);
  const { status, headers, body } = await server.register(GOOD_REGISTRATION);
  assert.equal(status, 201);
  const { client_id, client_id_issued_at, ...rest } = body;
  assert.match(String(client_id), /^dsr_[0-9A-Za-z]{22}$/);
  assert.ok(Number(client_id_issued_at) >= before && Number(client_id_issued_at) <= before + 60);
  assert.deepEqual(rest, {
    client_name: "Some Client",
    redirect_uris: ["http://127.0.0.1/callback"],
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    scope: "query schemas:read",
  });
  assert.equal(headers.get("content-type"), "application/json");
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal(headers.get("access-control-allow-origin"), "*");
  assert.equal(headers.get("access-control-allow-credentials"), null);
});

Deno.test("DCR: what is omitted gets RFC 7591's defaults, and a secret is shown once and stored hashed", async () => {
  await using server = await startClientServer();
  const { status, body } = await server.register({ redirect_uris: ["https://app.example/cb"] });
  assert.equal(status, 201);
  assert.equal(body["token_endpoint_auth_method"], "client_secret_basic");
  assert.deepEqual(body["grant_types"], ["authorization_code"]);
  assert.deepEqual(body["response_types"], ["code"]);
  assert.equal(body["client_secret_expires_at"], 0);
  assert.equal(body["client_name"], "Unnamed client");
  const secret = String(body["client_secret"]);
  assert.match(secret, /^dss_[0-9A-Za-z]{43}$/);
  const client = await server.clients.find(String(body["client_id"]), "token");
  assert.ok(client !== null);
  assert.ok(matches(secret, client.secrets, Date.now()));
  for await (const entry of server.store.list(["dcr"])) {
    assert.ok(!JSON.stringify(entry.value).includes(secret));
  }
});

Deno.test("DCR: no RFC 7592: neither management URI nor registration token", async () => {
  await using server = await startClientServer();
  const { body } = await server.register({ redirect_uris: ["https://app.example/cb"] });
  assert.ok(!("registration_access_token" in body) && !("registration_client_uri" in body));
  const id = String(body["client_id"]);
  for (const method of ["GET", "PUT", "DELETE"]) {
    const answer = await fetch(`${server.url}/${id}`, { method, headers: { authorization: "Bearer x" } });
    await answer.body?.cancel();
    assert.equal(answer.status, 404, method);
  }
});

Deno.test("DCR: null members are absent, unknown ones and application_type are ignored, ids are never the client's", async () => {
  await using server = await startClientServer();
  const { status, body } = await server.register({
    ...GOOD_REGISTRATION,
    client_id: "https://claude.ai/oauth/mcp-oauth-client-metadata",
    client_secret: "mine",
    client_id_issued_at: 1,
    application_type: "spaceship",
    logo_uri: null,
    jwks: null,
    jwks_uri: null,
    scope: "schemas:write offline_access admin",
    software_statement: "eyJhbGciOiJub25lIn0.e30.",
    "client_name#ja": "クライアント",
    whatever: { a: [1] },
    contacts: null,
  });
  assert.equal(status, 201);
  assert.match(String(body["client_id"]), /^dsr_/);
  assert.equal(body["scope"], "query schemas:read");
  assert.ok(!Object.values(body).includes(null));
  const extra = [
    "client_secret",
    "application_type",
    "logo_uri",
    "software_statement",
    "whatever",
    "contacts",
  ];
  for (const name of extra) assert.ok(!(name in body), name);
  const client = await server.clients.find(String(body["client_id"]), "authorize");
  assert.deepEqual(client?.scopes, ["query", "schemas:read"]);
});

Deno.test("DCR leaves out what is for people alone, whatever it is, and registers the client", async () => {
  await using server = await startClientServer();
  const values = ["http://localhost:5173", "https://127.0.0.1/x", "javascript:alert(1)", "", 7, ["x"]];
  for (const member of ["client_uri", "logo_uri", "policy_uri", "tos_uri", "contacts"]) {
    for (const value of values) {
      const { status, body } = await server.register({ ...GOOD_REGISTRATION, [member]: value });
      assert.equal(status, 201, `${member} = ${value}`);
      assert.ok(!(member in body), member);
    }
  }
});

Deno.test("DCR registers the grants that are served, and says which", async () => {
  await using server = await startClientServer();
  const asked: readonly (readonly [string[], string[]])[] = [
    [["authorization_code", "implicit"], ["authorization_code"]],
    [["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"], [
      "authorization_code",
      "refresh_token",
    ]],
    [["client_credentials", "authorization_code"], ["authorization_code"]],
  ];
  for (const [grant_types, served] of asked) {
    const { status, body } = await server.register({ ...GOOD_REGISTRATION, grant_types });
    assert.equal(status, 201);
    assert.deepEqual(body["grant_types"], served);
  }
});

/** [rule, change of a good registration, OAuth error] */
const REFUSED: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ["no redirect_uris", { redirect_uris: undefined }, "invalid_redirect_uri"],
  ["empty redirect_uris", { redirect_uris: [] }, "invalid_redirect_uri"],
  ["null redirect_uris", { redirect_uris: null }, "invalid_redirect_uri"],
  ["redirect_uris that is text", { redirect_uris: "https://app.example/cb" }, "invalid_redirect_uri"],
  [
    "a redirect URI that is no text",
    { redirect_uris: ["https://app.example/cb", 7] },
    "invalid_redirect_uri",
  ],
  ["http that is not loopback", { redirect_uris: ["http://app.example/cb"] }, "invalid_redirect_uri"],
  ["one bad redirect URI among good ones", {
    redirect_uris: ["https://app.example/cb", "javascript:alert(1)"],
  }, "invalid_redirect_uri"],
  ["a fragment", { redirect_uris: ["https://app.example/cb#x"] }, "invalid_redirect_uri"],
  ["a wildcard", { redirect_uris: ["https://*.app.example/cb"] }, "invalid_redirect_uri"],
  ["userinfo", { redirect_uris: ["https://a@app.example/cb"] }, "invalid_redirect_uri"],
  ["a parameter of the answer", { redirect_uris: ["https://app.example/cb?iss=x"] }, "invalid_redirect_uri"],
  ["a private scheme that is not allowed", { redirect_uris: ["evil://app/cb"] }, "invalid_redirect_uri"],
  ["a private scheme with a secret", {
    redirect_uris: [CURSOR],
    token_endpoint_auth_method: "client_secret_post",
  }, "invalid_redirect_uri"],
  ["more than 20 redirect URIs", {
    redirect_uris: Array.from({ length: 21 }, (_, at) => `https://app.example/${at}`),
  }, "invalid_redirect_uri"],
  ["the password grant", { grant_types: ["password"] }, "invalid_client_metadata"],
  ["the implicit grant alone", { grant_types: ["implicit"] }, "invalid_client_metadata"],
  ["client_credentials", { grant_types: ["client_credentials"] }, "invalid_client_metadata"],
  ["refresh_token alone", { grant_types: ["refresh_token"] }, "invalid_client_metadata"],
  ["empty grant_types", { grant_types: [] }, "invalid_client_metadata"],
  ["grant_types that is text", { grant_types: "authorization_code" }, "invalid_client_metadata"],
  ["response_types token", { response_types: ["token"] }, "invalid_client_metadata"],
  ["response_types code and token", { response_types: ["code", "token"] }, "invalid_client_metadata"],
  ["response_types code token in one", { response_types: ["code token"] }, "invalid_client_metadata"],
  ["a grant without its response type", { response_types: [] }, "invalid_client_metadata"],
  ["an unknown authentication method", { token_endpoint_auth_method: "foo" }, "invalid_client_metadata"],
  ["client_secret_jwt", { token_endpoint_auth_method: "client_secret_jwt" }, "invalid_client_metadata"],
  ["tls_client_auth", { token_endpoint_auth_method: "tls_client_auth" }, "invalid_client_metadata"],
  ["a method that is no text", { token_endpoint_auth_method: 1 }, "invalid_client_metadata"],
  ["a name that is no text", { client_name: ["x"] }, "invalid_client_metadata"],
  ["jwks and jwks_uri both", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [EC_KEY] },
    jwks_uri: "https://app.example/jwks",
  }, "invalid_client_metadata"],
  [
    "private_key_jwt without keys",
    { token_endpoint_auth_method: "private_key_jwt" },
    "invalid_client_metadata",
  ],
  ["a private key", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [{ ...EC_KEY, d: "AAAA" }] },
  }, "invalid_client_metadata"],
  ["a symmetric key", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [{ kty: "oct", k: "AAAA" }] },
  }, "invalid_client_metadata"],
  [
    "an empty key set",
    { token_endpoint_auth_method: "private_key_jwt", jwks: { keys: [] } },
    "invalid_client_metadata",
  ],
  [
    "eleven keys",
    { token_endpoint_auth_method: "private_key_jwt", jwks: { keys: Array(11).fill(EC_KEY) } },
    "invalid_client_metadata",
  ],
  ["jwks_uri with http", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks_uri: "http://app.example/jwks",
  }, "invalid_client_metadata"],
  ["jwks_uri on instance metadata", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks_uri: "https://169.254.169.254/jwks",
  }, "invalid_client_metadata"],
  ["jwks_uri on a local name", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks_uri: "https://vault.internal/jwks",
  }, "invalid_client_metadata"],
  [
    "a bad jwks_uri even where it is not used",
    { jwks_uri: "http://127.0.0.1/jwks" },
    "invalid_client_metadata",
  ],
];

for (const [rule, change, error] of REFUSED) {
  Deno.test(`DCR refuses ${rule}`, async () => {
    await using server = await startClientServer();
    const answer = await server.register({ ...GOOD_REGISTRATION, ...change });
    assertRefused(answer, error);
    assert.equal(await storedClients(server.store), 0);
  });
}

/** [rule, body, content type] */
const BODIES: readonly (readonly [string, string, string])[] = [
  ["a body that is no JSON", "client_name=x", "application/json"],
  ["an empty body", "", "application/json"],
  ["an array", "[]", "application/json"],
  ["a text", '"x"', "application/json"],
  ["null", "null", "application/json"],
  ["a form", "redirect_uris=https://app.example/cb", "application/x-www-form-urlencoded"],
  ["JSON that claims to be text", JSON.stringify(GOOD_REGISTRATION), "text/plain"],
  ["JSON with a comment", `/* */ ${JSON.stringify(GOOD_REGISTRATION)}`, "application/json"],
  ["two objects", `${JSON.stringify(GOOD_REGISTRATION)}{}`, "application/json"],
  [
    "a member twice",
    `{"redirect_uris":["https://a.example/"],"redirect_uris":["https://b.example/"]}`,
    "application/json",
  ],
  [
    "a body of more than 40 KiB",
    JSON.stringify({ ...GOOD_REGISTRATION, x: "x".repeat(40_960) }),
    "application/json",
  ],
  ["nesting without end", "[".repeat(8_000), "application/json"],
  ["invalid UTF-8 escapes cut short", '{"client_name":"\\u12"}', "application/json"],
];

for (const [rule, body, type] of BODIES) {
  Deno.test(`DCR refuses ${rule}`, async () => {
    await using server = await startClientServer();
    const response = await fetch(server.url, { method: "POST", body, headers: { "content-type": type } });
    assert.equal(response.status, 400);
    const answer: unknown = await response.json();
    assert.ok(typeof answer === "object" && answer !== null && "error" in answer);
    assert.equal(answer.error, "invalid_client_metadata");
    assert.equal(await storedClients(server.store), 0);
  });
}

Deno.test("DCR refuses a body without end, whatever length it claims", async () => {
  await using server = await startClientServer();
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent++;
      if (sent > 2_000) controller.close();
      else controller.enqueue(new Uint8Array(4_096).fill(0x20));
    },
  });
  const response = await fetch(server.url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  })
    .catch(() => null);
  // The server may answer, or hang up on who goes on talking.
  if (response !== null) {
    assert.equal(response.status, 400);
    await response.body?.cancel();
  }
  assert.equal(await storedClients(server.store), 0);
});

for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH"]) {
  Deno.test(`DCR answers POST only: ${method} is 405`, async () => {
    await using server = await startClientServer();
    const response = await fetch(server.url, { method });
    await response.body?.cancel();
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "POST, OPTIONS");
  });
}

Deno.test("DCR: a page of any origin may register, by preflight and POST, without cookies", async () => {
  await using server = await startClientServer();
  const preflight = await fetch(server.url, {
    method: "OPTIONS",
    headers: { origin: "https://inspector.example", "access-control-request-method": "POST" },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /Content-Type/);
  assert.equal(preflight.headers.get("access-control-allow-credentials"), null);
});

Deno.test("DCR: a refusal repeats nothing of what was sent", async () => {
  await using server = await startClientServer();
  const marks = {
    redirect_uris: ["javascript:ATTACK"],
    client_name: "ATTACK",
    token_endpoint_auth_method: "none",
  };
  for (const body of [marks, { ...GOOD_REGISTRATION, token_endpoint_auth_method: "ATTACK" }, '{"ATTACK']) {
    const answer = await server.register(body);
    assert.equal(answer.status, 400);
    assert.ok(!JSON.stringify(answer.body).includes("ATTACK"));
  }
});

/** [what, name, as it is kept] */
const NAMES: readonly (readonly [string, string, string])[] = [
  ["HTML is text like any other", "<script>alert(1)</script>", "<script>alert(1)</script>"],
  ["control characters go", "a\u0000b\u001bc", "a b c"],
  ["line ends become spaces", "a\r\nb", "a b"],
  ["bidirectional marks go", "safe\u202eexe.\u2066x", "safeexe.x"],
  ["zero-width characters go", "Cl\u200baude\ufeff", "Claude"],
  ["private-use characters go", "a\ue000b", "ab"],
  ["spaces at the ends go", "  a  ", "a"],
  ["nothing left has a name", "\u200b \u202e", "Unnamed client"],
  ["an overlong one is cut", "n".repeat(300), "n".repeat(99) + "…"],
  ["100 characters stay, beyond the basic plane, too", "𝒩".repeat(100), "𝒩".repeat(100)],
];

for (const [what, name, kept] of NAMES) {
  Deno.test(`DCR cleans a client's name: ${what}`, async () => {
    await using server = await startClientServer();
    const { body } = await server.register({ ...GOOD_REGISTRATION, client_name: name });
    assert.equal(body["client_name"], kept);
    assert.equal((await server.clients.find(String(body["client_id"]), "authorize"))?.name, kept);
  });
}

Deno.test("DCR takes private_key_jwt with inline keys, and gives them back", async () => {
  await using server = await startClientServer();
  const { status, body } = await server.register({
    ...GOOD_REGISTRATION,
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [EC_KEY] },
  });
  assert.equal(status, 201);
  assert.ok(!("client_secret" in body));
  const client = await server.clients.find(String(body["client_id"]), "token");
  assert.ok(client !== null);
  assert.deepEqual((await server.clients.keys(client)).keys, [EC_KEY]);
});

Deno.test("DCR off: there is no endpoint, and who registered before is unknown", async () => {
  await using server = await startClientServer();
  const { body } = await server.register(GOOD_REGISTRATION);
  await using without = await startClientServer({ store: server.store, settings: { dcr: false } });
  const answer = await fetch(without.url, {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  await answer.body?.cancel();
  assert.equal(answer.status, 404);
  assert.equal(await without.clients.find(String(body["client_id"]), "token"), null);
});

Deno.test("DCR: another replica knows a client at once", async () => {
  await using one = await startClientServer();
  await using two = await startClientServer({ store: one.store });
  const { body } = await register(one.url, GOOD_REGISTRATION);
  assert.equal((await two.clients.find(String(body["client_id"]), "authorize"))?.name, "Some Client");
});

function assertRefused({ status, headers, body }: Registered, error: string): void {
  assert.equal(status, 400, JSON.stringify(body));
  assert.equal(body["error"], error);
  assert.equal(typeof body["error_description"], "string");
  assert.equal(headers.get("cache-control"), "no-store");
}

async function storedClients(
  store: { list(prefix: readonly string[]): AsyncIterable<unknown> },
): Promise<number> {
  let count = 0;
  for await (const _ of store.list(["dcr"])) count++;
  return count;
}
