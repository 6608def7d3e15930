import assert from "node:assert/strict";
import { callResource, startServer, tokenOf } from "../fixture.ts";

/** No bearer token presented: the challenge names no error (RFC 6750 §3.1). */
const WITHOUT_TOKEN: Readonly<Record<string, string | null>> = {
  "no Authorization header": null,
  "an empty Authorization header": "",
  "Basic credentials": "Basic dXNlcjpwYXNz",
  "the scheme Bearer alone": "Bearer",
  "the scheme Bearer and a space": "Bearer ",
  "another scheme that begins alike": "BearerToken abc.def.ghi",
  "a scheme nobody knows": "DPoP abc.def.ghi",
};

for (const [rule, authorization] of Object.entries(WITHOUT_TOKEN)) {
  Deno.test(`${rule}: 401 that says where to get a token, and no error`, async () => {
    await using server = await startServer();
    const { status, challenge } = await callResource(server, authorization);
    assert.equal(status, 401);
    assert.equal(
      challenge,
      `Bearer resource_metadata="${server.endpoints.issuer}/.well-known/oauth-protected-resource/mcp", ` +
        'scope="query schemas:read"',
    );
  });
}

Deno.test("a bad token: 401 with invalid_token, where to get another, and for which scopes", async () => {
  await using server = await startServer();
  const { challenge } = await callResource(server, "Bearer nonsense");
  assert.equal(
    challenge,
    'Bearer error="invalid_token", ' +
      'error_description="The access token is invalid, expired, revoked or meant for another resource.", ' +
      `resource_metadata="${server.endpoints.issuer}/.well-known/oauth-protected-resource/mcp", ` +
      'scope="query schemas:read"',
  );
});

Deno.test("a token that lacks a scope: 403 insufficient_scope naming every scope the call needs", async () => {
  await using server = await startServer();
  const token = await tokenOf(server, await server.createClient({ scopes: ["schemas:read"] }));
  const { status, challenge } = await callResource(server, `Bearer ${token}`, "/mcp?needs=query");
  assert.equal(status, 403);
  assert.match(challenge ?? "", /^Bearer error="insufficient_scope", /);
  assert.match(challenge ?? "", /scope="schemas:read query"$/);
  assert.match(challenge ?? "", /resource_metadata="http/);
});

Deno.test("the scheme's case and the space around the token do not matter", async () => {
  await using server = await startServer();
  const token = await tokenOf(server, await server.createClient());
  for (const scheme of ["bearer", "BEARER", "Bearer ", "bEaReR   "]) {
    assert.equal((await callResource(server, `${scheme} ${token} `)).status, 200, scheme);
  }
});

Deno.test("a token in the query is not looked at", async () => {
  await using server = await startServer();
  const token = await tokenOf(server, await server.createClient());
  const { status, challenge } = await callResource(server, null, `/mcp?access_token=${token}`);
  assert.equal(status, 401);
  assert.ok(!challenge?.includes("error"));
});

Deno.test("a challenge cannot be broken out of by what goes into it", async () => {
  const { insufficientScope } = await import("../../../src/oauth/mod.ts");
  const { wwwAuthenticate } = insufficientScope({ scopes: ['a"b', "c\\d", "e\r\nX-Evil: 1", "é😀"] });
  assert.match(wwwAuthenticate, /^[\x20-\x7e]+$/);
  assert.ok(wwwAuthenticate.endsWith('scope="ab cd eX-Evil: 1 "'));
});
