/** Clients as the whole product meets them: from registration and documents to the sign-in page, at a real listener. */
import assert from "node:assert/strict";
import { createApp } from "../../../src/app.ts";
import { settingsSchema } from "../../../src/config.ts";
import type { DocumentNetwork } from "../../../src/oauth/clients/fetch/guarded_fetch.ts";
import { openStore } from "../../../src/store/mod.ts";
import { createLogger } from "../../../src/telemetry/log.ts";
import { NAMES_RESOLVE, startDocumentHost } from "./document_host.ts";
import { GOOD_REGISTRATION, register } from "./fixture.ts";

async function startProduct(network: DocumentNetwork, settings: Record<string, unknown> = {}) {
  const store = await openStore("memory:");
  const ready = Promise.withResolvers<Awaited<ReturnType<typeof createApp>>>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request, info) => (await ready.promise).fetch(request, info),
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const app = await createApp({
    settings: settingsSchema.parse({ trust_proxy: ["127.0.0.1/32"], ...settings }),
    publicUrl: origin,
    store,
    log: createLogger({ level: "silent" }),
    documentNetwork: network,
  });
  ready.resolve(app);
  return {
    origin,
    /** Asks `/authorize` as the client would, without a session; `from` another address, as a trusted proxy says. */
    async authorize(clientId: string, redirectUri: string, from = "192.0.2.1") {
      const query = new URLSearchParams({
        response_type: "code",
        client_id: clientId,
        redirect_uri: redirectUri,
        code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        code_challenge_method: "S256",
        state: "xyz",
        resource: `${origin}/mcp`,
      });
      const headers = { "x-forwarded-for": from };
      const response = await fetch(`${origin}/authorize?${query}`, { redirect: "manual", headers });
      return {
        status: response.status,
        location: response.headers.get("location"),
        text: await response.text(),
      };
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await app.close();
      await store.close();
    },
  };
}

const NOWHERE: DocumentNetwork = { resolve: () => Promise.reject(new Error("no DNS in tests")), env: {} };

Deno.test("a client registers, asks to authorize on another loopback port, and is led to the sign-in", async () => {
  await using product = await startProduct(NOWHERE);
  const metadata: unknown = await (await fetch(`${product.origin}/.well-known/oauth-authorization-server`))
    .json();
  assert.ok(typeof metadata === "object" && metadata !== null && "registration_endpoint" in metadata);
  assert.equal(metadata.registration_endpoint, `${product.origin}/register`);
  const { status, body } = await register(`${product.origin}/register`, GOOD_REGISTRATION);
  assert.equal(status, 201);
  const answer = await product.authorize(String(body["client_id"]), "http://127.0.0.1:50123/callback");
  assert.equal(answer.status, 303);
  assert.match(answer.location ?? "", /^(?:http:\/\/127\.0\.0\.1:[0-9]+)?\/(?:login|consent)/);
});

Deno.test("a document's client is led to the sign-in; where its document fails there is a page and no redirect", async () => {
  await using host = await startDocumentHost((request) => {
    const id = host.origin + new URL(request.url).pathname;
    if (!id.endsWith("/good.json")) return new Response("<h1>ATTACK</h1>", { status: 200 });
    const logo_uri = "https://logos.example/tracker.png";
    return Response.json({
      client_id: id,
      client_name: "Good",
      redirect_uris: ["https://app.example/cb"],
      logo_uri,
    });
  });
  await using product = await startProduct(host.network);
  const good = await product.authorize(`${host.origin}/good.json`, "https://app.example/cb");
  assert.equal(good.status, 303);
  assert.ok(!good.location?.includes("app.example/cb?"));
  const pages = new Set<string>();
  for (
    const id of [`${host.origin}/bad.json`, "https://127.0.0.1/x", "https://localhost/x", `${host.origin}/`]
  ) {
    const bad = await product.authorize(id, "https://app.example/cb");
    assert.equal(bad.status, 400, id);
    assert.equal(bad.location, null);
    assert.doesNotMatch(bad.text, /ATTACK|127\.0\.0\.1\/x|app\.example|bad\.json/);
    pages.add(bad.text.replaceAll(/[0-9a-f-]{36}/g, ""));
  }
  assert.equal(pages.size, 1, "the pages differ by what went wrong");
});

Deno.test("a redirect that the document does not list gets a page and no redirect", async () => {
  await using host = await startDocumentHost((request) => {
    const id = host.origin + new URL(request.url).pathname;
    return Response.json({ client_id: id, client_name: "Good", redirect_uris: ["https://app.example/cb"] });
  });
  await using product = await startProduct(host.network);
  for (
    const uri of [
      "https://evil.example/cb",
      "https://app.example/cb/",
      "https://app.example/cb?x=1",
      "http://localhost/cb",
    ]
  ) {
    const { status, location } = await product.authorize(`${host.origin}/good.json`, uri);
    assert.deepEqual([status, location], [400, null], uri);
  }
});

for (const [dcr, cimd] of [[true, true], [true, false], [false, true], [false, false]] as const) {
  Deno.test(`metadata tells what is served: dcr ${dcr}, cimd ${cimd}`, async () => {
    await using product = await startProduct(NAMES_RESOLVE, { dcr, cimd });
    const metadata: unknown = await (await fetch(`${product.origin}/.well-known/oauth-authorization-server`))
      .json();
    assert.ok(typeof metadata === "object" && metadata !== null);
    assert.equal("registration_endpoint" in metadata, dcr);
    assert.equal(Reflect.get(metadata, "client_id_metadata_document_supported") === true, cimd);
    const methods: unknown = Reflect.get(metadata, "token_endpoint_auth_methods_supported");
    assert.ok(Array.isArray(methods) && methods.includes("none"));
  });
}

Deno.test("authorize flood with random URLs from 300 networks: seven fetches at once at most, a page for each, and others go on as before", async () => {
  let running = 0;
  let most = 0;
  let asked = 0;
  const slow = async (host: string) => {
    // Beside the strangers' hosts, two well-known ones are asked whether anything can be reached.
    if (!host.endsWith(".example")) throw new Error("no such name");
    asked++;
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 300));
    running--;
    throw new Error("no such name");
  };
  await using product = await startProduct({ resolve: slow, env: {} });
  const { body } = await register(`${product.origin}/register`, GOOD_REGISTRATION);
  const flood = Promise.all(
    Array.from(
      { length: 300 },
      (_, at) =>
        product.authorize(
          `https://site${at}.example/client.json`,
          "https://app.example/cb",
          `10.${at >> 8}.${at & 255}.1`,
        ),
    ),
  );
  const honest = await product.authorize(String(body["client_id"]), "http://127.0.0.1:50123/callback");
  assert.equal(honest.status, 303);
  const answers = await flood;
  assert.ok(answers.every(({ status, location }) => status === 400 && location === null));
  assert.ok(most <= 7 && most > 1, `${most} at once`);
  assert.ok(asked <= 120, `${asked} fetches`);
});

/** Of networks that each have 256 (or 2^64) addresses: `at` counts through them. */
const ONE_NETWORK: readonly (readonly [string, (at: number) => string])[] = [
  ["a /24", (at) => `203.0.113.${at % 256}`],
  ["a /64", (at) => `2001:db8:0:1::${(at + 1).toString(16)}`],
];

for (const [what, address] of ONE_NETWORK) {
  Deno.test(`${what} that asks for documents without end uses up its own share, of a site and in all, and nobody else's`, async () => {
    await using host = await startDocumentHost((request) => {
      const id = host.origin + new URL(request.url).pathname;
      return Response.json({ client_id: id, client_name: "Good", redirect_uris: ["https://app.example/cb"] });
    });
    const asked: string[] = [];
    const { resolve = () => Promise.reject(new Error("no such name")) } = host.network;
    const network: DocumentNetwork = {
      ...host.network,
      resolve: (name, ...rest) => {
        if (!name.startsWith("site")) return resolve(name, ...rest);
        asked.push(name);
        return Promise.reject(new Error("no such name"));
      },
    };
    await using product = await startProduct(network);
    const authorize = (id: string, from: string) => product.authorize(id, "https://app.example/cb", from);
    // From one site.
    for (let at = 0; at < 30; at++) await authorize(`${host.origin}/random/${at}`, address(at));
    assert.equal(host.asked.length, 10);
    // From sites without end.
    for (let at = 0; at < 60; at++) await authorize(`https://site${at}.example/c.json`, address(at));
    assert.equal(asked.length, 20, "30 a minute, the ten from before among them");
    assert.equal((await authorize(`${host.origin}/mine.json`, address(7))).status, 400);
    // The next network is served: from that site, and at all.
    assert.equal((await authorize(`${host.origin}/mine.json`, "198.51.100.1")).status, 303);
  });
}
