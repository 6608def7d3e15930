import assert from "node:assert/strict";
import { decodeJwt, decodeProtectedHeader } from "@panva/jose";
import { basic, postToken, startServer, stringMember, type TestServer } from "./fixture.ts";

const GRANT = { grant_type: "client_credentials" };

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

interface Case {
  readonly rule: string;
  readonly status: number;
  readonly error: string;
  /** A 401 that must name the scheme Basic. */
  readonly basicChallenge?: boolean;
  readonly send: (server: TestServer, client: { id: string; secret: string }) => Promise<Response>;
}

const credentials = ({ id, secret }: { id: string; secret: string }) => ({
  client_id: id,
  client_secret: secret,
});

const invalidClient = { status: 401, error: "invalid_client" };
const invalidRequest = { status: 400, error: "invalid_request" };

const REFUSED: readonly Case[] = [
  {
    rule: "a wrong secret in Basic",
    ...invalidClient,
    basicChallenge: true,
    send: (server, { id, secret }) =>
      postToken(server, GRANT, { authorization: basic(id, secret.slice(0, -1) + "_") }),
  },
  {
    rule: "a wrong secret in the form",
    ...invalidClient,
    send: (server, { id }) => postToken(server, { ...GRANT, ...credentials({ id, secret: "wrong" }) }),
  },
  {
    rule: "an unknown client of the right form",
    ...invalidClient,
    basicChallenge: true,
    send: (server, { secret }) =>
      postToken(server, GRANT, { authorization: basic(`dsc_${"x".repeat(22)}`, secret) }),
  },
  {
    rule: "a client id of any other form",
    ...invalidClient,
    send: (server, { secret }) =>
      postToken(server, { ...GRANT, ...credentials({ id: "a/b\u0000é", secret }) }),
  },
  {
    rule: "the id in another case",
    ...invalidClient,
    send: (server, { id, secret }) =>
      postToken(server, { ...GRANT, ...credentials({ id: id.toUpperCase(), secret }) }),
  },
  {
    rule: "an empty secret in Basic",
    ...invalidClient,
    basicChallenge: true,
    send: (server, { id }) => postToken(server, GRANT, { authorization: basic(id, "") }),
  },
  {
    rule: "no credentials at all",
    ...invalidClient,
    send: (server) => postToken(server, GRANT),
  },
  {
    rule: "an id without a secret",
    ...invalidClient,
    send: (server, { id }) => postToken(server, { ...GRANT, client_id: id }),
  },
  {
    rule: "an id with an empty secret",
    ...invalidClient,
    send: (server, { id }) => postToken(server, { ...GRANT, client_id: id, client_secret: "" }),
  },
  ...["Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Basic /////w==", "Bearer abc.def.ghi", "Digest x"].map(
    (authorization): Case => ({
      rule: `an Authorization header that is no readable Basic: ${authorization}`,
      ...invalidClient,
      basicChallenge: true,
      send: (server) => postToken(server, GRANT, { authorization }),
    }),
  ),
  {
    rule: "Basic whose id holds a broken percent sequence",
    ...invalidClient,
    basicChallenge: true,
    send: (server, { secret }) => postToken(server, GRANT, { authorization: basic("dsc_%zz", secret) }),
  },
  {
    rule: "Basic and a secret in the form at once",
    ...invalidRequest,
    send: (server, client) =>
      postToken(server, { ...GRANT, ...credentials(client) }, {
        authorization: basic(client.id, client.secret),
      }),
  },
  {
    rule: "Basic and another client id in the form",
    ...invalidRequest,
    send: (server, { id, secret }) =>
      postToken(server, { ...GRANT, client_id: "other" }, { authorization: basic(id, secret) }),
  },
  {
    rule: "a JSON body",
    ...invalidRequest,
    send: (server, client) =>
      fetch(`${server.origin}/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...GRANT, ...credentials(client) }),
      }),
  },
  {
    rule: "a multipart body",
    ...invalidRequest,
    send: (server, client) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ ...GRANT, ...credentials(client) })) body.set(name, value);
      return fetch(`${server.origin}/token`, { method: "POST", body });
    },
  },
  {
    rule: "a body without a content type",
    ...invalidRequest,
    send: (server, client) =>
      fetch(`${server.origin}/token`, {
        method: "POST",
        body: new TextEncoder().encode(new URLSearchParams({ ...GRANT, ...credentials(client) }).toString()),
      }),
  },
  {
    rule: "no body",
    ...invalidRequest,
    send: (server, { id, secret }) =>
      fetch(`${server.origin}/token`, { method: "POST", headers: { authorization: basic(id, secret) } }),
  },
  {
    rule: "parameters in the query",
    ...invalidRequest,
    send: (server, client) =>
      fetch(`${server.origin}/token?${new URLSearchParams({ ...GRANT, ...credentials(client) })}`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      }),
  },
  {
    rule: "credentials in the query beside a good form",
    ...invalidRequest,
    send: (server, client) =>
      fetch(`${server.origin}/token?client_id=x`, {
        method: "POST",
        body: new URLSearchParams({ ...GRANT, ...credentials(client) }),
      }),
  },
  ...["grant_type", "client_id", "client_secret", "scope", "anything"].map((name): Case => ({
    rule: `the parameter ${name} twice`,
    ...invalidRequest,
    send: (server, client) => {
      const form = Object.entries({ ...GRANT, ...credentials(client), scope: "query", anything: "1" });
      return postToken(server, [...form, ...form.filter(([key]) => key === name)]);
    },
  })),
  {
    rule: "a body above 16 KiB",
    ...invalidRequest,
    send: (server, client) =>
      postToken(server, { ...GRANT, ...credentials(client), pad: "x".repeat(17_000) }),
  },
  {
    rule: "a body above 16 KiB whose length is not announced",
    ...invalidRequest,
    send: (server, client) => {
      const form = new URLSearchParams({ ...GRANT, ...credentials(client), pad: "" }).toString();
      const parts = [form, ...Array.from({ length: 20 }, () => "x".repeat(1000))];
      return fetch(`${server.origin}/token`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: ReadableStream.from(parts.map((part) => new TextEncoder().encode(part))),
      });
    },
  },
  {
    rule: "no grant_type",
    ...invalidRequest,
    send: (server, client) => postToken(server, credentials(client)),
  },
  {
    rule: "an empty grant_type",
    ...invalidRequest,
    send: (server, client) => postToken(server, { ...credentials(client), grant_type: "" }),
  },
  ...["authorization_code", "refresh_token"].map((type): Case => ({
    rule: `an API client that asks by ${type}, which is for OAuth clients`,
    status: 400,
    error: "unauthorized_client",
    send: (server, client) => postToken(server, { ...credentials(client), grant_type: type, code: "x" }),
  })),
  ...[
    "password",
    "implicit",
    "Client_Credentials",
    "constructor",
    "urn:ietf:params:oauth:grant-type:token-exchange",
  ].map(
    (type): Case => ({
      rule: `the grant_type ${type}`,
      status: 400,
      error: "unsupported_grant_type",
      send: (server, client) =>
        postToken(server, { ...credentials(client), grant_type: type, username: "u", password: "p" }),
    }),
  ),
  ...["nonsense", "query nonsense", "schemas:write", "usage:read", "QUERY", " ", 'query" x', "qu\u0000ery"]
    .map(
      (scope): Case => ({
        rule: `the scope ${JSON.stringify(scope)}, unknown, not granted, or not for MCP`,
        status: 400,
        error: "invalid_scope",
        send: (server, client) => postToken(server, { ...GRANT, ...credentials(client), scope }),
      }),
    ),
  ...[
    "https://elsewhere.example/mcp",
    "/mcp",
    "mcp",
    "ORIGIN",
    "ORIGIN/",
    "ORIGIN/v1",
    "ORIGIN/mcp#part",
    "ORIGIN/mcp#",
    "ORIGIN/mcp?x=1",
    "ORIGIN/mcp//",
    "ORIGIN/MCP",
    "ORIGIN/x/../mcp",
    "ORIGIN/%6dcp",
    "ORIGIN\t/mcp",
    "urn:mcp",
  ].map((resource): Case => ({
    rule: `the resource ${JSON.stringify(resource)}`,
    status: 400,
    error: "invalid_target",
    send: (server, client) =>
      postToken(server, {
        ...GRANT,
        ...credentials(client),
        resource: resource.replace("ORIGIN", server.endpoints.issuer),
      }),
  })),
  {
    rule: "the known resource and an unknown one",
    status: 400,
    error: "invalid_target",
    send: (server, client) =>
      postToken(server, [
        ...Object.entries({ ...GRANT, ...credentials(client) }),
        ["resource", server.endpoints.mcp],
        ["resource", "https://elsewhere.example/"],
      ]),
  },
];

for (const { rule, status, error, basicChallenge = false, send } of REFUSED) {
  Deno.test(`/token answers ${status} ${error} to ${rule}`, async () => {
    await using server = await startServer();
    const created = await server.createClient({ scopes: ["query", "schemas:read", "usage:read"] });
    const client = { id: created.clientId, secret: created.clientSecret };
    const response = await send(server, client);
    const text = await response.text();
    const body: Record<string, unknown> = JSON.parse(text);
    assert.deepEqual([response.status, body["error"]], [status, error]);
    assert.deepEqual(Object.keys(body), ["error", "error_description"]);
    const challenge = response.headers.get("www-authenticate");
    assert.equal(challenge?.startsWith("Basic ") ?? false, basicChallenge);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.ok(!text.includes(client.secret));
  });
}

for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH"]) {
  Deno.test(`/token answers ${method} with 405 and what is allowed`, async () => {
    await using server = await startServer();
    const response = await fetch(`${server.origin}/token`, { method });
    await response.body?.cancel();
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "POST, OPTIONS");
  });
}

Deno.test("scopes are asked for one by one, in any order, repeated or not; absent and empty mean all", async () => {
  await using server = await startServer();
  const { clientId: client_id, clientSecret: client_secret } = await server.createClient();
  const asked: Record<string, string> = {
    "query": "query",
    "schemas:read": "schemas:read",
    "schemas:read query": "schemas:read query",
    "query query  query": "query",
    "": "query schemas:read",
  };
  for (const [scope, granted] of Object.entries(asked)) {
    const response = await postToken(server, { ...GRANT, client_id, client_secret, scope });
    assert.equal(stringMember(await response.json(), "scope"), granted);
  }
});

Deno.test("a token carries no more than the MCP scopes of its client; none left is invalid_scope", async () => {
  await using server = await startServer();
  const some = await server.createClient({ scopes: ["schemas:write", "query", "usage:read"] });
  const one = await postToken(server, GRANT, { authorization: basic(some.clientId, some.clientSecret) });
  assert.equal(stringMember(await one.json(), "scope"), "query");
  const none = await server.createClient({ scopes: ["usage:read"] });
  const refused = await postToken(server, GRANT, { authorization: basic(none.clientId, none.clientSecret) });
  assert.equal(refused.status, 400);
  assert.equal(stringMember(await refused.json(), "error"), "invalid_scope");
});

Deno.test("a resource spelled in capitals, with a slash or twice is the known one, in its own spelling", async () => {
  await using server = await startServer({ publicUrl: "https://sql.example.com" });
  const { clientId: client_id, clientSecret: client_secret } = await server.createClient();
  const spellings = [
    ["https://sql.example.com/mcp"],
    ["https://sql.example.com/mcp/"],
    ["HTTPS://SQL.Example.COM/mcp"],
    ["https://sql.example.com:443/mcp"],
    ["https://sql.example.com/mcp", "https://SQL.example.com/mcp/"],
    [""],
    [],
  ];
  for (const resources of spellings) {
    const form = Object.entries({ ...GRANT, client_id, client_secret });
    const response = await postToken(server, [...form, ...resources.map((value) => ["resource", value])]);
    const body: unknown = await response.json();
    assert.equal(response.status, 200, JSON.stringify([resources, body]));
    assert.equal(decodeJwt(stringMember(body, "access_token")).aud, "https://sql.example.com/mcp");
  }
});

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
