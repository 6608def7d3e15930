import assert from "node:assert/strict";
import { cookiesOf } from "../../src/identity/cookies.ts";
import { createInstallationKeys } from "../../src/identity/installation_keys.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { createSessions } from "../../src/identity/sessions.ts";
import { createUsers } from "../../src/identity/users.ts";
import { createRevision, openStore } from "../../src/store/mod.ts";
import { systemRuntime } from "../../src/telemetry/runtime.ts";

async function world() {
  let now = 1_800_000_000_000;
  const clock = () => now;
  const store = await openStore("memory:", { clock });
  const users = createUsers({ ...systemRuntime, store, revision: createRevision(store), clock });
  const keys = createInstallationKeys({ store, clock, random: systemRandom });
  const cookies = cookiesOf("http://localhost:8080");
  const sessions = createSessions({ ...systemRuntime, store, users, keys, cookies, clock });
  const user = await users.add({ tenantId: "default", email: "ada@example.com", role: "admin" });
  const with_ = (setCookie?: string) =>
    new Request("http://localhost:8080/", {
      headers: setCookie === undefined ? {} : { cookie: setCookie.split(";")[0] ?? "" },
    });
  return { store, users, sessions, user, with: with_, pass: (ms: number) => void (now += ms) };
}

Deno.test("the store holds no cookie's value, only its hash", async () => {
  const { store, sessions, user, with: request } = await world();
  const cookie = await sessions.start(request(), user.userId);
  const value = /dsql_session=(\w{43})/.exec(cookie)?.[1] ?? "?";
  for await (const entry of store.list([])) assert.ok(!JSON.stringify(entry).includes(value));
  assert.equal((await sessions.current(request(cookie)))?.user.userId, user.userId);
});

for (const gone of ["disabled", "removed"] as const) {
  Deno.test(`somebody ${gone} between the proof and the session gets a void one, now and later`, async () => {
    const { users, sessions, user, with: request } = await world();
    // The last admin cannot be disabled.
    await users.add({ tenantId: "default", email: "eve@example.com", role: "admin" });
    if (gone === "disabled") await users.setDisabled("default", user.userId, true);
    const userId = gone === "removed" ? "usr_nobody" : user.userId;
    const cookie = await sessions.start(request(), userId);
    assert.equal(await sessions.current(request(cookie)), null);
    if (gone === "disabled") await users.setDisabled("default", user.userId, false);
    assert.equal(await sessions.current(request(cookie)), null);
  });
}

Deno.test("a session that is ended while its idle time is written stays ended", async () => {
  const { store, sessions, user, with: request, pass } = await world();
  const cookie = await sessions.start(request(), user.userId);
  pass(61_000);
  const commit = store.commit;
  store.commit = async (checks, mutations) => {
    store.commit = commit;
    await sessions.end(request(cookie));
    return await commit.call(store, checks, mutations);
  };
  await sessions.current(request(cookie));
  assert.equal(await sessions.current(request(cookie)), null);
});

Deno.test("the idle time is written once a minute at most", async () => {
  const { store, sessions, user, with: request, pass } = await world();
  const cookie = await sessions.start(request(), user.userId);
  let writes = 0;
  const commit = store.commit.bind(store);
  store.commit = (checks, mutations) => {
    writes++;
    return commit(checks, mutations);
  };
  for (let n = 0; n < 120; n++) {
    pass(1000);
    assert.notEqual(await sessions.current(request(cookie)), null);
  }
  assert.equal(writes, 2);
});

Deno.test("a form's token is good for its page, its session and nothing else", async () => {
  const { sessions, user, with: request } = await world();
  const one = await sessions.current(request(await sessions.start(request(), user.userId)));
  const two = await sessions.current(request(await sessions.start(request(), user.userId)));
  assert.ok(one !== null && two !== null);
  const token = await sessions.csrfToken(one, "consent:1");
  assert.equal(await sessions.csrfValid(one, "consent:1", token), true);
  assert.equal(await sessions.csrfValid(one, "consent:2", token), false);
  assert.equal(await sessions.csrfValid(two, "consent:1", token), false);
  for (
    const bad of [
      undefined,
      "",
      token.slice(1),
      `${token}A`,
      token.replace(".", ""),
      "k_nothere.".padEnd(53, "A"),
    ]
  ) {
    assert.equal(await sessions.csrfValid(one, "consent:1", bad), false);
  }
});

Deno.test("ending all of a user's sessions needs nothing but one write to hold", async () => {
  const { store, sessions, user, with: request } = await world();
  const cookies = [
    await sessions.start(request(), user.userId),
    await sessions.start(request(), user.userId),
  ];
  const commit = store.commit.bind(store);
  let commits = 0;
  store.commit = (checks, mutations) => {
    // The process dies after the first write.
    if (commits++ > 0) throw new Error("killed");
    return commit(checks, mutations);
  };
  await assert.rejects(sessions.endAll(user.userId), /killed/);
  store.commit = commit;
  for (const cookie of cookies) assert.equal(await sessions.current(request(cookie)), null);
  assert.deepEqual(await sessions.list(user.userId), []);
});

Deno.test("junk in the cookie is no session", async () => {
  const { sessions } = await world();
  for (const value of ["", "x", "A".repeat(42), "A".repeat(44), "A".repeat(43), "../../../../etc", "%00"]) {
    const request = new Request("http://localhost:8080/", { headers: { cookie: `dsql_session=${value}` } });
    assert.equal(await sessions.current(request), null);
  }
});

Deno.test("every replica on the store knows the session, and that it has ended", async () => {
  const one = await world();
  const { store } = one;
  const users = createUsers({ ...systemRuntime, store, revision: createRevision(store) });
  const keys = createInstallationKeys({ store, clock: Date.now, random: systemRandom });
  const cookies = cookiesOf("http://localhost:8080");
  const clock = () => 1_800_000_000_000;
  const two = createSessions({ ...systemRuntime, store, users, keys, cookies, clock });
  const cookie = await one.sessions.start(one.with(), one.user.userId);
  const session = await two.current(one.with(cookie));
  assert.ok(session !== null);
  const token = await one.sessions.csrfToken(session, "account");
  assert.equal(await two.csrfValid(session, "account", token), true);
  await one.sessions.endAll(one.user.userId);
  assert.equal(await two.current(one.with(cookie)), null);
});

Deno.test("a user has fifty sessions at most; the longest idle makes room", async () => {
  const { store, sessions, user, with: request, pass } = await world();
  const cookies = [];
  for (let n = 0; n < 53; n++) {
    cookies.push(await sessions.start(request(), user.userId));
    pass(1000);
  }
  const alive = [];
  for (const cookie of cookies) alive.push(await sessions.current(request(cookie)) !== null);
  assert.deepEqual(alive, [...Array(3).fill(false), ...Array(50).fill(true)]);
  assert.equal((await Array.fromAsync(store.list(["session"]))).length, 50);
});
