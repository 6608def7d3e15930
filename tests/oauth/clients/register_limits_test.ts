/** How often clients may register (docs/reference/limits.md#dcr), and how much they may say (#json there). */
import fc from "fast-check";
import assert from "node:assert/strict";
import { GOOD_REGISTRATION, type Registered, startClientServer } from "./fixture.ts";

Deno.test("DCR: one address may register a client 60 times an hour; then 429 with Retry-After; other names go on", async () => {
  await using server = await startClientServer();
  const from = "203.0.113.7";
  for (let at = 0; at < 60; at++) assert.equal((await server.register(GOOD_REGISTRATION, from)).status, 201);
  const refused = await server.register(GOOD_REGISTRATION, from);
  assert.equal(refused.status, 429);
  const wait = Number(refused.headers.get("retry-after"));
  assert.ok(wait > 3_500 && wait <= 3_600, String(wait));
  assert.equal((await server.register({ ...GOOD_REGISTRATION, client_name: "Other" }, from)).status, 201);
  assert.equal((await server.register(GOOD_REGISTRATION, "203.0.113.8")).status, 201);
  server.advance(3_601);
  assert.equal((await server.register(GOOD_REGISTRATION, from)).status, 201);
});

Deno.test("DCR: 100 registrations in a minute from elsewhere end in 429, from loopback they do not", async () => {
  await using server = await startClientServer();
  const all = (from?: string) =>
    Promise.all(Array.from({ length: 100 }, () => server.register(GOOD_REGISTRATION, from)));
  const statuses = (answers: Registered[]) => answers.filter(({ status }) => status === 429).length;
  assert.equal(statuses(await all("198.51.100.1")), 40);
  assert.equal(statuses(await all()), 0);
});

Deno.test("DCR: a refused registration costs its sender nothing of the hour", async () => {
  await using server = await startClientServer({ settings: { dcr_per_hour: 1 } });
  const from = "203.0.113.7";
  for (let at = 0; at < 3; at++) {
    assert.equal((await server.register({ ...GOOD_REGISTRATION, redirect_uris: [] }, from)).status, 400);
  }
  assert.equal((await server.register(GOOD_REGISTRATION, from)).status, 201);
  assert.equal((await server.register(GOOD_REGISTRATION, from)).status, 429);
});

Deno.test("DCR: a whole /64 of IPv6 is one sender", async () => {
  await using server = await startClientServer({ settings: { dcr_per_hour: 3 } });
  const statuses: number[] = [];
  for (
    const from of [
      "2a00:1:2:3::1",
      "2a00:1:2:3::2",
      "2a00:1:2:3:ffff::",
      "2a00:1:2:3:4:5:6:7",
      "2a00:1:2:4::1",
    ]
  ) {
    statuses.push((await server.register(GOOD_REGISTRATION, from)).status);
  }
  assert.deepEqual(statuses, [201, 201, 201, 429, 201]);
});

Deno.test("DCR: whatever JSON comes, the answer is a client or a refusal, and what is stored keeps the rules", async () => {
  await using server = await startClientServer({ settings: { dcr_per_hour: 1_000_000 } });
  const members = [
    "client_name",
    "redirect_uris",
    "grant_types",
    "response_types",
    "token_endpoint_auth_method",
    "jwks",
    "jwks_uri",
    "scope",
    "logo_uri",
    "__proto__",
    "constructor",
    "toString",
  ];
  const values = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<fc.JsonValue>(
      "none",
      "private_key_jwt",
      "client_secret_post",
      "https://a.example/cb",
      ["code"],
      ["authorization_code"],
      ["https://a.example/cb"],
      ["http://localhost/cb"],
      ["javascript:x"],
      { keys: [{ kty: "EC" }] },
      { keys: [] },
    ),
  );
  const bodies = fc.tuple(
    fc.boolean(),
    fc.array(fc.tuple(fc.constantFrom(...members), values), { maxLength: 4 }),
  )
    .map(([good, changes]) => {
      const all = [...(good ? Object.entries(GOOD_REGISTRATION) : []), ...changes];
      // As text: a member named __proto__ must arrive as one.
      return `{${
        [...new Map<string, unknown>(all)].map(([name, value]) =>
          `${JSON.stringify(name)}:${JSON.stringify(value)}`
        ).join()
      }}`;
    });
  let made = 0;
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const answer = await server.register(body);
      if (answer.status === 400) {
        assert.match(String(answer.body["error"]), /^invalid_(?:redirect_uri|client_metadata)$/);
        return;
      }
      assert.equal(answer.status, 201, body);
      made++;
      const client = await server.clients.find(String(answer.body["client_id"]), "authorize");
      assert.ok(client !== null && client.redirectUris.length > 0 && client.name.length <= 200);
      assert.ok(
        client.redirectUris.every((uri) =>
          /^(?:https:\/\/a\.example|http:\/\/(?:localhost|127\.0\.0\.1))\//.test(uri)
        ),
      );
      assert.equal(client.authMethod.startsWith("client_secret"), client.secrets.length === 1);
      assert.equal(client.authMethod === "private_key_jwt", (client.jwks ?? client.jwksUri) !== undefined);
    }),
    { numRuns: 400 },
  );
  assert.ok(made > 20, `only ${made} were registered`);
});

Deno.test("DCR: a document has 32 levels and 8,192 values at most, counted before it is read", async () => {
  await using server = await startClientServer();
  const nested = (levels: number) => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);
  const registered = async (x: unknown) => (await server.register({ ...GOOD_REGISTRATION, x })).status;
  // The object around is a level of its own.
  assert.deepEqual([await registered(nested(31)), await registered(nested(32))], [201, 400]);
  assert.deepEqual([await registered(Array(8_000).fill(1)), await registered(Array(8_192).fill(1))], [
    201,
    400,
  ]);
});
