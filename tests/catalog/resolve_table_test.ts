import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, putItems } from "../fixtures/tables.ts";
import { world } from "./world.ts";

const endpoint = await dynamodbLocal();

Deno.test("only tables of the allow-list and with the prefix are listed, described or suggested", async () => {
  const w = world(endpoint);
  for (const name of ["prod-orders", "prod-users", "prod-secret", "test-orders"]) {
    await createTable(w.database, { name, hash: "pk" });
  }
  await w.schema("t1", "east", {
    tablePrefix: "prod-",
    tableAllowlist: ["prod-orders", "prod-users", "prod-missing", "test-orders"],
  });
  const listing = await w.catalog.list("t1", {});
  assert.deepEqual(listing.tables.map((table) => [table.name, table.physicalName, table.qualifiedName]), [
    ["orders", "prod-orders", "east.orders"],
    ["users", "prod-users", "east.users"],
  ]);
  assert.ok(!w.asked().includes("ListTables"), "an allow-list needs no leave to list tables");
  assert.equal(
    (await w.catalog.describe("t1", { tableName: "users" })).description.physicalName,
    "prod-users",
  );
  for (const tableName of ["secret", "prod-secret", "test-orders", "prod-orders"]) {
    const error: unknown = await w.catalog.describe("t1", { tableName }).catch((error: unknown) => error);
    assert.ok(error instanceof DynamoSqlError);
    assert.equal(error.code, "table_not_found");
    assert.doesNotMatch(error.message.replace(tableName, ""), /secret|test-/);
  }
});

Deno.test("a change of prefix or allow-list takes effect at once", async () => {
  const w = world(endpoint);
  for (const name of ["a-one", "b-two"]) await createTable(w.database, { name, hash: "pk" });
  await w.schema("t1", "east", { tablePrefix: "a-" });
  assert.deepEqual((await w.catalog.list("t1", {})).tables.map((table) => table.name), ["one"]);
  await w.schemas.update("t1", "east", { tablePrefix: "b-" });
  w.time.now += 1_001;
  assert.deepEqual((await w.catalog.list("t1", {})).tables.map((table) => table.name), ["two"]);
  await assert.rejects(w.catalog.describe("t1", { tableName: "one" }), { code: "table_not_found" });
});

Deno.test("at most 200 tables are listed, in name order, and the rest is said to be there", async () => {
  const w = world(endpoint);
  const names = Array.from({ length: 205 }, (_, n) => `table_${String(n).padStart(3, "0")}`);
  for (let from = 0; from < names.length; from += 25) {
    await Promise.all(
      names.slice(from, from + 25).map((name) => createTable(w.database, { name, hash: "pk" })),
    );
  }
  await w.schema("t1", "east");
  const listing = await w.catalog.list("t1", {});
  assert.deepEqual(listing.tables.map((table) => table.name), names.slice(0, 200));
  assert.equal(listing.truncated, true);
  assert.equal(listing.refreshed, true);
  const found = await w.catalog.list("t1", { nameContains: "LE_20" });
  assert.deepEqual(found.tables.map((table) => table.name), names.slice(200));
  assert.equal(found.truncated, false);
  assert.equal(listing.tables[7]?.itemCount, null);
  await putItems(w.database, "table_007", [{ pk: "a" }]);
  await w.catalog.describe("t1", { tableName: "table_007" });
  w.time.now += 1000;
  const again = await w.catalog.list("t1", {});
  assert.equal(again.refreshed, false);
  assert.deepEqual([again.tables[7]?.itemCount, again.tables[7]?.refreshedAt], [1, w.time.now - 1000]);
});

Deno.test("a name is matched exactly, then without case, else the nearest names are told", async () => {
  const w = world(endpoint);
  for (const name of ["Orders", "users", "order_items"]) {
    await createTable(w.database, { name, hash: "pk" });
  }
  await w.schema("t1", "East");
  const find = async (table: string, schema?: string) => {
    const [answer] = await w.catalog.lookup("t1", undefined, [{ table, ...(schema ? { schema } : {}) }]);
    assert.ok(answer);
    return "found" in answer ? answer.found.description.physicalName : answer.missing;
  };
  assert.equal(await find("orders"), "Orders");
  assert.equal(await find("ORDERS", "EAST"), "Orders");
  assert.equal(await find("Users"), "users");
  assert.deepEqual(await find("ordres"), {
    code: "table_not_found",
    message: "Table not found: East.ordres. Did you mean Orders?",
  });
  assert.deepEqual(await find("orders", "est"), {
    code: "schema_not_found",
    message: "Schema not found: est. Did you mean East?",
  });
});

Deno.test("a known name in another case costs no question to DynamoDB", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "Orders", hash: "pk" });
  await w.schema("t1", "east");
  await w.catalog.lookup("t1", undefined, [{ table: "orders" }]);
  w.asked();
  for (let n = 0; n < 3; n++) await w.catalog.lookup("t1", undefined, [{ table: "ORDERS" }]);
  assert.deepEqual(w.asked(), []);
});

Deno.test("a table name with a dot is tried whole first, then split at its first dot", async () => {
  const w = world(endpoint);
  for (const name of ["east.orders", "a.b.c"]) await createTable(w.database, { name, hash: "pk" });
  await w.schema("t1", "main_one");
  await w.schema("t1", "east");
  const whole = await w.catalog.describe("t1", { tableName: "east.orders" });
  assert.equal(whole.qualifiedName, 'main_one."east.orders"');
  const split = await w.catalog.describe("t1", { tableName: "east.a.b.c" });
  assert.equal(split.qualifiedName, 'east."a.b.c"');
  await assert.rejects(w.catalog.describe("t1", { tableName: "east.nothing" }), {
    message: "Table not found: east.nothing.",
  });
  await assert.rejects(w.catalog.describe("t1", { tableName: "nowhere.orders" }), {
    code: "table_not_found",
    message: /^Table not found: main_one\.nowhere\.orders\./,
  });
});

Deno.test("a qualified name, quotes and all, is taken as it was given", async () => {
  const w = world(endpoint);
  for (const name of ["my-orders", "a.b.c", "plain"]) await createTable(w.database, { name, hash: "pk" });
  await w.schema("t1", "east");
  for (
    const [tableName, qualified] of [
      ['east."my-orders"', 'east."my-orders"'],
      ['"my-orders"', 'east."my-orders"'],
      ['"east"."a.b.c"', 'east."a.b.c"'],
      ['"a.b.c"', 'east."a.b.c"'],
      ['east."plain"', "east.plain"],
    ] as const
  ) {
    assert.equal((await w.catalog.describe("t1", { tableName })).qualifiedName, qualified);
  }
  for (const tableName of ['east."nothing', '"', '""', '"a"."b"."c"', 'east.""']) {
    await assert.rejects(w.catalog.describe("t1", { tableName }), { code: "table_not_found" });
  }
});

Deno.test("a qualified name is quoted where SQL needs it", async () => {
  const w = world(endpoint);
  for (const name of ["order", "select", "2nd", "with-dash", "plain_1"]) {
    await createTable(w.database, { name, hash: "pk" });
  }
  await w.schema("t1", "east");
  const { tables } = await w.catalog.list("t1", {});
  assert.deepEqual(tables.map((table) => table.qualifiedName), [
    'east."2nd"',
    'east."order"',
    "east.plain_1",
    'east."select"',
    'east."with-dash"',
  ]);
});

Deno.test("a listing tells the item counts of a schema's tables, as fresh as they are known", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "orders", hash: "pk" });
  await putItems(w.database, "orders", [{ pk: "a" }, { pk: "b" }]);
  await w.schema("t1", "east");
  assert.deepEqual((await w.catalog.list("t1", {})).tables, [{
    name: "orders",
    qualifiedName: "east.orders",
    physicalName: "orders",
    itemCount: 2,
    refreshedAt: w.time.now,
  }]);
  await putItems(w.database, "orders", [{ pk: "c" }]);
  w.time.now += 1000;
  await w.catalog.describe("t1", { tableName: "orders", refresh: "force" });
  const [orders] = (await w.catalog.list("t1", { refresh: "skip" })).tables;
  assert.deepEqual([orders?.itemCount, orders?.refreshedAt], [3, w.time.now]);
});

Deno.test("exact names work without leave to list tables, unknown ones are just not found", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "orders", hash: "pk" });
  const guard = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { method, headers } = request;
    const body = await request.text();
    if (headers.get("x-amz-target")?.endsWith("ListTables")) {
      const message = "User: arn:x is not authorized to perform: dynamodb:ListTables on resource: *";
      return Response.json({ __type: "x#AccessDeniedException", message }, { status: 400 });
    }
    return await fetch(endpoint, { method, headers, body });
  });
  await w.schema("t1", "east", { endpoint: `http://127.0.0.1:${guard.addr.port}` });
  const [found, missing] = await w.catalog.lookup("t1", undefined, [{ table: "orders" }, { table: "order" }]);
  assert.ok(found && "found" in found);
  assert.deepEqual(missing, {
    missing: { code: "table_not_found", message: "Table not found: east.order." },
  });
  await assert.rejects(w.catalog.list("t1", {}), {
    code: "access_denied",
    message: "Access denied: dynamodb:ListTables is not granted.",
  });
  await guard.shutdown();
});

Deno.test("nothing of one tenant is visible to another", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "private_orders", hash: "pk" });
  await w.schema("t1", "east");
  await w.schema("t2", "north", { tableAllowlist: ["none"] });
  await w.catalog.list("t1", {});
  await w.catalog.describe("t1", { tableName: "private_orders" });
  const listing = await w.catalog.list("t2", {});
  assert.deepEqual([listing.tables, listing.schemas], [[], ["north"]]);
  const [other] = await w.catalog.lookup("t2", undefined, [{ schema: "east", table: "private_orders" }]);
  assert.deepEqual(other, { missing: { code: "schema_not_found", message: "Schema not found: east." } });
  await assert.rejects(w.catalog.describe("t2", { tableName: "private_orders" }), {
    code: "table_not_found",
    message: "Table not found: north.private_orders.",
  });
  await assert.rejects(w.catalog.list("t3", {}), { code: "schema_not_found" });
});

Deno.test("a disabled schema answers nothing and says so", async () => {
  const w = world(endpoint);
  await w.schema("t1", "east");
  await w.schemas.update("t1", "east", { status: "disabled" });
  await assert.rejects(w.catalog.list("t1", {}), { code: "schema_disabled" });
  const [answer] = await w.catalog.lookup("t1", "east", [{ table: "orders" }]);
  assert.deepEqual(answer, { missing: { code: "schema_disabled", message: "Schema east is disabled." } });
});

Deno.test("an endpoint that does not answer is an error of its own, not a missing table", async () => {
  const w = world(endpoint);
  await w.schemas.add("t1", { schemaName: "east", region: "eu-west-1", endpoint: "http://127.0.0.1:1" });
  await assert.rejects(w.catalog.lookup("t1", undefined, [{ table: "orders" }]), {
    code: "dynamodb_unreachable",
  });
});

Deno.test("a table made after the listing is found in another case, and is among the nearest names", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "orders", hash: "pk" });
  await w.schema("t1", "east");
  await w.catalog.list("t1", {});
  await createTable(w.database, { name: "Invoices", hash: "pk" });
  const [near] = await w.catalog.lookup("t1", undefined, [{ table: "invoice" }]);
  assert.deepEqual(near, {
    missing: { code: "table_not_found", message: "Table not found: east.invoice. Did you mean Invoices?" },
  });
  await createTable(w.database, { name: "Shipments", hash: "pk" });
  const [other] = await w.catalog.lookup("t1", undefined, [{ table: "shipments" }]);
  assert.ok(other && "found" in other);
  assert.equal(other.found.description.physicalName, "Shipments");
});

Deno.test("names that are no tables make DynamoDB list them again ten times in half a minute at most", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "orders", hash: "pk" });
  await w.schema("t1", "east");
  await w.catalog.list("t1", {});
  w.asked();
  for (let n = 0; n < 15; n++) await w.catalog.lookup("t1", undefined, [{ table: `nothing_${n}` }]);
  assert.equal(w.asked().filter((operation) => operation === "ListTables").length, 10);
  w.time.now += 30_000;
  await w.catalog.lookup("t1", undefined, [{ table: "nothing" }]);
  assert.deepEqual(w.asked(), ["DescribeTable", "ListTables"]);
});
