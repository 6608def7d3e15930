import assert from "node:assert/strict";
import { decodeJwt } from "@panva/jose";
import { basic, postToken, startServer, stringMember } from "../fixture.ts";
import { credentials, GRANT, type Refused, refuses } from "./refusal.ts";

/** Scopes (RFC 6749 §3.3) and resources (RFC 8707) that are unknown or not the client's. */
refuses([
  ...["nonsense", "query nonsense", "schemas:write", "usage:read", "QUERY", " ", 'query" x', "qu\u0000ery"]
    .map(
      (scope): Refused => ({
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
  ].map((resource): Refused => ({
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
]);

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
