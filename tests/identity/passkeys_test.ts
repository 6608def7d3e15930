import assert from "node:assert/strict";
import { createInstallationKeys } from "../../src/identity/installation_keys.ts";
import { createPasskeys } from "../../src/identity/passkeys.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { createUsers } from "../../src/identity/users.ts";
import { createRevision, openStore } from "../../src/store/mod.ts";
import { type Device, newDevice } from "./passkey_device.ts";
import { systemRuntime } from "../../src/telemetry/runtime.ts";

const ORIGIN = "http://localhost:8080";

async function world() {
  let offset = 0;
  const clock = () => Date.now() + offset;
  const store = await openStore("memory:", { clock });
  const users = createUsers({ ...systemRuntime, store, revision: createRevision(store), clock });
  const keys = createInstallationKeys({ store, clock, random: systemRandom });
  const passkeys = createPasskeys({ ...systemRuntime, store, users, keys, publicUrl: ORIGIN, clock });
  const { userId } = await users.add({ tenantId: "default", email: "ada@example.com", role: "admin" });
  const device = await newDevice(userId);
  const { challenge } = await passkeys.creationOptions(userId, "browser");
  await passkeys.add(userId, "browser", await device.create({ challenge, origin: ORIGIN }), "phone");
  return {
    store,
    users,
    passkeys,
    userId,
    device,
    pass: (ms: number) => void (offset += ms),
    /** A whole sign-in, with something changed. */
    async signIn(change: Parameters<Device["get"]>[0] = {}, browser = "browser") {
      const { challenge } = await passkeys.requestOptions("browser");
      const answer = await device.get({ challenge, origin: ORIGIN, ...change });
      return (await passkeys.verify(browser, answer))?.userId ?? null;
    },
  };
}

Deno.test("a passkey signs its owner in, and its use is noted", async () => {
  const { signIn, userId, passkeys } = await world();
  assert.equal(await signIn(), userId);
  const [passkey] = await passkeys.list(userId);
  assert.equal(passkey?.name, "phone");
  assert.equal(passkey?.counter, 1);
  assert.ok(passkey?.lastUsedAt !== undefined);
});

Deno.test("an answer proves nothing if anything about it is wrong", async (t) => {
  const { signIn, userId } = await world();
  const cases: Record<string, Parameters<typeof signIn>[0]> = {
    "another origin": { origin: "https://evil.example" },
    "another port": { origin: "http://localhost:8081" },
    "another site's id": { rpId: "evil.example" },
    "nobody was verified": { userVerified: false },
    "nobody was present": { userPresent: false },
    "another challenge": { challenge: "A".repeat(43) },
    "an answer of a registration": { type: "webauthn.create" },
    "a broken signature": { breakSignature: true },
    "another credential": { id: "AAAA" },
    "no owner": { userHandle: "" },
    "another owner": { userHandle: btoa(`usr_${"0".repeat(22)}`) },
  };
  for (const [name, change] of Object.entries(cases)) {
    await t.step(name, async () => assert.equal(await signIn(change), null));
  }
  assert.equal(await signIn(), userId);
});

Deno.test("a challenge is good for one browser, once, for five minutes, and for what it was made for", async () => {
  const { passkeys, userId, device, pass, signIn } = await world();
  assert.equal(await signIn({}, "another browser"), null);

  const first = await passkeys.requestOptions("browser");
  const answer = await device.get({ challenge: first.challenge, origin: ORIGIN });
  const results = await Promise.all(Array.from({ length: 8 }, () => passkeys.verify("browser", answer)));
  assert.equal(results.filter((one) => one?.userId === userId).length, 1, "of many at once one wins");
  assert.equal(await passkeys.verify("browser", answer), null);

  const late = await passkeys.requestOptions("browser");
  pass(5 * 60_000 + 1);
  assert.equal(
    await passkeys.verify("browser", await device.get({ challenge: late.challenge, origin: ORIGIN })),
    null,
  );

  const other = await passkeys.creationOptions(userId, "browser");
  assert.equal(
    await passkeys.verify("browser", await device.get({ challenge: other.challenge, origin: ORIGIN })),
    null,
  );
});

Deno.test("a copy of a passkey is found out by its counter", async () => {
  const { signIn, device, userId } = await world();
  assert.equal(await signIn(), userId);
  assert.equal(await signIn(), userId);
  device.counter = 0;
  assert.equal(await signIn(), null, "it counts 1 again");
});

Deno.test("a disabled user's passkey and a removed one open nothing", async () => {
  const { signIn, users, userId, passkeys } = await world();
  await users.add({ tenantId: "default", email: "root@example.com", role: "admin" });
  await users.setDisabled("default", userId, true);
  assert.equal(await signIn(), null);
  await users.setDisabled("default", userId, false);
  assert.equal(await signIn(), userId);
  const [passkey] = await passkeys.list(userId);
  await passkeys.remove(userId, passkey?.id ?? "");
  assert.equal(await signIn(), null);
});

Deno.test("a passkey is added only by who proves to hold it, with the person verified, and once", async () => {
  const { passkeys, userId, device } = await world();
  const attempt = async (change: Parameters<Device["create"]>[0], browser = "browser") => {
    const { challenge } = await passkeys.creationOptions(userId, "browser");
    await passkeys.add(userId, browser, await device.create({ challenge, origin: ORIGIN, ...change }), "x");
  };
  for (
    const change of [
      { origin: "https://evil.example" },
      { rpId: "evil.example" },
      { userVerified: false },
      { challenge: "A".repeat(43) },
      { type: "webauthn.get" },
    ]
  ) {
    await assert.rejects(attempt(change), { code: "invalid_request" }, JSON.stringify(change));
  }
  await assert.rejects(attempt({}, "another browser"), { code: "invalid_request" });
  await assert.rejects(attempt({}), { code: "invalid_request" }, "it is there already");
  for (const junk of [null, {}, "x", { id: 1 }, { id: "a", rawId: "a", type: "public-key", response: {} }]) {
    await assert.rejects(passkeys.add(userId, "browser", junk, "x"), { code: "invalid_request" });
    assert.equal(await passkeys.verify("browser", junk), null);
  }
  assert.equal((await passkeys.list(userId)).length, 1);
});

Deno.test("an account has ten passkeys at most", async () => {
  const { passkeys, userId } = await world();
  const add = async () => {
    const device = await newDevice(userId);
    const { challenge } = await passkeys.creationOptions(userId, "browser");
    await passkeys.add(userId, "browser", await device.create({ challenge, origin: ORIGIN }), "x");
  };
  for (let n = 1; n < 10; n++) await add();
  await assert.rejects(add(), { code: "conflict" });
});

Deno.test("on https the site's id is the host of the public URL", async () => {
  const store = await openStore("memory:");
  const users = createUsers({ ...systemRuntime, store, revision: createRevision(store) });
  const origin = "https://sql.example.com";
  const keys = createInstallationKeys({ store, clock: Date.now, random: systemRandom });
  const passkeys = createPasskeys({ ...systemRuntime, store, users, keys, publicUrl: origin });
  const { userId } = await users.add({ tenantId: "default", email: "ada@example.com", role: "admin" });
  const device = await newDevice(userId);
  const options = await passkeys.creationOptions(userId, "b");
  assert.equal(options.rp.id, "sql.example.com");
  const rpId = "sql.example.com";
  await passkeys.add(userId, "b", await device.create({ challenge: options.challenge, origin, rpId }), "x");
  const { challenge } = await passkeys.requestOptions("b");
  assert.equal((await passkeys.verify("b", await device.get({ challenge, origin, rpId })))?.userId, userId);
  const again = await passkeys.requestOptions("b");
  const plain = await device.get({ challenge: again.challenge, origin: "http://sql.example.com", rpId });
  assert.equal(await passkeys.verify("b", plain), null);
});

Deno.test("asking for challenges, and answering them wrongly, stores nothing", async () => {
  const { store, passkeys, signIn } = await world();
  const count = async () => (await Array.fromAsync(store.list([]))).length;
  const before = await count();
  for (let n = 0; n < 50; n++) {
    await passkeys.requestOptions(`visitor ${n}`);
    assert.equal(await signIn({ breakSignature: true }), null);
  }
  assert.equal(await count(), before);
});

Deno.test("a challenge that was changed, or spelt another way, is not ours or is spent already", async () => {
  const { passkeys, device, userId } = await world();
  const { challenge } = await passkeys.requestOptions("browser");
  const verify = async (challenge: string) =>
    (await passkeys.verify("browser", await device.get({ challenge, origin: ORIGIN })))?.userId ?? null;
  for (const changed of [`A${challenge.slice(1)}`, `${challenge}AA`, challenge.slice(0, -2), ""]) {
    if (changed !== challenge) assert.equal(await verify(changed), null);
  }
  assert.equal(await verify(challenge), userId);
  assert.equal(await verify(`${challenge}=`), null);
  assert.equal(await verify(challenge), null);
});
