/** What happens to clients when the store fails, settings change, or the process may do less than it wants. */
import assert from "node:assert/strict";
import { DynamoSqlError } from "../../../src/errors.ts";
import { guardedFetch } from "../../../src/oauth/clients/fetch/guarded_fetch.ts";
import { startDocumentHost } from "./document_host.ts";
import { GOOD_REGISTRATION, refusalOf, startClientServer } from "./fixture.ts";

const broken = () => Promise.reject(new DynamoSqlError("unavailable", "The store is locked."));

Deno.test("a store that fails makes a registration 503 with a retry in sight, and gives no client away", async () => {
  await using server = await startClientServer();
  const commit = server.store.commit;
  server.store.commit = broken;
  const { status, headers, body } = await server.register(GOOD_REGISTRATION);
  assert.equal(status, 503);
  assert.equal(headers.get("retry-after"), "1");
  assert.equal(body["error"], "temporarily_unavailable");
  assert.ok(!("client_id" in body) && !("client_secret" in body));
  const [line = "", ...more] = server.logged;
  assert.deepEqual(more, []);
  assert.match(line, /"level":"warn".*A registration failed\..*The store is locked\./);
  assert.doesNotMatch(line, /\.ts|stack/);
  server.store.commit = commit;
  assert.equal((await server.register(GOOD_REGISTRATION)).status, 201);
});

Deno.test("a store that breaks in an unknown way says nothing of how", async () => {
  await using server = await startClientServer();
  server.store.commit = () => Promise.reject(new Error("SQLITE_CORRUPT at /var/lib/secret.kv"));
  const { status, body } = await server.register(GOOD_REGISTRATION);
  assert.equal(status, 500);
  assert.equal(body["error"], "server_error");
  assert.doesNotMatch(JSON.stringify(body), /SQLITE|secret/);
});

Deno.test("a use that cannot be noted rejects nothing, and the next use tries again", async () => {
  await using server = await startClientServer();
  const { body } = await server.register(GOOD_REGISTRATION);
  const id = String(body["client_id"]);
  const commit = server.store.commit;
  server.store.commit = broken;
  server.clients.used(id);
  await server.clients.settle();
  assert.ok(server.logged.some((line) => line.includes("could not be noted")));
  server.store.commit = commit;
  server.clients.used(id);
  await server.clients.settle();
  assert.equal(await server.store.get(["dcr_unused", id]), null);
});

Deno.test("while there is no room, registrations are refused without another look at the store", async () => {
  await using server = await startClientServer({ settings: { dcr_unused_max: 12 } });
  for (let at = 0; at < 12; at++) await server.register(GOOD_REGISTRATION, `203.0.${at}.1`);
  assert.equal((await server.register(GOOD_REGISTRATION, "198.51.100.1")).status, 429);
  let listings = 0;
  const list = server.store.list.bind(server.store);
  server.store.list = (prefix, options) => {
    listings++;
    return list(prefix, options);
  };
  for (let at = 2; at < 30; at++) {
    assert.equal((await server.register(GOOD_REGISTRATION, `198.51.${at}.1`)).status, 429);
  }
  assert.equal(listings, 0);
});

Deno.test("a document in the store is judged by the settings of now", async () => {
  await using host = await startDocumentHost((request) =>
    Response.json({
      client_id: host.origin + new URL(request.url).pathname,
      client_name: "C",
      redirect_uris: ["cursor://anysphere.cursor-mcp/oauth/callback"],
    }, { headers: { "cache-control": "max-age=3600" } })
  );
  const id = `${host.origin}/client.json`;
  await using one = await startClientServer({ network: host.network });
  assert.ok(await one.clients.find(id, "authorize"));
  one.clients.used(id);
  await one.clients.settle();
  await using stricter = await startClientServer({
    store: one.store,
    network: host.network,
    settings: { private_redirects: [] },
  });
  assert.equal((await refusalOf(stricter.clients.find(id, "token"))).code, "invalid_client_metadata");
});

Deno.test("a process that may not give the Worker its permissions, or has a wrong proxy, fetches nothing and says so in the log", async () => {
  const network = {
    resolve: () => Promise.resolve(["1.1.1.1"]),
    env: {},
    grant: () => ["not a:host:at all"],
  };
  const url = "https://client.example/x";
  assert.deepEqual(await guardedFetch({ url, maxBody: 10 }, network), {
    ok: false,
    reason: "worker",
    transient: true,
  });
  const env = { HTTPS_PROXY: "socks5://proxy.example" };
  assert.deepEqual(await guardedFetch({ url, maxBody: 10 }, { ...network, env }), {
    ok: false,
    reason: "proxy",
    transient: true,
  });
});
