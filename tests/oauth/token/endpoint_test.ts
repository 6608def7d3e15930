import assert from "node:assert/strict";
import { decodeJwt, decodeProtectedHeader } from "@panva/jose";
import { basic, postToken, startServer, stringMember } from "../fixture.ts";
import { GRANT } from "./refusal.ts";

Deno.test("a client gets a token by Basic and by form, answered with exactly four members", async () => {
  await using server = await startServer();
  const { clientId, clientSecret } = await server.createClient();
  const ways: Record<string, Promise<Response>> = {
    basic: postToken(server, GRANT, { authorization: basic(clientId, clientSecret) }),
    "basic, scheme in capitals, id repeated in the body": postToken(
      server,
      { ...GRANT, client_id: clientId },
      {
        authorization: basic(clientId, clientSecret).replace("Basic", "BASIC"),
      },
    ),
    "basic, form-encoded": postToken(server, GRANT, {
      authorization: basic(percentEncoded(clientId), percentEncoded(clientSecret)),
    }),
    form: postToken(server, { ...GRANT, client_id: clientId, client_secret: clientSecret }),
  };
  for (const [way, request] of Object.entries(ways)) {
    const response = await request;
    const body: Record<string, unknown> = await response.json();
    assert.equal(response.status, 200, way);
    assert.deepEqual(Object.keys(body).sort(), ["access_token", "expires_in", "scope", "token_type"]);
    assert.deepEqual([body["token_type"], body["expires_in"], body["scope"]], [
      "Bearer",
      600,
      "query schemas:read",
    ]);
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.equal(response.headers.get("access-control-allow-credentials"), null);
  }
});

Deno.test("a token is an at+jwt signed with ES256 and carries exactly the claims of the specification", async () => {
  await using server = await startServer();
  const { clientId, clientSecret } = await server.createClient();
  const response = await postToken(server, GRANT, { authorization: basic(clientId, clientSecret) });
  const token = stringMember(await response.json(), "access_token");
  const { kid, ...header } = decodeProtectedHeader(token);
  assert.deepEqual(header, { alg: "ES256", typ: "at+jwt" });
  assert.equal(kid, (await server.keys.list())[0]?.kid);
  const { jti, iat = 0, exp, ...claims } = decodeJwt(token);
  assert.deepEqual(claims, {
    iss: server.endpoints.issuer,
    aud: `${server.endpoints.issuer}/mcp`,
    sub: clientId,
    client_id: clientId,
    tenant_id: "default",
    scope: "query schemas:read",
  });
  assert.ok(typeof jti === "string" && jti.length >= 22);
  assert.ok(Math.abs(iat - Date.now() / 1000) < 5);
  assert.equal(exp, iat + 600);
});

Deno.test("two tokens of one client differ", async () => {
  await using server = await startServer();
  const { clientId, clientSecret } = await server.createClient();
  const tokens = new Set<string>();
  for (let time = 0; time < 3; time++) {
    const response = await postToken(server, GRANT, { authorization: basic(clientId, clientSecret) });
    tokens.add(stringMember(await response.json(), "access_token"));
  }
  assert.equal(tokens.size, 3);
});

for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH"]) {
  Deno.test(`/token answers ${method} with 405 and what is allowed`, async () => {
    await using server = await startServer();
    const response = await fetch(`${server.origin}/token`, { method });
    await response.body?.cancel();
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "POST, OPTIONS");
  });
}

Deno.test("unknown parameters are ignored, and empty ones count as absent", async () => {
  await using server = await startServer();
  const { clientId, clientSecret } = await server.createClient();
  const form = { ...GRANT, nonce: "x", client_id: "", client_secret: "", audience: "https://x.example" };
  const response = await postToken(server, form, { authorization: basic(clientId, clientSecret) });
  await response.body?.cancel();
  assert.equal(response.status, 200);
});

Deno.test("after twenty wrong secrets further tries are refused for a minute with Retry-After", async () => {
  await using server = await startServer();
  const { clientId: client_id, clientSecret: client_secret } = await server.createClient();
  const attempt = async (secret: string) => {
    const response = await postToken(server, { ...GRANT, client_id, client_secret: secret });
    await response.body?.cancel();
    return response;
  };
  for (let time = 0; time < 20; time++) assert.equal((await attempt("wrong")).status, 401);
  const refused = await attempt(client_secret);
  assert.equal(refused.status, 429);
  const seconds = Number(refused.headers.get("retry-after"));
  assert.ok(seconds > 0 && seconds <= 60);
  const other = await server.createClient();
  assert.equal(
    (await postToken(server, GRANT, { authorization: basic(other.clientId, other.clientSecret) })).status,
    200,
  );
  server.advance(61);
  assert.equal((await attempt(client_secret)).status, 200);
});

Deno.test("a disabled client gets no token, an enabled one does, a deleted one never again", async () => {
  await using server = await startServer();
  const { clientId, clientSecret } = await server.createClient();
  const status = async () => {
    const response = await postToken(server, GRANT, { authorization: basic(clientId, clientSecret) });
    await response.body?.cancel();
    return response.status;
  };
  await server.clients.disable("default", clientId);
  assert.equal(await status(), 401);
  await server.clients.enable("default", clientId);
  assert.equal(await status(), 200);
  await server.clients.delete("default", clientId);
  assert.equal(await status(), 401);
});

Deno.test("when the store is away /token answers 503 and says nothing of it, the log does", async () => {
  await using server = await startServer();
  const { clientId, clientSecret } = await server.createClient();
  await server.store.close();
  const response = await postToken(server, GRANT, { authorization: basic(clientId, clientSecret) });
  assert.equal(response.status, 503);
  assert.equal(stringMember(await response.json(), "error"), "temporarily_unavailable");
  assert.equal(server.logged.length, 1);
  assert.ok(!server.logged.join().includes(clientSecret));
});

function percentEncoded(text: string): string {
  return text.replaceAll(/./g, (char) => `%${char.charCodeAt(0).toString(16)}`);
}
