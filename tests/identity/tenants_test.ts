import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { createTenants } from "../../src/identity/tenants.ts";
import { openStore } from "../../src/store/mod.ts";

const failsWith = (code: string) => (error: unknown) =>
  error instanceof DynamoSqlError && error.code === code;

async function setUp() {
  return createTenants({ store: await openStore("memory:"), clock: () => 7 });
}

Deno.test("a fresh install has the tenant default, and no other", async () => {
  const tenants = await setUp();
  assert.deepEqual(await tenants.list(), [{ id: "default", createdAt: 0 }]);
  assert.deepEqual([await tenants.exists("default"), await tenants.exists("other")], [true, false]);
});

Deno.test("tenants are added once and listed by id", async () => {
  const tenants = await setUp();
  assert.deepEqual(await tenants.add("zoo"), { id: "zoo", createdAt: 7 });
  await tenants.add("acme-1");
  assert.deepEqual((await tenants.list()).map(({ id }) => id), ["acme-1", "default", "zoo"]);
  assert.equal(await tenants.exists("zoo"), true);
  for (const id of ["zoo", "default"]) await assert.rejects(tenants.add(id), failsWith("conflict"));
});

Deno.test("a tenant's id is lower-case letters, digits and hyphens", async () => {
  const tenants = await setUp();
  for (const id of ["", "-a", "A", "a b", "a/b", "é", "x".repeat(64), "a\n"]) {
    await assert.rejects(tenants.add(id), failsWith("invalid_parameter"), id);
  }
});
