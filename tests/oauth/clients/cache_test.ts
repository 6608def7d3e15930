/** docs/reference/protocol_rules.md#5.6: how long documents and keys are believed, and how often they are fetched. */
import assert from "node:assert/strict";
import { freshSeconds } from "../../../src/oauth/clients/http_freshness.ts";
import { startDocumentHost } from "./document_host.ts";
import { refusalOf, startClientServer } from "./fixture.ts";

const DAY = 86_400;
const KEY = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
};

function document(
  id: string,
  over: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Response {
  const body = { client_id: id, client_name: "C", redirect_uris: ["https://app.example/cb"], ...over };
  return Response.json(body, { headers });
}

/** A host of documents under every path, and a server that fetches from it. */
async function startWorld(headers: Record<string, string> = {}, settings: Record<string, unknown> = {}) {
  const host = await startDocumentHost((request) =>
    document(host.origin + new URL(request.url).pathname, {}, headers)
  );
  const server = await startClientServer({ network: host.network, settings });
  return {
    host,
    server,
    id: `${host.origin}/client.json`,
    find: (purpose: "authorize" | "token" = "authorize") =>
      server.clients.find(`${host.origin}/client.json`, purpose),
    fetches: () => host.asked.length,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
    },
  };
}

/** [what, headers, seconds of freshness] */
const FRESHNESS: readonly (readonly [string, Record<string, string>, number])[] = [
  ["nothing said", {}, 300],
  ["max-age", { "cache-control": "max-age=3600" }, 3_600],
  ["max-age among others", { "cache-control": 'public, stale-if-error=9, MAX-AGE="600"' }, 600],
  ["max-age=0", { "cache-control": "max-age=0" }, 60],
  ["max-age below the least", { "cache-control": "max-age=5" }, 60],
  ["a huge max-age", { "cache-control": "max-age=31536000" }, DAY],
  ["a max-age beyond numbers", { "cache-control": "max-age=99999999999999999999" }, 300],
  ["a negative max-age", { "cache-control": "max-age=-1" }, 300],
  ["no-store", { "cache-control": "no-store, max-age=3600" }, 60],
  ["no-cache", { "cache-control": "no-cache" }, 60],
  ["age", { "cache-control": "max-age=3600", "age": "600" }, 3_000],
  ["an age beyond max-age", { "cache-control": "max-age=100", "age": "600" }, 60],
  ["Expires", { "date": "Sun, 22 Nov 2026 10:00:00 GMT", "expires": "Sun, 22 Nov 2026 11:00:00 GMT" }, 3_600],
  ["Expires in the past", {
    "date": "Sun, 22 Nov 2026 10:00:00 GMT",
    "expires": "Sun, 22 Nov 2026 09:00:00 GMT",
  }, 60],
  ["Expires that is no date", { "expires": "0" }, 60],
  ["max-age before Expires", { "cache-control": "max-age=120", "date": "x", "expires": "0" }, 120],
];

for (const [what, headers, seconds] of FRESHNESS) {
  Deno.test(`cache: ${what} → ${seconds} s`, () => assert.equal(freshSeconds(headers), seconds));
}

Deno.test("cache: a document is fetched again when it is stale and not before", async () => {
  await using world = await startWorld({ "cache-control": "max-age=600" });
  await world.find();
  world.server.advance(599);
  await world.find();
  assert.equal(world.fetches(), 1);
  world.server.advance(2);
  await world.find();
  assert.equal(world.fetches(), 2);
});

Deno.test("cache: no-store is kept for a minute, for one sign-in asks several times", async () => {
  await using world = await startWorld({ "cache-control": "no-store" });
  await world.find();
  await world.find("token");
  assert.equal(world.fetches(), 1);
  world.server.advance(61);
  await world.find();
  assert.equal(world.fetches(), 2);
});

Deno.test("cache: a failure is not kept; after a short pause the document is looked at again", async () => {
  await using world = await startWorld();
  const good = world.host.answer;
  world.host.answer = () => new Response("gone", { status: 503 });
  await refusalOf(world.find());
  world.host.answer = good;
  await refusalOf(world.find());
  assert.equal(world.fetches(), 1, "the pause holds");
  world.server.advance(31);
  assert.ok(await world.find());
  assert.equal(world.fetches(), 2);
});

Deno.test("cache: an invalid document is not kept; it is seen to be valid after the pause", async () => {
  await using world = await startWorld();
  const good = world.host.answer;
  world.host.answer = () => document("https://other.example/x", {}, { "cache-control": "max-age=86400" });
  await refusalOf(world.find());
  world.host.answer = good;
  world.server.advance(31);
  assert.ok(await world.find());
});

Deno.test("cache: many who ask at once cause one fetch", async () => {
  await using world = await startWorld();
  const all = await Promise.all(Array.from({ length: 64 }, () => world.find()));
  assert.ok(all.every((client) => client?.name === "C"));
  assert.equal(world.fetches(), 1);
});

Deno.test("outage: at the token endpoint a stale document serves for a day, at authorize it does not", async () => {
  await using world = await startWorld({ "cache-control": "max-age=60" });
  await world.find();
  world.host.answer = () => new Response(null, { status: 502 });
  world.server.advance(3_600);
  await refusalOf(world.find("authorize"));
  assert.equal((await world.find("token"))?.name, "C");
  world.server.advance(DAY - 3_600);
  assert.equal((await world.find("token"))?.name, "C");
  world.server.advance(3_600);
  await refusalOf(world.find("token"));
});

Deno.test("outage: a host that is gone altogether is an outage, too", async () => {
  const world = await startWorld({ "cache-control": "max-age=60" });
  try {
    await world.find();
    await world.host[Symbol.asyncDispose]();
    world.server.advance(120);
    assert.equal((await world.find("token"))?.name, "C");
  } finally {
    await world.server[Symbol.asyncDispose]();
  }
});

for (
  const [what, answer] of [
    ["removed (404)", () => new Response(null, { status: 404 })],
    ["removed (410)", () => new Response(null, { status: 410 })],
    ["turned into HTML", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["made invalid", () => Response.json({ client_id: "https://evil.example/x" })],
    ["moved", () => new Response(null, { status: 301, headers: { location: "https://evil.example/" } })],
  ] as const
) {
  Deno.test(`no outage: a document that was ${what} serves no longer, not even at the token endpoint`, async () => {
    await using world = await startWorld({ "cache-control": "max-age=60" });
    await world.find();
    world.host.answer = answer;
    world.server.advance(61);
    await refusalOf(world.find("token"));
    await refusalOf(world.find("token"));
  });
}

Deno.test("a client that somebody signed in with is known to other replicas and after a restart, without a fetch", async () => {
  await using world = await startWorld({ "cache-control": "max-age=3600" });
  await world.find();
  world.server.clients.used(world.id);
  await world.server.clients.settle();
  await using restarted = await startClientServer({ store: world.server.store, network: world.host.network });
  assert.equal((await restarted.clients.find(world.id, "token"))?.name, "C");
  assert.equal(world.fetches(), 1);
});

Deno.test("what nobody signed in with is not stored: strangers cannot fill the store", async () => {
  await using world = await startWorld();
  await world.find();
  let stored = 0;
  for await (const _ of world.server.store.list(["cimd"])) stored++;
  assert.equal(stored, 0);
});

Deno.test("flood: random URLs of one host, asked from four networks, end after 20 fetches in a minute", async () => {
  await using world = await startWorld();
  for (let at = 0; at < 40; at++) {
    const id = `${world.host.origin}/random/${at}`;
    await world.server.clients.find(id, "authorize", `192.0.${at % 4}.1`).catch(() => {});
  }
  assert.equal(world.fetches(), 20);
  world.server.advance(61);
  await world.server.clients.find(`${world.host.origin}/random/x`, "authorize");
  assert.equal(world.fetches(), 21);
});

Deno.test("flood: 64 URLs of one host at once make at most two fetches at once, and the same words for the rest", async () => {
  await using world = await startWorld();
  let running = 0;
  let most = 0;
  const good = world.host.answer;
  world.host.answer = async (request) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 50));
    running--;
    return await good(request);
  };
  const all = await Promise.allSettled(
    Array.from(
      { length: 64 },
      (_, at) => world.server.clients.find(`${world.host.origin}/random/${at}`, "authorize"),
    ),
  );
  assert.ok(most <= 2, `${most} at once`);
  const refused = all.filter((one) => one.status === "rejected").map((one) => one.reason.message);
  assert.equal(refused.length, 62);
  assert.equal(new Set(refused).size, 1);
});

Deno.test("flood: strangers who use up the minute do not keep a known client from being fetched", async () => {
  await using world = await startWorld({ "cache-control": "max-age=60" });
  await using server = await startClientServer({
    network: world.host.network,
    governor: { perMinute: 3, sitePerMinute: 1_000 },
  });
  await server.clients.find(world.id, "authorize");
  server.clients.used(world.id);
  await server.clients.settle();
  server.advance(120);
  for (let at = 0; at < 10; at++) {
    await server.clients.find(`${world.host.origin}/random/${at}`, "authorize").catch(() => {});
  }
  assert.equal(world.fetches(), 1 + 3);
  assert.equal((await server.clients.find(world.id, "authorize"))?.name, "C");
});

/** A confidential client whose keys lie at `jwks_uri` of the same host. */
async function startKeyed() {
  const world = await startWorld();
  const keys = { kids: ["one"], headers: { "cache-control": "max-age=600" }, status: 200 };
  let keyFetches = 0;
  world.host.answer = (request) => {
    const path = new URL(request.url).pathname;
    if (path !== "/jwks.json") {
      return document(world.host.origin + path, {
        token_endpoint_auth_method: "private_key_jwt",
        jwks_uri: `${world.host.origin}/jwks.json`,
      });
    }
    keyFetches++;
    const body = { keys: keys.kids.map((kid) => ({ ...KEY, kid })) };
    return Response.json(body, { status: keys.status, headers: keys.headers });
  };
  const client = await world.find();
  assert.ok(client !== null);
  const kids = async (unknownKey = false) =>
    (await world.server.clients.keys(client, { unknownKey })).keys.map(({ kid }) => kid);
  return {
    world,
    keys,
    kids,
    client,
    keyFetches: () => keyFetches,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

Deno.test("keys: jwks_uri is fetched when it is needed, and kept as its headers say", async () => {
  await using keyed = await startKeyed();
  assert.equal(keyed.client.authMethod, "private_key_jwt");
  assert.equal(keyed.keyFetches(), 0);
  assert.deepEqual(await keyed.kids(), ["one"]);
  assert.deepEqual(await keyed.kids(), ["one"]);
  assert.equal(keyed.keyFetches(), 1);
  keyed.world.server.advance(601);
  assert.deepEqual(await keyed.kids(), ["one"]);
  assert.equal(keyed.keyFetches(), 2);
});

Deno.test("keys: an unknown key id has them fetched anew, at most once a minute", async () => {
  await using keyed = await startKeyed();
  await keyed.kids();
  keyed.keys.kids = ["one", "two"];
  assert.deepEqual(await keyed.kids(true), ["one"], "fetched just now");
  keyed.world.server.advance(61);
  assert.deepEqual(await keyed.kids(true), ["one", "two"]);
  for (let at = 0; at < 20; at++) await keyed.kids(true);
  assert.equal(keyed.keyFetches(), 2);
});

Deno.test("keys: an outage of their host is bridged, their removal is not", async () => {
  await using keyed = await startKeyed();
  await keyed.kids();
  keyed.keys.status = 503;
  keyed.world.server.advance(601);
  assert.deepEqual(await keyed.kids(), ["one"]);
  keyed.keys.status = 404;
  keyed.world.server.advance(61);
  assert.equal((await refusalOf(keyed.kids())).code, "invalid_client");
});

Deno.test("keys: private keys at jwks_uri are no keys", async () => {
  await using keyed = await startKeyed();
  keyed.world.host.answer = () => Response.json({ keys: [{ ...KEY, d: "AAAA" }] });
  assert.equal((await refusalOf(keyed.kids())).code, "invalid_client");
});

Deno.test("keys: the operator's lists hold for jwks_uri, too", async () => {
  const host = await startDocumentHost((request) => {
    const id = `${host.origin}${new URL(request.url).pathname}`;
    const jwks_uri = `https://keys.client.example:${host.port}/jwks.json`;
    return document(id, { token_endpoint_auth_method: "private_key_jwt", jwks_uri });
  });
  await using _host = host;
  const settings = { cimd_deny: ["keys.client.example"] };
  await using server = await startClientServer({ network: host.network, settings });
  const client = await server.clients.find(`${host.origin}/c`, "token");
  assert.ok(client !== null);
  assert.equal((await refusalOf(server.clients.keys(client))).code, "invalid_client");
  assert.deepEqual(host.asked, ["/c"]);
});

Deno.test("keys: for the operator's own client the lists do not hold, and cimd may be off", async () => {
  await using host = await startDocumentHost(() => Response.json({ keys: [KEY] }));
  const jwks_uri = `${host.origin}/jwks.json`;
  const apps = [{ id: "desk", name: "Desk", redirect_uris: ["https://desk.example/cb"], jwks_uri }];
  const settings = { apps, cimd: false, cimd_deny: ["client.example"] };
  await using server = await startClientServer({ network: host.network, settings });
  const client = await server.clients.find("desk", "token");
  assert.equal(client?.authMethod, "private_key_jwt");
  assert.equal((await server.clients.keys(client)).keys.length, 1);
});

Deno.test("keys: with cimd off nothing is fetched for a client that registers itself", async () => {
  await using host = await startDocumentHost(() => Response.json({ keys: [KEY] }));
  const registration = {
    redirect_uris: ["https://app.example/cb"],
    token_endpoint_auth_method: "private_key_jwt",
    jwks_uri: `${host.origin}/jwks.json`,
  };
  await using on = await startClientServer({ network: host.network });
  const { status, body } = await on.register(registration);
  assert.equal(status, 201);
  await using off = await startClientServer({
    network: host.network,
    store: on.store,
    settings: { cimd: false },
  });
  assert.equal((await off.register(registration)).status, 400);
  const client = await off.clients.find(String(body["client_id"]), "token");
  assert.ok(client !== null);
  assert.equal((await refusalOf(off.clients.keys(client))).code, "invalid_client");
  assert.deepEqual(host.asked, []);
});

Deno.test("keys: a client without keys has none", async () => {
  await using world = await startWorld();
  const client = await world.find();
  assert.ok(client !== null);
  assert.equal((await refusalOf(world.server.clients.keys(client))).code, "invalid_client");
});
