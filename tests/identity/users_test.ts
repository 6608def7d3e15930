import assert from "node:assert/strict";
import { createTenants } from "../../src/identity/tenants.ts";
import { createUsers } from "../../src/identity/users.ts";
import { createRevision, openStore } from "../../src/store/mod.ts";
import { systemRuntime } from "../../src/telemetry/runtime.ts";

async function world() {
  const store = await openStore("memory:");
  const replica = () => {
    const revision = createRevision(store);
    return { revision, users: createUsers({ ...systemRuntime, store, revision }) };
  };
  await createTenants({ store, clock: Date.now }).add("acme");
  return { store, ...replica(), replica };
}

const ADA = { tenantId: "default", email: "Ada@Example.com", role: "admin" } as const;

Deno.test("an address has one user in the whole installation, however it is spelt", async () => {
  const { users } = await world();
  await users.add(ADA);
  for (
    const [tenantId, email] of [
      ["default", "ada@example.com"],
      ["acme", " ADA@EXAMPLE.COM "],
      ["acme", "Ａda@example.com"], // full width, which NFKC folds
    ] as const
  ) {
    await assert.rejects(users.add({ tenantId, email, role: "member" }), { code: "conflict" });
  }
});

Deno.test("of many who add one address at once, one is added", async () => {
  const { users } = await world();
  const tries = await Promise.allSettled(
    Array.from(
      { length: 16 },
      (_, n) => users.add({ ...ADA, email: n % 2 === 0 ? ADA.email : "ada@example.com" }),
    ),
  );
  assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal((await users.list("default")).length, 1);
});

Deno.test("what is no address, or no tenant, is refused", async () => {
  const { users } = await world();
  for (
    const email of [
      "",
      "ada",
      "@example.com",
      "ada@",
      "a b@example.com",
      "a@b@c",
      "a@\u202eb",
      "<a@b>",
      `${"x".repeat(251)}@b.c`,
    ]
  ) {
    await assert.rejects(users.add({ ...ADA, email }), { code: "invalid_parameter" }, email);
  }
  await assert.rejects(users.add({ ...ADA, tenantId: "nowhere" }), { code: "not_found" });
  assert.equal(await users.any(), false);
});

Deno.test("a user is seen without secrets, and by their tenant only", async () => {
  const { users } = await world();
  const user = await users.add({ ...ADA, passwordHash: "$scrypt$x" });
  assert.match(user.userId, /^usr_[0-9A-Za-z]{22}$/);
  assert.deepEqual(Object.keys(user).sort(), [
    ...["createdAt", "disabled", "email", "hasTotp", "passkeys", "role", "tenantId", "userId"],
  ]);
  assert.deepEqual(await users.list("acme"), []);
  await assert.rejects(users.inTenant("acme", ADA.email), { code: "not_found" });
  await assert.rejects(users.setDisabled("acme", user.userId, true), { code: "not_found" });
  for (const id of ["", "usr_", "usr_../../x", "dsc_0123456789012345678901"]) {
    assert.equal(await users.find(id), null);
  }
});

Deno.test("a change is heard by the other replicas", async () => {
  const { users, replica } = await world();
  await users.add({ ...ADA, email: "root@example.com" });
  const { userId } = await users.add(ADA);
  const other = replica();
  await other.revision.poll();
  assert.equal((await other.users.find(userId))?.disabled, false);
  await users.setDisabled("default", userId, true);
  assert.equal((await users.find(userId))?.disabled, true, "here at once");
  await other.revision.poll();
  assert.equal((await other.users.find(userId))?.disabled, true);
});

Deno.test("a tenant keeps one admin who can sign in", async () => {
  const { users } = await world();
  const ada = await users.add(ADA);
  const grace = await users.add({ ...ADA, email: "grace@example.com" });
  await users.setDisabled("default", grace.userId, true);
  await assert.rejects(users.setDisabled("default", ada.userId, true), { code: "conflict" });
  await users.setDisabled("default", grace.userId, false);
  await users.setDisabled("default", ada.userId, true);
});

Deno.test("two admins who disable each other at once do not leave the tenant without one", async () => {
  for (let round = 0; round < 20; round++) {
    const { users } = await world();
    const ada = await users.add(ADA);
    const grace = await users.add({ ...ADA, email: "grace@example.com" });
    const tries = await Promise.allSettled(
      [ada, grace].map((one) => users.setDisabled("default", one.userId, true)),
    );
    assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
  }
});

Deno.test("a read that began before a change does not bring the old state back after it", async () => {
  const { users, store } = await world();
  await users.add({ ...ADA, email: "root@example.com" });
  const { userId } = await users.add(ADA);
  const get = store.get.bind(store);
  const gate = Promise.withResolvers<void>();
  store.get = async <T>(key: readonly string[]) => {
    const entry = await get<T>(key);
    await gate.promise;
    return entry;
  };
  const reading = users.find(userId);
  store.get = get;
  await users.setDisabled("default", userId, true);
  gate.resolve();
  assert.equal((await reading)?.disabled, false, "what it read");
  assert.equal((await users.find(userId))?.disabled, true, "but it was not kept");
});
