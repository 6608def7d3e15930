/** docs/reference/protocol_rules.md#5.6: Client ID Metadata Documents, served by a real HTTPS host. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { documentHost, isHostListed } from "../../../src/oauth/clients/document_url.ts";
import { type DocumentHost, startDocumentHost } from "./document_host.ts";
import { refusalOf, startClientServer } from "./fixture.ts";

const PATH = "/oauth/client.json";
const WORDING = "The client's metadata document cannot be fetched, or is not valid.";
const EC_KEY = {
  kty: "EC",
  crv: "P-256",
  kid: "one",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
};

/** A document that nothing is wrong with. Undefined leaves a member out. */
function good(clientId: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    client_id: clientId,
    client_name: "Good Client",
    redirect_uris: ["http://localhost/callback", "https://app.example/cb"],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    ...over,
  };
}

function json(value: unknown, headers: Record<string, string> = {}): Response {
  return new Response(typeof value === "string" ? value : JSON.stringify(value), {
    headers: { "content-type": "application/json", ...headers },
  });
}

async function withHost(
  settings: Record<string, unknown> = {},
): Promise<
  AsyncDisposable & { host: DocumentHost; server: Awaited<ReturnType<typeof startClientServer>>; id: string }
> {
  const host = await startDocumentHost(() => json(good(`${host.origin}${PATH}`)));
  const server = await startClientServer({ network: host.network, settings });
  return {
    host,
    server,
    id: host.origin + PATH,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
    },
  };
}

Deno.test("CIMD: a document makes a public client of the host that served it", async () => {
  await using world = await withHost();
  const client = await world.server.clients.find(world.id, "authorize");
  assert.ok(client !== null);
  const { digest, ...rest } = client;
  assert.match(digest, /^[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(rest, {
    clientId: world.id,
    known: "document",
    host: `client.example:${world.host.port}`,
    name: "Good Client",
    redirectUris: ["http://localhost/callback", "https://app.example/cb"],
    authMethod: "none",
    secrets: [],
    grantTypes: ["authorization_code", "refresh_token"],
    scopes: ["query", "schemas:read"],
  });
});

/** [rule, change of the good document, or the whole body] */
const REFUSED: readonly (readonly [
  string,
  Record<string, unknown> | ((id: string) => string | Uint8Array<ArrayBuffer>),
])[] = [
  ["no client_id", { client_id: undefined }],
  ["a client_id with a slash at the end", (id) => JSON.stringify(good(`${id}/`))],
  ["a client_id in another case", (id) => JSON.stringify(good(id.replace("client.json", "Client.json")))],
  ["a client_id with another scheme's case", (id) => JSON.stringify(good(id.replace("https", "HTTPS")))],
  ["a client_id of another host", { client_id: "https://claude.ai/oauth/mcp-oauth-client-metadata" }],
  ["a client_id that is a list", (id) => JSON.stringify(good(id, { client_id: [id] }))],
  ["a client_id with an encoded letter", (id) => JSON.stringify(good(id.replace("oauth", "%6fauth")))],
  ["no client_name", { client_name: undefined }],
  ["an empty client_name", { client_name: "  " }],
  ["a client_name that is no text", { client_name: { en: "x" } }],
  ["no redirect_uris", { redirect_uris: undefined }],
  ["empty redirect_uris", { redirect_uris: [] }],
  ["an http redirect elsewhere", { redirect_uris: ["http://app.example/cb"] }],
  ["a javascript: redirect", { redirect_uris: ["javascript:alert(1)"] }],
  ["one bad redirect among good ones", {
    redirect_uris: ["https://app.example/cb", "https://a@app.example/"],
  }],
  ["client_secret", { client_secret: "x" }],
  ["client_secret that is null", { client_secret: null }],
  ["client_secret_expires_at", { client_secret_expires_at: 0 }],
  ["client_secret_basic", { token_endpoint_auth_method: "client_secret_basic" }],
  ["client_secret_post", { token_endpoint_auth_method: "client_secret_post" }],
  ["client_secret_jwt", { token_endpoint_auth_method: "client_secret_jwt" }],
  ["private_key_jwt without keys", { token_endpoint_auth_method: "private_key_jwt" }],
  ["private_key_jwt with a private key", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [{ ...EC_KEY, d: "AA" }] },
  }],
  ["private_key_jwt with a shared key", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [{ kty: "oct", k: "AA" }] },
  }],
  ["jwks and jwks_uri", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [EC_KEY] },
    jwks_uri: "https://app.example/k",
  }],
  ["a jwks_uri on loopback", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks_uri: "https://127.0.0.1/k",
  }],
  ["the implicit grant", { grant_types: ["implicit"] }],
  ["the password grant alone", { grant_types: ["password"] }],
  ["response_types token", { response_types: ["token"] }],
  ["an array", () => "[]"],
  ["an array around it", (id) => JSON.stringify([good(id)])],
  ["a text", () => '"x"'],
  ["null", () => "null"],
  ["nothing", () => ""],
  ["no JSON", () => "<html>"],
  [
    "a member twice",
    (id) => JSON.stringify(good(id)).replace("{", '{"redirect_uris":["https://evil.example/"],'),
  ],
  [
    "a client_id twice",
    (id) => JSON.stringify(good(id)).replace("{", '{"client_id":"https://evil.example/x",'),
  ],
  ["a byte order mark", (id) => "\ufeff" + JSON.stringify(good(id))],
  ["invalid UTF-8", (id) => {
    const bytes = new TextEncoder().encode(JSON.stringify(good(id, { client_name: "aaaa" })));
    return bytes.map((byte, at) =>
      byte === 0x61 && bytes[at + 1] === 0x61 && bytes[at - 1] === 0x22 ? 0xff : byte
    );
  }],
  ["an overlong form of UTF-8", (id) => {
    const [head = "", tail = ""] = JSON.stringify(good(id, { client_name: "@" })).split('"@"');
    const encode = (text: string) => [...new TextEncoder().encode(text)];
    return new Uint8Array([...encode(`${head}"`), 0xc1, 0x80, ...encode(`"${tail}`)]);
  }],
  ["5 KB of nesting", () => "[".repeat(5_000)],
];

for (const [rule, change] of REFUSED) {
  Deno.test(`CIMD refuses a document with ${rule}`, async () => {
    await using world = await withHost();
    const body = typeof change === "function" ? change(world.id) : JSON.stringify(good(world.id, change));
    world.host.answer = () => new Response(body, { headers: { "content-type": "application/json" } });
    assert.deepEqual(await refusalOf(world.server.clients.find(world.id, "authorize")), {
      code: "invalid_client_metadata",
      message: WORDING,
    });
    assert.deepEqual(world.host.asked, [PATH], "the document was not fetched at all");
  });
}

/** [rule, client id]: refused without a fetch. HOST stands for the test's host and port. */
const IDS: readonly (readonly [string, string])[] = [
  ["no path", "https://HOST"],
  ["a path that is only a slash", "https://HOST/"],
  ["http", "http://HOST/x"],
  ["an upper-case scheme", "HTTPS://HOST/x"],
  ["an upper-case host", "https://CLIENT.example/x"],
  ["a fragment", "https://HOST/x#y"],
  ["an empty fragment", "https://HOST/x#"],
  ["userinfo", "https://user@HOST/x"],
  ["user and password", "https://user:pw@HOST/x"],
  ["a dot segment", "https://HOST/a/../x"],
  ["a single dot segment", "https://HOST/./x"],
  ["a dot segment at the end", "https://HOST/a/.."],
  ["encoded dots", "https://HOST/a/%2e%2e/x"],
  ["encoded dots in upper case", "https://HOST/%2E/x"],
  ["half encoded dots", "https://HOST/.%2e/x"],
  ["a query", "https://HOST/x?y"],
  ["an empty query", "https://HOST/x?"],
  ["the default port", "https://client.example:443/x"],
  ["a low port", "https://client.example:8/x"],
  ["a space", "https://HOST/a b"],
  ["a tab", "https://HOST/a\tb"],
  ["a line end", "https://HOST/a\nb"],
  ["a backslash", "https://HOST\\x"],
  ["no host", "https:///x"],
  ["one slash", "https:/HOST/x"],
  ["letters beyond ASCII", "https://HOST/é"],
  ["an IDN host", "https://bücher.example/x"],
  ["an address", "https://127.0.0.1/x"],
  ["an IPv6 address", "https://[::1]/x"],
  ["a decimal address", "https://2130706433/x"],
  ["localhost", "https://localhost/x"],
  ["a single label", "https://intranet/x"],
  ["a trailing dot", "https://client.example./x"],
  ["more than 500 characters", `https://HOST/${"x".repeat(500)}`],
];

for (const [rule, text] of IDS) {
  Deno.test(`CIMD refuses a client_id with ${rule}`, async () => {
    await using world = await withHost();
    const id = text.replace("HOST", `client.example:${world.host.port}`);
    const found = await world.server.clients.find(id, "authorize").then(
      (client) => client,
      (error) => error.code,
    );
    // An id with http is no document's at all: an unknown client.
    assert.equal(found, id.startsWith("http://") ? null : "invalid_client_metadata");
    assert.deepEqual(world.host.asked, []);
  });
}

Deno.test("CIMD: whatever id is accepted, a URL parser gives back to the byte, with a name for a host and a path", () => {
  const piece = fc.constantFrom(
    "https://",
    "HTTPS://",
    "client.example",
    "127.0.0.1",
    "localhost",
    ":443",
    ":8443",
    ":22",
    "/",
    "/x",
    "..",
    "%2e",
    "?",
    "#",
    "@",
    "\\",
    "a",
    "é",
    " ",
    ".json",
    "%41",
    "[::1]",
  );
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }).map((parts) => `https://client.example${parts.join("")}`),
      (id) => {
        if (documentHost(id) === null) return;
        accepted++;
        const url = new URL(id);
        assert.equal(url.href, id);
        assert.ok(url.pathname.length > 1 && url.search === "" && url.hash === "" && url.username === "");
        // A last label that is a number would make an address of it (WHATWG URL, "ends in a number").
        assert.match(url.hostname, /^[a-z0-9.-]+\.(?!\d+$|0x[0-9a-f]*$)[a-z0-9-]+$/);
      },
    ),
    { numRuns: 5_000 },
  );
  assert.ok(accepted > 20, `only ${accepted}`);
});

/** [what, answer] */
const BROKEN: readonly (readonly [string, (id: string) => Response])[] = [
  [
    "a redirect to a good document",
    (id) => new Response(null, { status: 302, headers: { location: `${id}2` } }),
  ],
  ["404 with a good body", (id) => Response.json(good(id), { status: 404 })],
  ["HTML", (id) => json(good(id), { "content-type": "text/html" })],
  ["6 KB", (id) => json(good(id, { padding: "x".repeat(6_144) }))],
  ["gzip", (id) => {
    const body = new Blob([JSON.stringify(good(id))]).stream().pipeThrough(new CompressionStream("gzip"));
    return new Response(body, {
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
    });
  }],
  ["a gzip bomb", () => {
    const body = new Blob([" ".repeat(10_000_000)]).stream().pipeThrough(new CompressionStream("gzip"));
    return new Response(body, {
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
    });
  }],
];

for (const [what, answer] of BROKEN) {
  Deno.test(`CIMD refuses ${what}, in the same words as everything else, and logs why`, async () => {
    await using world = await withHost();
    world.host.answer = (request) => request.url.endsWith("2") ? json(good(world.id)) : answer(world.id);
    assert.equal((await refusalOf(world.server.clients.find(world.id, "token"))).message, WORDING);
    assert.equal(world.host.asked.length, 1);
    assert.ok(
      world.server.logged.some((line) => line.includes("document_host") && line.includes("client.example")),
    );
  });
}

Deno.test("CIMD off: an https id is an unknown client, and nothing is fetched", async () => {
  await using world = await withHost({ cimd: false });
  assert.equal(await world.server.clients.find(world.id, "authorize"), null);
  assert.deepEqual(world.host.asked, []);
});

/** [allow, deny, fetched] */
const LISTS: readonly (readonly [readonly string[], readonly string[], boolean])[] = [
  [[], [], true],
  [["client.example"], [], true],
  [["other.example"], [], false],
  [["*.example"], [], true],
  [["*.client.example"], [], false],
  [[], ["client.example"], false],
  [[], ["*.example"], false],
  [[], ["evil.example"], true],
  [["client.example"], ["client.example"], false],
  [["CLIENT.example"], [], true],
];

for (const [allow, deny, fetched] of LISTS) {
  Deno.test(`CIMD lists: allow ${JSON.stringify(allow)}, deny ${JSON.stringify(deny)} → ${fetched}`, async () => {
    await using world = await withHost({ cimd_allow: [...allow], cimd_deny: [...deny] });
    const found = await world.server.clients.find(world.id, "authorize").then(() => true, () => false);
    assert.equal(found, fetched);
    assert.equal(world.host.asked.length, fetched ? 1 : 0);
  });
}

Deno.test("CIMD lists match whole names: neither ends nor beginnings of others", () => {
  const lists = { allow: ["claude.ai", "*.openai.com"], deny: [] };
  for (const host of ["claude.ai", "claude.ai:8443", "a.openai.com", "a.b.openai.com"]) {
    assert.ok(isHostListed(host, lists), host);
  }
  for (const host of ["notclaude.ai", "claude.ai.evil.com", "openai.com", "evilopenai.com"]) {
    assert.ok(!isHostListed(host, lists), host);
  }
});

Deno.test("CIMD: another redirect URI, method or key is another digest; another order, name or unknown member is not", async () => {
  await using world = await withHost();
  const digestOf = async (over: Record<string, unknown>) => {
    world.host.answer = () => json(good(world.id, over));
    world.server.advance(86_401);
    return (await world.server.clients.find(world.id, "authorize"))?.digest;
  };
  const first = await digestOf({});
  assert.equal(
    await digestOf({
      redirect_uris: ["https://app.example/cb", "http://localhost/callback"],
      client_name: "Other",
      extra: 1,
    }),
    first,
  );
  const others = [
    await digestOf({ redirect_uris: ["https://app.example/cb"] }),
    await digestOf({ token_endpoint_auth_method: "private_key_jwt", jwks: { keys: [EC_KEY] } }),
    await digestOf({
      token_endpoint_auth_method: "private_key_jwt",
      jwks: { keys: [{ ...EC_KEY, kid: "two" }] },
    }),
    await digestOf({ token_endpoint_auth_method: "private_key_jwt", jwks_uri: "https://app.example/jwks" }),
  ];
  assert.equal(new Set([first, ...others]).size, 5);
});
