/** SPEC section 11: how often clients may register. */
import assert from "node:assert/strict";
import { sourceOf } from "../../../src/oauth/clients/source.ts";
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

/** [address, sender] */
const SOURCES: readonly (readonly [string, string])[] = [
  ["203.0.113.7", "203.0.113.7"],
  ["2a00:1:2:3:4:5:6:7", "2a00:1:2:3::/64"],
  ["2a00:1:2:3::", "2a00:1:2:3::/64"],
  ["2a00::7", "2a00:0:0:0::/64"],
  ["2A00:0001::", "2a00:1:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::ffff:203.0.113.7", "::ffff:203.0.113.7"],
  ["unknown", "unknown"],
];

for (const [address, source] of SOURCES) {
  Deno.test(`the sender behind ${address} is ${source}`, () => assert.equal(sourceOf(address), source));
}
