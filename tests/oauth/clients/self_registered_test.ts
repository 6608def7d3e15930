/**
 * How long a self-registered client lives, and what happens when there are too many
 * (docs/reference/limits.md#dcr).
 */
import assert from "node:assert/strict";
import { type ClientServer, GOOD_REGISTRATION, startClientServer } from "./fixture.ts";

const HOUR = 3_600;
const DAY = 86_400;

async function newClient(server: ClientServer, name?: string, from?: string): Promise<string> {
  const { status, body } = await server.register(
    { ...GOOD_REGISTRATION, client_name: name ?? "Some Client" },
    from,
  );
  assert.equal(status, 201);
  return String(body["client_id"]);
}

/** Asked of a fresh replica: nothing of it is in memory. */
async function isKnown(server: ClientServer, clientId: string): Promise<boolean> {
  return await server.clients.self.find(clientId) !== null;
}

async function use(server: ClientServer, clientId: string): Promise<void> {
  server.clients.used(clientId);
  await server.clients.settle();
}

// The memory store looks at the real clock for expiry; so these ask what was written.
async function lifeOf(server: ClientServer, clientId: string): Promise<{ usedAt?: number; marked: boolean }> {
  const entry = await server.store.get<{ usedAt?: number }>(["dcr", clientId]);
  assert.ok(entry !== null);
  const marked = await server.store.get(["dcr_unused", clientId]) !== null;
  return { marked, ...(entry.value.usedAt === undefined ? {} : { usedAt: entry.value.usedAt }) };
}

Deno.test("an unused registration expires after an hour, a used one 90 days after its last use", async () => {
  const expiries: number[] = [];
  await using server = await startClientServer();
  const commit = server.store.commit.bind(server.store);
  server.store.commit = (checks, mutations) => {
    for (const one of mutations) {
      if (one.type === "set" && one.key[0] === "dcr") {
        expiries.push((one.expiresAt ?? Infinity) - server.clock());
      }
    }
    return commit(checks, mutations);
  };
  const id = await newClient(server);
  await use(server, id);
  const [unused = 0, used = 0] = expiries.map((milliseconds) => Math.round(milliseconds / 1000));
  assert.equal(unused, HOUR);
  assert.equal(used, 90 * DAY);
  assert.equal((await lifeOf(server, id)).marked, false);
});

Deno.test("a use is written at most once a day", async () => {
  await using server = await startClientServer();
  const id = await newClient(server);
  await use(server, id);
  const { usedAt } = await lifeOf(server, id);
  for (const step of [60, 2 * HOUR, 20 * HOUR]) {
    server.advance(step);
    await use(server, id);
    assert.equal((await lifeOf(server, id)).usedAt, usedAt);
  }
  server.advance(3 * HOUR);
  await use(server, id);
  assert.ok(((await lifeOf(server, id)).usedAt ?? 0) > (usedAt ?? 0) + DAY * 1000);
});

Deno.test("a use of a client that is gone makes none, and rejects nothing", async () => {
  await using server = await startClientServer();
  await use(server, "dsr_0123456789012345678901");
  assert.equal(await isKnown(server, "dsr_0123456789012345678901"), false);
});

Deno.test("a flood from one address costs that address its own registrations, not another's", async () => {
  await using server = await startClientServer({ settings: { dcr_unused_max: 50 } });
  const honest = await newClient(server, "Honest", "203.0.113.1");
  for (let at = 0; at < 150; at++) {
    const { status } = await server.register(
      { ...GOOD_REGISTRATION, client_name: `Flood ${at}` },
      "198.51.100.9",
    );
    assert.equal(status, 201);
  }
  assert.ok(await isKnown(server, honest));
  assert.ok(await storedUnused(server) <= 50, `${await storedUnused(server)} are stored`);
  assert.ok(await isKnown(server, await newClient(server, "Later", "203.0.113.2")));
});

/** `at` counts through the addresses of one network. */
const ONE_NETWORK: readonly (readonly [string, (at: number) => string])[] = [
  ["a /24", (at) => `198.51.100.${at}`],
  ["a /64", (at) => `2001:db8:0:1::${(at + 1).toString(16)}`],
];

for (const [what, address] of ONE_NETWORK) {
  Deno.test(`a flood from all addresses of ${what} costs that network its own oldest, not another's`, async () => {
    await using server = await startClientServer({ settings: { dcr_unused_max: 50 } });
    const honest = [];
    for (let at = 0; at < 9; at++) honest.push(await newClient(server, "Honest", `203.0.${at}.1`));
    const flood = [];
    for (let at = 0; at < 120; at++) {
      flood.push(await newClient(server, `Flood ${at}`, address(at)));
      server.advance(1);
    }
    for (const id of honest) assert.ok(await isKnown(server, id));
    const kept = await Promise.all(flood.map((id) => isKnown(server, id)));
    assert.equal(kept.indexOf(true), kept.lastIndexOf(false) + 1, "the oldest made room");
    assert.ok(await isKnown(server, await newClient(server, "Later", "203.0.99.2")));
  });
}

Deno.test("a flood from many networks is refused rather than breaking into sign-ins under way; ten minutes later there is room", async () => {
  await using server = await startClientServer({ settings: { dcr_unused_max: 40 } });
  const first: string[] = [];
  for (let at = 0; at < 40; at++) first.push(await newClient(server, "Some Client", `203.0.${at}.1`));
  const refused = await server.register(GOOD_REGISTRATION, "198.51.100.1");
  assert.equal(refused.status, 429);
  const wait = Number(refused.headers.get("retry-after"));
  assert.ok(wait > 0 && wait <= 600, String(wait));
  for (const id of first) assert.ok(await isKnown(server, id));
  server.advance(601);
  assert.equal((await server.register(GOOD_REGISTRATION, "198.51.100.1")).status, 201);
  assert.ok(await storedUnused(server) <= 40);
});

Deno.test("used clients are never reaped to make room", async () => {
  await using server = await startClientServer({ settings: { dcr_unused_max: 20 } });
  const used = await newClient(server, "Used", "203.0.113.1");
  await use(server, used);
  for (let at = 0; at < 60; at++) await newClient(server, `Flood ${at}`, "203.0.113.1");
  assert.ok(await isKnown(server, used));
});

Deno.test("a use that comes while its client is reaped wins", async () => {
  await using server = await startClientServer({ settings: { dcr_unused_max: 20 } });
  const id = await newClient(server, "First", "203.0.113.1");
  const commit = server.store.commit.bind(server.store);
  let raced = false;
  server.store.commit = async (checks, mutations) => {
    if (!raced && mutations.some((one) => one.type === "delete" && one.key[1] === id)) {
      raced = true;
      await server.clients.self.used(id);
    }
    return await commit(checks, mutations);
  };
  for (let at = 0; at < 40; at++) await newClient(server, `Flood ${at}`, "203.0.113.1");
  assert.ok(raced, "the first was never to be reaped");
  assert.ok(await isKnown(server, id));
});

Deno.test("64 registrations at once all succeed with ids of their own", async () => {
  await using server = await startClientServer();
  const ids = await Promise.all(Array.from({ length: 64 }, () => newClient(server)));
  assert.equal(new Set(ids).size, 64);
});

async function storedUnused(server: ClientServer): Promise<number> {
  let count = 0;
  for await (const _ of server.store.list(["dcr_unused"])) count++;
  return count;
}
