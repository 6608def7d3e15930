import assert from "node:assert/strict";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, putItems } from "../fixtures/tables.ts";
import { world } from "./world.ts";

const endpoint = await dynamodbLocal();
const at = "2026-01-01T00:00:00.000Z";

Deno.test("a schema is kept as given, and the first one is the default", async () => {
  const w = world(endpoint);
  const east = await w.schemas.add("t1", {
    schemaName: "East",
    region: "eu-west-1",
    roleArn: "arn:aws:iam::123456789012:role/r",
    externalId: "x-1",
    tableAllowlist: ["orders"],
    tablePrefix: "ord",
  });
  assert.deepEqual(east, {
    tenantId: "t1",
    schemaName: "East",
    region: "eu-west-1",
    accountId: "123456789012",
    roleArn: "arn:aws:iam::123456789012:role/r",
    externalId: "x-1",
    tableAllowlist: ["orders"],
    tablePrefix: "ord",
    status: "active",
    isDefault: true,
    createdAt: at,
    updatedAt: at,
  });
  const west = await w.schemas.add("t1", { schemaName: "west", region: "us-east-1" });
  assert.equal(west.isDefault, false);
  assert.deepEqual((await w.schemas.list("t1")).map((schema) => schema.schemaName), ["East", "west"]);
  assert.deepEqual(await w.schemas.get("t1", "eAST"), east);
  assert.equal((await w.schemas.setDefault("t1", "WEST")).isDefault, true);
  assert.equal((await w.schemas.get("t1", "east")).isDefault, false);
});

Deno.test("a name is taken without regard to case, in its tenant only, also by two at once", async () => {
  const w = world(endpoint);
  await w.schema("t1", "east");
  await assert.rejects(w.schema("t1", "EAST"), { code: "conflict" });
  await w.schema("t2", "east");
  const both = await Promise.allSettled([w.schema("t3", "one"), w.schema("t3", "ONE")]);
  assert.deepEqual(both.map((each) => each.status).sort(), ["fulfilled", "rejected"]);
  const racers = await Promise.all(["a", "b", "c", "d"].map((name) => w.schema("t4", name)));
  assert.equal(racers.length, 4);
  assert.equal((await w.schemas.list("t4")).filter((schema) => schema.isDefault).length, 1);
});

Deno.test("a role without an external id gets one", async () => {
  const w = world(endpoint);
  const roleArn = "arn:aws:iam::123456789012:role/r";
  const schema = await w.schemas.add("t1", { schemaName: "east", region: "eu-west-1", roleArn });
  assert.match(schema.externalId ?? "", /^dynamosql-[0-9a-f-]{36}$/);
});

const good = { schemaName: "east", region: "eu-west-1" };
const refused: readonly (readonly [string, RegExp])[] = [
  [JSON.stringify({ ...good, schemaName: "1st" }), /^schemaName must be letters/],
  [JSON.stringify({ ...good, schemaName: "a b" }), /^schemaName must be letters/],
  [JSON.stringify({ ...good, schemaName: "x".repeat(64) }), /^schemaName must be letters/],
  [JSON.stringify({ ...good, schemaName: "Information_Schema" }), /^schemaName is one of/],
  [JSON.stringify({ ...good, region: "nowhere" }), /^region must be/],
  [JSON.stringify({ ...good, region: "eu-west-1/" }), /^region must be/],
  [JSON.stringify({ ...good, endpoint: "ftp://host" }), /^endpoint must be/],
  [JSON.stringify({ ...good, endpoint: "http://user:pw@host" }), /^endpoint must be/],
  [JSON.stringify({ ...good, endpoint: "http://host/path" }), /^endpoint must be/],
  [JSON.stringify({ ...good, endpoint: "http://169.254.169.254" }), /^endpoint must be/],
  [JSON.stringify({ ...good, endpoint: "http://0xa9fea9fe" }), /^endpoint must be/],
  [JSON.stringify({ ...good, endpoint: "http://[::ffff:169.254.169.254]" }), /^endpoint must be/],
  [JSON.stringify({ ...good, roleArn: "arn:aws:iam::12:role/x" }), /^roleArn must be/],
  [JSON.stringify({ ...good, roleArn: "arn:aws:iam::123456789012:user/x" }), /^roleArn must be/],
  [JSON.stringify({ ...good, externalId: "x1" }), /^externalId goes with roleArn/],
  [JSON.stringify({ ...good, tableAllowlist: [] }), /^tableAllowlist must not be empty/],
  [
    JSON.stringify({ ...good, tableAllowlist: ["a b"] }),
    /^tableAllowlist\[0\] is no name of a DynamoDB table: 3 to 255 letters/,
  ],
  [JSON.stringify({ ...good, tableAllowlist: ["*", "orders"] }), /^tableAllowlist is either/],
  [JSON.stringify({ ...good, tablePrefix: "" }), /^tablePrefix must be/],
  [
    JSON.stringify({ ...good, unknown: 1 }),
    /^a schema: there is no "unknown": there are schemaName, region, /,
  ],
];
for (const [json, message] of refused) {
  Deno.test(`a schema such as ${json.slice(0, 90)} is refused with the reason`, async () => {
    await assert.rejects(world(endpoint).schemas.add("t1", JSON.parse(json)), {
      code: "invalid_parameter",
      message,
    });
  });
}

Deno.test("a change changes what it names, null and an empty allow-list take away", async () => {
  const w = world(endpoint);
  await w.schema("t1", "east", { tableAllowlist: ["orders"], tablePrefix: "x" });
  w.time.now += 1000;
  const roleArn = "arn:aws:iam::123456789012:role/r";
  const changed = await w.schemas.update("t1", "EAST", { tableAllowlist: [], tablePrefix: null, roleArn });
  assert.equal(changed.tableAllowlist, undefined);
  assert.equal(changed.tablePrefix, undefined);
  assert.equal(changed.accountId, "123456789012");
  assert.ok(changed.externalId);
  assert.equal(changed.endpoint, endpoint);
  assert.deepEqual([changed.createdAt, changed.updatedAt], [at, "2026-01-01T00:00:01.000Z"]);
  const back = await w.schemas.update("t1", "east", { roleArn: null, status: "disabled" });
  assert.deepEqual([back.roleArn, back.externalId, back.accountId, back.status], [
    undefined,
    undefined,
    undefined,
    "disabled",
  ]);
  await assert.rejects(w.schemas.update("t1", "east", { endpoint: null }), { code: "invalid_parameter" });
  await assert.rejects(w.schemas.update("t1", "none", {}), { code: "schema_not_found" });
});

Deno.test("a removed schema leaves nothing behind, and another becomes the default", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "orders", hash: "pk" });
  await w.schema("t1", "east");
  await w.catalog.list("t1", {});
  await w.catalog.describe("t1", { tableName: "orders" });
  await w.schema("t1", "west");
  await w.schemas.remove("t1", "East");
  assert.equal((await w.schemas.get("t1", "west")).isDefault, true);
  await w.schemas.remove("t1", "west");
  const left = [];
  for await (const { key } of w.store.list([])) left.push(key);
  assert.deepEqual(left, []);
  await assert.rejects(w.schemas.remove("t1", "east"), { code: "schema_not_found" });
});

Deno.test("a name that is none is simply not found", async () => {
  const w = world(endpoint);
  for (const name of ["", "a/b", "\ud800", "x".repeat(2000)]) {
    await assert.rejects(w.schemas.get("t1", name), { code: "schema_not_found" });
  }
});

Deno.test("validation reads as a query would and tells how many tables are there", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "orders", hash: "pk" });
  await putItems(w.database, "orders", [{ pk: "a" }]);
  await w.schema("t1", "east");
  assert.deepEqual(await w.schemas.validate("t1", "east"), {
    ok: true,
    message: "1 table is visible and readable.",
  });
  assert.deepEqual(w.asked(), ["ListTables", "DescribeTable", "Scan"]);
});

Deno.test("validation names what is missing", async () => {
  const w = world(endpoint);
  await w.schema("t1", "empty");
  assert.deepEqual(await w.schemas.validate("t1", "empty"), {
    ok: false,
    message: `There is no table in region ${w.region}. Check the region and the account.`,
  });
  await createTable(w.database, { name: "orders", hash: "pk" });
  await w.schema("t1", "prefixed", { tablePrefix: "prod-" });
  assert.deepEqual(await w.schemas.validate("t1", "prefixed"), {
    ok: false,
    message: "None of the tables begins with the prefix prod-.",
  });
  await w.schema("t1", "listed", { tableAllowlist: ["orders", "users"] });
  const { ok, message } = await w.schemas.validate("t1", "listed");
  assert.equal(ok, false);
  assert.match(message, /^DynamoDB has no table users/);
  await w.schemas.add("t1", { schemaName: "dead", region: "eu-west-1", endpoint: "http://127.0.0.1:1" });
  assert.match((await w.schemas.validate("t1", "dead")).message, /^DynamoDB cannot be reached/);
});

Deno.test("a schema's new way to its tables forgets what was known of the old ones", async () => {
  const [one, two] = [world(endpoint), world(endpoint)];
  await createTable(one.database, { name: "orders", hash: "pk" });
  await createTable(two.database, { name: "orders", hash: "id:N" });
  await one.schema("t1", "east");
  await one.catalog.describe("t1", { tableName: "orders" });
  await one.schemas.update("t1", "east", { region: two.region });
  one.time.now += 1_001;
  const { description, refreshed } = await one.catalog.describe("t1", {
    tableName: "orders",
    refresh: "skip",
  });
  assert.equal(refreshed, true);
  assert.deepEqual(description.key, { hash: { name: "id", type: "N" } });
});
